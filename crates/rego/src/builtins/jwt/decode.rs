//! `io.jwt.decode`: what a token says, whether true or not.

use regorus::Value;

use super::super::Answer;
use super::super::bytes::{string_operand, to_hex, unanswerable};
use super::token::{Token, field, object};

pub(super) fn decode(args: &[Value]) -> Answer {
    let mut encoded = string_operand(args, 0)?.to_owned();
    // A token in a token is shorter by a quarter each time, so this ends soon.
    loop {
        let token = Token::parse(&encoded)?;
        let header = token.header()?;
        let payload = token.payload()?;
        match field(&header, "cty") {
            Some(Value::String(kind)) if &**kind == "JWT" => {
                // A quoted token is as good.
                encoded = payload.trim_matches(['"', '\'']).to_owned();
            }
            None | Some(Value::String(_)) => {
                let payload = object(&payload)?;
                let signature = to_hex(&token.signature()?);
                return Ok(Some(vec![header, payload, signature.into()].into()));
            }
            Some(_) => return Err(unanswerable("a token's content type has to be a string")),
        }
    }
}
