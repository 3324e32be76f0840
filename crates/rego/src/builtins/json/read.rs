//! JSON text as Go's decoder reads it: of two fields of one name the last stays, half of a surrogate pair is
//! U+FFFD, and a number keeps all of its digits.

use regorus::Value;
use regorus::value::Object;

use crate::builtins::numbers::Decimal;

/// A value takes stack for each of its levels wherever it is compared, printed or dropped.
pub(crate) const DEEPEST: usize = 512;

#[derive(Debug, PartialEq)]
pub(super) enum Refused {
    NoJson(String),
    TooDeep,
}

pub(super) fn read(text: &str) -> Result<Value, Refused> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.space();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.unexpected("after top-level value")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at = self.at.saturating_add(c.len_utf8());
        Some(c)
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at = self.at.saturating_add(token.len());
        }
        found
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.next();
        }
    }

    fn unexpected(&self, place: &str) -> Refused {
        Refused::NoJson(match self.peek() {
            Some(c) => format!("invalid character {c:?} {place}"),
            None => "unexpected end of JSON input".to_owned(),
        })
    }

    fn value(&mut self, level: usize) -> Result<Value, Refused> {
        self.space();
        for (word, value) in [("null", Value::Null), ("true", true.into()), ("false", false.into())] {
            if self.take(word) {
                return Ok(value);
            }
        }
        match self.peek() {
            Some('"') => Ok(self.string()?.into()),
            Some('[' | '{') if level >= DEEPEST => Err(Refused::TooDeep),
            Some('[') => self.array(level),
            Some('{') => self.object(level),
            Some('-' | '0'..='9') => self.number(),
            _ => Err(self.unexpected("looking for beginning of value")),
        }
    }

    fn array(&mut self, level: usize) -> Result<Value, Refused> {
        self.next();
        self.space();
        let mut elements = Vec::new();
        if self.take("]") {
            return Ok(elements.into());
        }
        loop {
            elements.push(self.value(level.saturating_add(1))?);
            self.space();
            if self.take("]") {
                return Ok(elements.into());
            }
            if !self.take(",") {
                return Err(self.unexpected("after array element"));
            }
        }
    }

    fn object(&mut self, level: usize) -> Result<Value, Refused> {
        self.next();
        self.space();
        let mut object = Object::new();
        if self.take("}") {
            return Ok(object.into());
        }
        loop {
            self.space();
            if self.peek() != Some('"') {
                return Err(self.unexpected("looking for beginning of object key string"));
            }
            let key = self.string()?;
            self.space();
            if !self.take(":") {
                return Err(self.unexpected("after object key"));
            }
            let value = self.value(level.saturating_add(1))?;
            object.insert(key.into(), value);
            self.space();
            if self.take("}") {
                return Ok(object.into());
            }
            if !self.take(",") {
                return Err(self.unexpected("after object key:value pair"));
            }
        }
    }

    fn digits(&mut self) -> Result<(), Refused> {
        if !self.peek().is_some_and(|c| c.is_ascii_digit()) {
            return Err(self.unexpected("in numeric literal"));
        }
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.next();
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Value, Refused> {
        let start = self.at;
        self.take("-");
        if !self.take("0") {
            self.digits()?;
        }
        if self.take(".") {
            self.digits()?;
        }
        if self.take("e") || self.take("E") {
            let _ = self.take("+") || self.take("-");
            self.digits()?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let value = Decimal::read(text).and_then(|number| number.to_value());
        value.ok_or_else(|| Refused::NoJson(format!("invalid number: {text}")))
    }

    fn string(&mut self) -> Result<String, Refused> {
        self.next();
        let mut text = String::new();
        loop {
            match self.peek() {
                Some('"') => {
                    self.next();
                    return Ok(text);
                }
                Some('\\') => {
                    self.next();
                    self.escape(&mut text)?;
                }
                Some(c) if c >= ' ' => {
                    self.next();
                    text.push(c);
                }
                _ => return Err(self.unexpected("in string literal")),
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Result<(), Refused> {
        let plain = match self.peek() {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                self.next();
                text.push(self.unicode()?);
                return Ok(());
            }
            _ => return Err(self.unexpected("in string escape code")),
        };
        self.next();
        text.push(plain);
        Ok(())
    }

    /// The character that one or, for a pair of surrogates, two escapes stand for.
    fn unicode(&mut self) -> Result<char, Refused> {
        let high = self.hexadecimal()?;
        let after = self.at;
        if (0xd800..0xdc00).contains(&high) && self.take("\\u") {
            let low = self.hexadecimal()?;
            if let Some(Ok(pair)) = char::decode_utf16([high, low]).next() {
                return Ok(pair);
            }
            self.at = after;
        }
        Ok(char::from_u32(u32::from(high)).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hexadecimal(&mut self) -> Result<u16, Refused> {
        let mut value: u16 = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|c| c.to_digit(16));
            let digit = digit.and_then(|digit| u16::try_from(digit).ok());
            let digit = digit.ok_or_else(|| self.unexpected("in \\u hexadecimal character escape"))?;
            value = value.wrapping_shl(4) | digit;
            self.next();
        }
        Ok(value)
    }
}
