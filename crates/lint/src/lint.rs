//! The lints: id, what each is about, how bad it is, and its page.

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It may be meant.
    Warning,
    /// The policy does not do what it says, or says too little.
    Error,
}

impl Level {
    /// The word used in output, SARIF's among them.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

macro_rules! lints {
    ($($(#[doc = $doc:literal])+ $variant:ident, $level:ident, $id:literal, $title:literal;)+) => {
        /// A static check.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Lint {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Lint {
            /// All of them, by id.
            pub const ALL: &'static [Lint] = &[$(Lint::$variant),+];

            /// As it is named in output, in allow comments and on the command line.
            pub fn id(self) -> &'static str {
                match self {
                    $(Lint::$variant => $id),+
                }
            }

            /// What it asks for, in a few words.
            pub fn title(self) -> &'static str {
                match self {
                    $(Lint::$variant => $title),+
                }
            }

            /// How bad it is.
            pub fn level(self) -> Level {
                match self {
                    $(Lint::$variant => Level::$level),+
                }
            }

            /// Its page, in Markdown.
            pub fn page(self) -> &'static str {
                match self {
                    $(Lint::$variant => include_str!(concat!("../../../docs/lints/", $id, ".md"))),+
                }
            }
        }
    };
}

lints! {
    /// A comment that switches a lint off has to work and to say why.
    AllowComment, Error, "allow-comment", "an allow comment names a lint that it silences, and a reason";
    /// The faster machine runs it.
    ByteCode, Warning, "byte-code", "a rule is made of what byte code is known to answer rightly";
    /// Siblings of a package cost time.
    DataBesidePackage, Warning, "data-beside-package", "base data shares no root with a package";
    /// It loads, with OPA's meaning.
    Loads, Error, "loads", "every file loads and means what it means in OPA";
    /// A rule says what it is.
    MetadataComplete, Error, "metadata-complete", "every rule has a complete METADATA block";
    /// A missing field must not drop a violation.
    NegatedCall, Warning, "negated-call", "no call below `not` is given a reference that may be missing";
    /// A package is found by its name.
    PackageFolder, Error, "package-folder", "a package is named as its folder";
    /// Paths and images are compared as what they are.
    PrefixCompare, Warning, "prefix-compare", "paths and images are not compared as strings";
    /// Tests stand beside the policy.
    TestTwin, Error, "test-twin", "every policy file has a test file beside it";
    /// An id names one rule.
    UniqueId, Error, "unique-id", "no two rules share an id";
    /// What is written can happen.
    UnreachableBranch, Warning, "unreachable-branch", "every body can hold and every `else` can be reached";
    /// What is written is asked for.
    UnusedRule, Warning, "unused-rule", "every rule is reached from an entry point or a test";
    /// A violation can be shown.
    ViolationShape, Error, "violation-shape", "a violation has `msg` and `details`";
}

impl Lint {
    /// The lint of that id.
    pub fn of_id(id: &str) -> Option<Lint> {
        Lint::ALL.iter().copied().find(|lint| lint.id() == id)
    }
}
