use regorus::Value;

use super::super::bytes::to_bare_base64url;
use super::super::{Failure, call};

const KEY: &str = r#"{"kty":"oct","k":"c2VjcmV0"}"#;

fn token(header: &str, payload: &str) -> Value {
    let args = [header, payload, KEY].map(Value::from);
    call("io.jwt.encode_sign_raw", &args).expect("a token").expect("defined")
}

fn halted(message: &str) -> Result<Option<Value>, Failure> {
    Err(Failure::Halt("eval_internal_error", message.to_owned()))
}

#[test]
fn a_payload_that_is_no_text_stops_the_evaluation() {
    let header = to_bare_base64url(br#"{"alg":"HS256"}"#);
    let encoded = format!("{header}.{}.", to_bare_base64url(b"{\"a\":\"\xff\"}"));
    assert_eq!(call("io.jwt.decode", &[encoded.into()]), halted("a part of the token is not UTF-8"));
}

#[test]
fn a_number_that_would_be_rounded_stops_the_evaluation() {
    let encoded = token(r#"{"alg":"HS256"}"#, r#"{"n":123456789012345678901}"#);
    let answer = call("io.jwt.decode", &[encoded]);
    assert_eq!(answer, halted("a number in the JSON text is too large for this engine"));
}

#[test]
fn an_issuer_that_is_no_string_stops_the_evaluation() {
    let encoded = token(r#"{"alg":"HS256"}"#, r#"{"iss":1}"#);
    let constraints = [("secret".into(), "secret".into()), ("iss".into(), "a".into())];
    let constraints: regorus::value::Object = constraints.into_iter().collect();
    let answer = call("io.jwt.decode_verify", &[encoded, constraints.into()]);
    assert_eq!(answer, halted("a token's issuer has to be a string"));
}

/// What only a fresh signature can show, as two of the schemes sign otherwise each time.
#[test]
fn tokens_signed_here_are_verified_here() {
    let key = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
    let public = key.replace(r#","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI""#, "");
    let args = [r#"{"alg":"ES256"}"#, "{}", key].map(Value::from);
    let encoded = call("io.jwt.encode_sign_raw", &args).expect("a token").expect("defined");
    let verified = call("io.jwt.verify_es256", &[encoded.clone(), public.as_str().into()]);
    assert_eq!(verified, Ok(Some(true.into())));
    // A private key is none that verifies.
    assert_eq!(call("io.jwt.verify_es256", &[encoded, key.into()]), Ok(Some(false.into())));
}
