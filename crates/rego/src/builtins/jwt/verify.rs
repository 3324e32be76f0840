//! Verification: `io.jwt.verify_*` and `io.jwt.decode_verify`.

use regorus::Value;

use super::super::bytes::string_operand;
use super::super::crypto::signature::{Digest, Scheme, hmac_holds};
use super::super::{Answer, Failure};
use super::constraints::Constraints;
use super::keys;
use super::token::{Header, Token, object};

pub(super) fn with_secret(args: &[Value], digest: Digest) -> Answer {
    let encoded = string_operand(args, 0)?;
    let secret = string_operand(args, 1)?;
    let token = Token::parse(encoded)?;
    let signature = token.signature()?;
    Ok(Some(hmac_holds(digest, secret.as_bytes(), token.signed().as_bytes(), &signature).into()))
}

pub(super) fn with_key(args: &[Value], scheme: Scheme) -> Answer {
    let token = Token::parse(string_operand(args, 0)?)?;
    let keys = keys::read(string_operand(args, 1)?)?;
    let signature = token.signature()?;
    let header = Header::read(&token.header()?)?;
    let message = token.signed();
    if let Some(key) = keys::named(&keys, &header.key_id) {
        return Ok(Some(key.confirms(scheme, message.as_bytes(), &signature)?.into()));
    }
    for key in &keys {
        let fits = key.algorithm.is_empty() || key.algorithm == header.algorithm;
        if fits && key.confirms(scheme, message.as_bytes(), &signature)? {
            return Ok(Some(true.into()));
        }
    }
    Ok(Some(false.into()))
}

pub(super) fn decode_verify(args: &[Value]) -> Answer {
    let encoded = string_operand(args, 0);
    let constraints = Constraints::read(args.get(1).unwrap_or(&Value::Undefined))?;
    let mut encoded = encoded?.to_owned();
    // A token in a token is shorter by a quarter each time, so this ends soon.
    let (header, payload) = loop {
        let token = Token::parse(&encoded)?;
        let written = token.header()?;
        let header = Header::read(&written)?;
        if !header.is_valid() {
            return unverified();
        }
        if !constraints.algorithm.is_empty() && constraints.algorithm != header.algorithm {
            return unverified();
        }
        let signature = token.signature()?;
        if !constraints.trust(&header, token.signed().as_bytes(), &signature)? {
            return unverified();
        }
        let payload = token.payload()?;
        if !header.content_type.eq_ignore_ascii_case("JWT") {
            break (written, object(&payload)?);
        }
        encoded = payload;
    };
    if constraints.admit(&payload)? { answer(true, header, payload) } else { unverified() }
}

fn unverified() -> Answer {
    answer(false, Value::new_object(), Value::new_object())
}

fn answer(verified: bool, header: Value, payload: Value) -> Result<Option<Value>, Failure> {
    Ok(Some(vec![verified.into(), header, payload].into()))
}
