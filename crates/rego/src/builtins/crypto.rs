//! Digests and message authentication codes: `crypto.md5` to `crypto.hmac.equal`.

mod md5;
pub(super) mod signature;

use aws_lc_rs::{constant_time, digest, hmac};
use regorus::Value;

use super::bytes::{string_operand, to_hex};
use super::{Answer, Builtin};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "crypto.hmac.equal", run: hmac_equal },
    Builtin { name: "crypto.hmac.md5", run: hmac_md5 },
    Builtin { name: "crypto.hmac.sha1", run: |args| mac(args, hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY) },
    Builtin { name: "crypto.hmac.sha256", run: |args| mac(args, hmac::HMAC_SHA256) },
    Builtin { name: "crypto.hmac.sha512", run: |args| mac(args, hmac::HMAC_SHA512) },
    Builtin { name: "crypto.md5", run: digest_md5 },
    Builtin { name: "crypto.sha1", run: |args| hash(args, &digest::SHA1_FOR_LEGACY_USE_ONLY) },
    Builtin { name: "crypto.sha256", run: |args| hash(args, &digest::SHA256) },
];

fn hash(args: &[Value], algorithm: &'static digest::Algorithm) -> Answer {
    let message = string_operand(args, 0)?;
    Ok(Some(to_hex(digest::digest(algorithm, message.as_bytes()).as_ref()).into()))
}

fn mac(args: &[Value], algorithm: hmac::Algorithm) -> Answer {
    let message = string_operand(args, 0)?;
    let key = hmac::Key::new(algorithm, string_operand(args, 1)?.as_bytes());
    Ok(Some(to_hex(hmac::sign(&key, message.as_bytes()).as_ref()).into()))
}

fn digest_md5(args: &[Value]) -> Answer {
    Ok(Some(to_hex(&md5::digest(&[string_operand(args, 0)?.as_bytes()])).into()))
}

fn hmac_md5(args: &[Value]) -> Answer {
    let message = string_operand(args, 0)?;
    let key = string_operand(args, 1)?;
    Ok(Some(to_hex(&md5::hmac(key.as_bytes(), message.as_bytes())).into()))
}

fn hmac_equal(args: &[Value]) -> Answer {
    let first = string_operand(args, 0)?;
    let second = string_operand(args, 1)?;
    let equal = constant_time::verify_slices_are_equal(first.as_bytes(), second.as_bytes()).is_ok();
    Ok(Some(equal.into()))
}
