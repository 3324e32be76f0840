use edgeward_gatekeeper::ConstraintError;
use edgeward_rego::LoadError;

/// Policies that cannot be put to work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PoliciesError {
    /// Modules that do not load; all of them.
    #[error("{}", lines(.0))]
    Load(Vec<LoadError>),
    /// A constraint of a profile that is not well formed.
    #[error("profile `{profile}`: {source}")]
    Constraint {
        /// The profile.
        profile: String,
        /// What is wrong.
        source: ConstraintError,
    },
    /// A profile that binds something wrongly.
    #[error("profile `{profile}`: {message}")]
    Profile {
        /// The profile.
        profile: String,
        /// What is wrong.
        message: String,
    },
    /// There is no such profile.
    #[error("there is no profile `{name}`; this bundle has {}", list(.known))]
    UnknownProfile {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No module has a `violation` rule.
    #[error("no policy was found: none of the modules defines a rule `violation`")]
    Empty,
    /// Two rules carry one id.
    #[error("two rules have the id `{id}`: {first} and {second}")]
    DuplicateId {
        /// The id.
        id: String,
        /// One package.
        first: String,
        /// The other.
        second: String,
    },
}

fn lines(errors: &[LoadError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn list(names: &[String]) -> String {
    match names {
        [] => "none".to_owned(),
        names => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    }
}

/// A document that is no review.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReviewError {
    /// A field is missing or of another type.
    #[error("`{field}` {problem}")]
    Field {
        /// Which, as a path of dots.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// An operation that admission does not have.
    #[error("operation `{0}` is unknown; it is one of CREATE, UPDATE, DELETE, CONNECT")]
    UnknownOperation(String),
}
