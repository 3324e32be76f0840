//! JSON Web Tokens: the `io.jwt.*` family.

mod constraints;
mod decode;
mod json;
mod jwk;
mod keys;
mod sign;
mod token;
mod verify;

use super::Builtin;
use super::crypto::signature::{Digest, Scheme};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "io.jwt.decode", run: decode::decode },
    Builtin { name: "io.jwt.decode_verify", run: verify::decode_verify },
    Builtin { name: "io.jwt.encode_sign", run: sign::encode_sign },
    Builtin { name: "io.jwt.encode_sign_raw", run: sign::encode_sign_raw },
    Builtin { name: "io.jwt.verify_eddsa", run: |args| verify::with_key(args, Scheme::EdDsa) },
    Builtin {
        name: "io.jwt.verify_es256",
        run: |args| verify::with_key(args, Scheme::Ecdsa(Digest::Sha256)),
    },
    Builtin {
        name: "io.jwt.verify_es384",
        run: |args| verify::with_key(args, Scheme::Ecdsa(Digest::Sha384)),
    },
    Builtin {
        name: "io.jwt.verify_es512",
        run: |args| verify::with_key(args, Scheme::Ecdsa(Digest::Sha512)),
    },
    Builtin { name: "io.jwt.verify_hs256", run: |args| verify::with_secret(args, Digest::Sha256) },
    Builtin { name: "io.jwt.verify_hs384", run: |args| verify::with_secret(args, Digest::Sha384) },
    Builtin { name: "io.jwt.verify_hs512", run: |args| verify::with_secret(args, Digest::Sha512) },
    Builtin { name: "io.jwt.verify_ps256", run: |args| verify::with_key(args, Scheme::Pss(Digest::Sha256)) },
    Builtin { name: "io.jwt.verify_ps384", run: |args| verify::with_key(args, Scheme::Pss(Digest::Sha384)) },
    Builtin { name: "io.jwt.verify_ps512", run: |args| verify::with_key(args, Scheme::Pss(Digest::Sha512)) },
    Builtin {
        name: "io.jwt.verify_rs256",
        run: |args| verify::with_key(args, Scheme::Pkcs1(Digest::Sha256)),
    },
    Builtin {
        name: "io.jwt.verify_rs384",
        run: |args| verify::with_key(args, Scheme::Pkcs1(Digest::Sha384)),
    },
    Builtin {
        name: "io.jwt.verify_rs512",
        run: |args| verify::with_key(args, Scheme::Pkcs1(Digest::Sha512)),
    },
];

#[cfg(test)]
mod tests;
