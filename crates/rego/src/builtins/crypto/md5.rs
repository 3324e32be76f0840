//! MD5 and HMAC-MD5, which the cryptographic library rightly leaves out.

use md5::{Digest, Md5};

const BLOCK: usize = 64;

/// The digest of the parts, one after the other.
pub(super) fn digest(parts: &[&[u8]]) -> [u8; 16] {
    let mut state = Md5::new();
    for part in parts {
        state.update(part);
    }
    state.finalize().into()
}

/// RFC 2104 over MD5.
pub(super) fn hmac(key: &[u8], message: &[u8]) -> [u8; 16] {
    let shortened = digest(&[key]);
    let key = if key.len() > BLOCK { shortened.as_slice() } else { key };
    let pad = |with: u8| {
        let mut block = [with; BLOCK];
        for (byte, key) in block.iter_mut().zip(key) {
            *byte ^= key;
        }
        block
    };
    let inner = digest(&[&pad(0x36), message]);
    digest(&[&pad(0x5c), &inner])
}
