//! A reader of ground Rego terms as OPA prints them.

use regorus::Value;
use regorus::value::{Object, Set};

/// The value that `text` spells. Panics where it spells none, as a case's author must know.
pub(super) fn read(text: &str) -> Value {
    let mut reader = Reader { rest: text };
    let value = reader.value();
    reader.space();
    assert!(reader.rest.is_empty(), "{:?} is left of {text}", reader.rest);
    value
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, token: &str) -> bool {
        self.space();
        let after = self.rest.strip_prefix(token);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn value(&mut self) -> Value {
        self.space();
        if self.rest.starts_with('"') {
            return Value::from(self.string());
        }
        if self.take("`") {
            let (raw, rest) = self.rest.split_once('`').expect("the end of a raw string");
            self.rest = rest;
            return Value::from(raw);
        }
        for (word, value) in [
            ("null", Value::Null),
            ("true", true.into()),
            ("false", false.into()),
            ("set()", Value::new_set()),
        ] {
            if self.take(word) {
                return value;
            }
        }
        if self.take("[") {
            return Value::from(self.entries("]", Reader::value));
        }
        if self.take("{") { self.set_or_object() } else { self.number() }
    }

    /// What `entry` reads, separated by commas, up to `end`.
    fn entries<T>(&mut self, end: &str, entry: impl Fn(&mut Self) -> T) -> Vec<T> {
        let mut entries = Vec::new();
        while !self.take(end) {
            entries.push(entry(self));
            assert!(self.take(",") || self.rest.starts_with(end), "no comma before {:?}", self.rest);
        }
        entries
    }

    fn set_or_object(&mut self) -> Value {
        let entries = self.entries("}", |reader| {
            let key = reader.value();
            (key, reader.take(":").then(|| reader.value()))
        });
        if entries.iter().all(|(_, value)| value.is_some()) {
            entries.into_iter().map(|(key, value)| (key, value.expect("a value"))).collect::<Object>().into()
        } else {
            entries.into_iter().map(|(element, _)| element).collect::<Set>().into()
        }
    }

    fn number(&mut self) -> Value {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-._".contains(c));
        let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        Value::from_numeric_string(number).unwrap_or_else(|_| panic!("{number:?} is no number"))
    }

    /// A string as Go quotes it, which JSON's strings are too.
    fn string(&mut self) -> String {
        let mut chars = self.rest.char_indices().skip(1);
        let (mut text, mut units) = (String::new(), Vec::<u16>::new());
        loop {
            let (at, c) = chars.next().expect("the end of a string");
            let read = match c {
                '"' => {
                    self.rest = self.rest.split_at(at + 1).1;
                    return text;
                }
                '\\' => match chars.next().expect("an escape").1 {
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\u{b}',
                    'x' => char::from_u32(hex(&mut chars, 2)).expect("a character"),
                    'U' => char::from_u32(hex(&mut chars, 8)).expect("a character"),
                    'u' => {
                        units.push(u16::try_from(hex(&mut chars, 4)).expect("four digits"));
                        match char::decode_utf16(units.iter().copied()).next() {
                            Some(Ok(c)) => {
                                units.clear();
                                c
                            }
                            _ => continue,
                        }
                    }
                    other => other,
                },
                c => c,
            };
            text.push(read);
        }
    }
}

fn hex(chars: &mut impl Iterator<Item = (usize, char)>, digits: usize) -> u32 {
    let digits: String = chars.take(digits).map(|(_, digit)| digit).collect();
    u32::from_str_radix(&digits, 16).expect("hexadecimal digits")
}

#[test]
fn go_escapes_and_surrogates_are_read() {
    assert_eq!(read(r#""\x01\a\"\\\u00e9\U0001f600\ud83d\ude00""#), Value::from("\u{1}\u{7}\"\\é😀😀"));
}

#[test]
fn braces_hold_sets_or_objects() {
    assert_eq!(read("{}"), Value::new_object());
    assert_eq!(read("set()"), Value::new_set());
    let set: Set = [Value::from(1), Value::from(vec![Value::Null])].into_iter().collect();
    let object: Object = [(Value::from(set), Value::from(-1.5))].into_iter().collect();
    assert_eq!(read("{{1, [null]}: -1.5}"), Value::from(object));
}
