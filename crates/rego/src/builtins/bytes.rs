//! Text and bytes: `base64`, `base64url` and `hex`, with the alphabets and the padding that OPA takes.

use base64::Engine;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use regorus::Value;

use super::operand::type_name;
use super::{Answer, Builtin, Failure};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "base64.decode", run: base64_decode },
    Builtin { name: "base64.encode", run: base64_encode },
    Builtin { name: "base64.is_valid", run: base64_is_valid },
    Builtin { name: "base64url.decode", run: base64url_decode },
    Builtin { name: "base64url.encode", run: base64url_encode },
    Builtin { name: "base64url.encode_no_pad", run: base64url_encode_no_pad },
    Builtin { name: "hex.decode", run: hex_decode },
    Builtin { name: "hex.encode", run: hex_encode },
];

/// Unused bits of the last character may be set, padding is required: what OPA takes.
const fn engine(alphabet: &Alphabet) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical);
    GeneralPurpose::new(alphabet, config)
}

const PADDED: GeneralPurpose = engine(&STANDARD);
const PADDED_URL: GeneralPurpose = engine(&URL_SAFE);
const BARE: GeneralPurpose = bare_engine(&STANDARD);
const BARE_URL: GeneralPurpose = bare_engine(&URL_SAFE);

const fn bare_engine(alphabet: &Alphabet) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone);
    GeneralPurpose::new(alphabet, config)
}

/// The argument at `index` (from 0), which has to be a string.
pub(super) fn string_operand(args: &[Value], index: usize) -> Result<&str, Failure> {
    match args.get(index) {
        Some(Value::String(text)) => Ok(text),
        other => {
            let position = index.saturating_add(1);
            let found = other.map_or("nothing", type_name);
            Err(Failure::Operand(format!("operand {position} must be string but got {found}")))
        }
    }
}

/// Stops the evaluation where OPA has an answer that this engine cannot hold: any other answer, even undefined,
/// might let pass what OPA denies.
pub(super) fn unanswerable(message: impl Into<String>) -> Failure {
    Failure::Halt("eval_internal_error", message.into())
}

/// Bytes as a string. OPA's strings may hold any bytes, the engine's only UTF-8.
fn text(bytes: Vec<u8>) -> Answer {
    String::from_utf8(bytes).map(|text| Some(text.into())).map_err(|_| {
        unanswerable("the decoded bytes are not UTF-8, which this engine cannot hold in a string")
    })
}

fn decode(engine: &GeneralPurpose, encoded: &str) -> Result<Vec<u8>, Failure> {
    // Line ends are skipped wherever they stand.
    let lines: String = encoded.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    engine.decode(lines).map_err(|error| Failure::Failed(format!("illegal base64 data: {error}")))
}

/// Decodes standard base64.
pub(super) fn from_base64(encoded: &str) -> Result<Vec<u8>, Failure> {
    decode(&PADDED, encoded)
}

/// Decodes base64 for URLs, with or without padding.
pub(super) fn from_base64url(encoded: &str) -> Result<Vec<u8>, Failure> {
    if encoded.ends_with('=') {
        return decode(&PADDED_URL, encoded);
    }
    // The length counts line ends too.
    let padding = match encoded.len() % 4 {
        0 => "",
        2 => "==",
        3 => "=",
        _ => return Err(Failure::Failed(format!("illegal base64url string: {encoded}"))),
    };
    decode(&PADDED_URL, &format!("{encoded}{padding}"))
}

/// Decodes base64 for URLs that has no padding.
pub(super) fn from_bare_base64url(encoded: &str) -> Result<Vec<u8>, Failure> {
    decode(&BARE_URL, encoded)
}

/// Decodes standard base64 that has no padding.
pub(super) fn from_bare_base64(encoded: &str) -> Result<Vec<u8>, Failure> {
    decode(&BARE, encoded)
}

/// Standard base64.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    PADDED.encode(bytes)
}

/// Base64 for URLs, without padding.
pub(super) fn to_bare_base64url(bytes: &[u8]) -> String {
    BARE_URL.encode(bytes)
}

/// Lower-case hexadecimal.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

/// The byte that two hexadecimal digits of either case write.
pub(super) fn hex_pair(pair: &[u8]) -> Option<u8> {
    let [high, low] = pair else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(*high)? << 4 | digit(*low)?)
}

fn base64_decode(args: &[Value]) -> Answer {
    text(from_base64(string_operand(args, 0)?)?)
}

fn base64_encode(args: &[Value]) -> Answer {
    Ok(Some(to_base64(string_operand(args, 0)?.as_bytes()).into()))
}

fn base64_is_valid(args: &[Value]) -> Answer {
    // What is no string is not valid, and no error either.
    let valid = string_operand(args, 0).and_then(from_base64).is_ok();
    Ok(Some(valid.into()))
}

fn base64url_decode(args: &[Value]) -> Answer {
    text(from_base64url(string_operand(args, 0)?)?)
}

fn base64url_encode(args: &[Value]) -> Answer {
    Ok(Some(PADDED_URL.encode(string_operand(args, 0)?).into()))
}

fn base64url_encode_no_pad(args: &[Value]) -> Answer {
    Ok(Some(to_bare_base64url(string_operand(args, 0)?.as_bytes()).into()))
}

fn hex_decode(args: &[Value]) -> Answer {
    let digits = string_operand(args, 0)?.as_bytes();
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(hex_pair).collect();
    text(bytes.ok_or_else(|| Failure::Failed("not an even number of hexadecimal digits".to_owned()))?)
}

fn hex_encode(args: &[Value]) -> Answer {
    Ok(Some(to_hex(string_operand(args, 0)?.as_bytes()).into()))
}

/// An object of the given fields.
pub(super) fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let mut object = regorus::value::Object::new();
    for (name, value) in fields {
        object.insert(name.into(), value);
    }
    object.into()
}

#[cfg(test)]
mod tests;
