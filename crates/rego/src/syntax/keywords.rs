//! Which names are keywords, by version of the language and by import.

use super::token::Kind;
use super::tree::Version;

/// The keywords that were added to the language after its first version, as far as they are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Keywords(u8);

impl Keywords {
    const IN: Keywords = Keywords(1);
    const EVERY: Keywords = Keywords(2);
    const CONTAINS: Keywords = Keywords(4);
    const IF: Keywords = Keywords(8);
    const NOT: Keywords = Keywords(16);
    const AND: Keywords = Keywords(32);
    const OR: Keywords = Keywords(64);

    /// None of them.
    pub(super) const NONE: Keywords = Keywords(0);
    /// Those that version 1 has without an import.
    pub(super) const VERSION_1: Keywords = Keywords(15);
    /// Every one that can be imported.
    pub(super) const ALL: Keywords = Keywords(127);

    /// Those that a text starts with.
    pub(super) fn of(version: Version) -> Keywords {
        match version {
            Version::V0 => Keywords::NONE,
            Version::V1 => Keywords::VERSION_1,
        }
    }

    /// What `import future.keywords.<name>` turns on.
    pub(super) fn named(name: &str) -> Option<Keywords> {
        Some(match name {
            "in" => Keywords::IN,
            "every" => Keywords::EVERY.and(Keywords::IN),
            "contains" => Keywords::CONTAINS,
            "if" => Keywords::IF,
            "not" => Keywords::NOT,
            "and" => Keywords::AND,
            "or" => Keywords::OR,
            _ => return None,
        })
    }

    /// Both.
    pub(super) fn and(self, other: Keywords) -> Keywords {
        Keywords(self.0 | other.0)
    }

    fn has(self, other: Keywords) -> bool {
        self.0 & other.0 != 0
    }

    /// `not { … }` holds a body, and `not x` is one.
    pub(super) fn not_holds_a_body(self) -> bool {
        self.has(Keywords::NOT)
    }

    /// `and` or `or` stands between statements.
    pub(super) fn logic(self) -> bool {
        self.has(Keywords::AND) || self.has(Keywords::OR)
    }

    /// The kind of a name: a keyword's, or an identifier's.
    pub(super) fn kind(self, name: &str) -> Kind {
        match name {
            "package" => Kind::Package,
            "import" => Kind::Import,
            "as" => Kind::As,
            "default" => Kind::Default,
            "else" => Kind::Else,
            "not" => Kind::Not,
            "some" => Kind::Some,
            "with" => Kind::With,
            "null" => Kind::Null,
            "true" => Kind::True,
            "false" => Kind::False,
            "in" if self.has(Keywords::IN) => Kind::In,
            "every" if self.has(Keywords::EVERY) => Kind::Every,
            "contains" if self.has(Keywords::CONTAINS) => Kind::Contains,
            "if" if self.has(Keywords::IF) => Kind::If,
            "and" if self.has(Keywords::AND) => Kind::And,
            "or" if self.has(Keywords::OR) => Kind::Or,
            _ => Kind::Ident,
        }
    }
}

/// Whether a version has this name as a keyword without any import.
pub(super) fn is_reserved(name: &str, version: Version) -> bool {
    Keywords::of(version).kind(name) != Kind::Ident
}
