//! The flags, the width and the precision of one directive, and padding by them.

/// What stands between the percent sign and the verb.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) plus: bool,
    pub(super) minus: bool,
    pub(super) sharp: bool,
    pub(super) space: bool,
    pub(super) zero: bool,
    /// `%+v`.
    pub(super) plus_v: bool,
    /// `%#v`.
    pub(super) sharp_v: bool,
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
}

impl Flags {
    /// With the verb `v`, a plus and a sharp sign mean another thing than with the other verbs.
    pub(super) fn for_v(mut self) -> Self {
        self.sharp_v = self.sharp;
        self.sharp = false;
        self.plus_v = self.plus;
        self.plus = false;
        self
    }

    /// The same, without padding by zeros.
    pub(super) fn without_zero(mut self) -> Self {
        self.zero = false;
        self
    }

    /// As many padding characters as asked for: zeros only to the left.
    pub(super) fn padding(&self, out: &mut String, count: usize) {
        let fill = if self.zero && !self.minus { '0' } else { ' ' };
        out.extend(std::iter::repeat_n(fill, count));
    }

    /// Text, made as wide as asked for; a width counts characters.
    pub(super) fn pad(&self, out: &mut String, text: &str) {
        let missing = self.width.unwrap_or(0).saturating_sub(text.chars().count());
        if self.minus {
            out.push_str(text);
            self.padding(out, missing);
        } else {
            self.padding(out, missing);
            out.push_str(text);
        }
    }

    /// The first characters of a text, as many as the precision says.
    pub(super) fn truncated<'a>(&self, text: &'a str) -> &'a str {
        let Some(precision) = self.precision else { return text };
        match text.char_indices().nth(precision) {
            Some((end, _)) => text.get(..end).unwrap_or(text),
            None => text,
        }
    }
}
