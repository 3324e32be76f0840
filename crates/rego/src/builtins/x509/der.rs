//! DER, read strictly: lengths and numbers in their shortest form, tags of one byte.

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// The tag of a field that the context gives a number.
pub(super) const fn context(number: u8) -> u8 {
    0x80 | number
}

/// The same of a field that holds other elements.
pub(super) const fn constructed(number: u8) -> u8 {
    0xa0 | number
}

/// An object identifier's numbers.
pub(super) type Oid = Vec<u32>;

/// One element: what it holds, and all of it with its header.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    pub(super) whole: &'a [u8],
}

/// Elements, one after the other. Every reading is `None` where the bytes are not what is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn peeks(&self, tag: u8) -> bool {
        self.0.first() == Some(&tag)
    }

    pub(super) fn any(&mut self) -> Option<Element<'a>> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (length, body) = if first & 0x80 == 0 {
            (usize::from(first), rest)
        } else {
            let (bytes, body) = rest.split_at_checked(usize::from(first & 0x7f))?;
            if bytes.len() > 4 || *bytes.first()? == 0 {
                return None;
            }
            let length = bytes
                .iter()
                .try_fold(0_usize, |length, byte| length.checked_mul(256)?.checked_add(usize::from(*byte)))?;
            (length >= 128).then_some((length, body))?
        };
        let (content, after) = body.split_at_checked(length)?;
        let whole = self.0.get(..self.0.len().checked_sub(after.len())?)?;
        self.0 = after;
        Some(Element { tag, content, whole })
    }

    pub(super) fn element(&mut self, tag: u8) -> Option<Element<'a>> {
        let mut ahead = *self;
        let element = ahead.any().filter(|element| element.tag == tag)?;
        *self = ahead;
        Some(element)
    }

    pub(super) fn content(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.element(tag).map(|element| element.content)
    }

    pub(super) fn inside(&mut self, tag: u8) -> Option<Reader<'a>> {
        self.content(tag).map(Reader)
    }

    /// What is inside, if the next element has this tag; `None` is a malformed element.
    pub(super) fn optional(&mut self, tag: u8) -> Option<Option<Reader<'a>>> {
        if self.peeks(tag) { self.inside(tag).map(Some) } else { Some(None) }
    }

    /// The two's complement of a whole number, in its shortest form.
    pub(super) fn integer(&mut self) -> Option<&'a [u8]> {
        shortest(self.content(INTEGER)?)
    }

    pub(super) fn small(&mut self) -> Option<i64> {
        number(self.integer()?)
    }

    pub(super) fn boolean(&mut self) -> Option<bool> {
        match self.content(BOOLEAN)? {
            [0] => Some(false),
            [0xff] => Some(true),
            _ => None,
        }
    }

    /// The bytes of a bit string and how many bits of the last one are unused.
    pub(super) fn bits(&mut self) -> Option<(&'a [u8], u8)> {
        let (&unused, bytes) = self.content(BIT_STRING)?.split_first()?;
        let used_up = match bytes.last() {
            None => unused == 0,
            Some(last) => unused <= 7 && last & 1_u8.wrapping_shl(u32::from(unused)).wrapping_sub(1) == 0,
        };
        used_up.then_some((bytes, unused))
    }

    pub(super) fn oid(&mut self) -> Option<Oid> {
        oid(self.content(OBJECT_IDENTIFIER)?)
    }
}

/// A whole number's bytes, if none of them could be left out.
pub(super) fn shortest(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => None,
        _ => Some(bytes),
    }
}

/// The number that at most eight bytes of two's complement spell.
pub(super) fn number(bytes: &[u8]) -> Option<i64> {
    let negative = *bytes.first()? & 0x80 != 0;
    if bytes.len() > 8 {
        return None;
    }
    let start = if negative { -1_i64 } else { 0 };
    Some(bytes.iter().fold(start, |number, byte| number.wrapping_shl(8) | i64::from(*byte)))
}

/// The bits shifted so that the unused ones are the first.
pub(super) fn right_aligned((bytes, unused): (&[u8], u8)) -> Vec<u8> {
    let mut carried = 0_u16;
    bytes
        .iter()
        .map(|byte| {
            carried = carried << 8 | u16::from(*byte);
            u8::try_from((carried >> unused) & 0xff).unwrap_or(0)
        })
        .collect()
}

/// The numbers of an object identifier, each below 2^31.
pub(super) fn oid(bytes: &[u8]) -> Option<Oid> {
    let mut numbers = Vec::new();
    let mut rest = bytes.iter();
    while let Some(&first) = rest.next() {
        if first == 0x80 {
            return None;
        }
        let mut number = u32::from(first & 0x7f);
        let mut more = first & 0x80 != 0;
        while more {
            if number >= 1 << 24 {
                return None;
            }
            let byte = *rest.next()?;
            number = number << 7 | u32::from(byte & 0x7f);
            more = byte & 0x80 != 0;
        }
        if numbers.is_empty() {
            let root = (number / 40).min(2);
            numbers.push(root);
            numbers.push(number.wrapping_sub(root * 40));
        } else {
            numbers.push(number);
        }
    }
    (!numbers.is_empty()).then_some(numbers)
}

/// An element with this content.
pub(super) fn encode(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut encoded = vec![tag];
    match length.as_slice() {
        [] => encoded.push(0),
        [one @ ..=0x7f] => encoded.push(*one),
        _ => {
            encoded.push(0x80 | u8::try_from(length.len()).unwrap_or(8));
            encoded.extend(&length);
        }
    }
    encoded.extend(content);
    encoded
}

/// The element of a whole number that is not negative, given by its bytes.
pub(super) fn encode_unsigned(bytes: &[u8]) -> Vec<u8> {
    let mut content: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    if content.first().is_none_or(|first| first & 0x80 != 0) {
        content.insert(0, 0);
    }
    encode(INTEGER, &content)
}

/// A sequence of whole numbers that are not negative, given by their bytes.
pub(crate) fn sequence_of_unsigned(numbers: &[&[u8]]) -> Vec<u8> {
    let content: Vec<u8> = numbers.iter().flat_map(|number| encode_unsigned(number)).collect();
    encode(SEQUENCE, &content)
}
