//! A law and its controls.

use serde::Deserialize;

/// A law, a proposal of one, or a voluntary standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    /// `hipaa-security`.
    pub id: String,
    /// How it is called.
    pub title: String,
    /// Where it stands.
    pub citation: String,
    /// Whether anybody is bound by it.
    pub force: Force,
    /// Whether reports list it without being asked.
    pub enabled: bool,
    /// What a reader has to know before reading on.
    pub note: String,
    /// In the order of the law.
    pub controls: Vec<Control>,
}

/// Whether anybody is bound by a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Force {
    /// In force.
    Law,
    /// Proposed: it may never come into force, or in other words.
    Proposed,
    /// Binding only on those who chose it.
    Voluntary,
}

/// One thing that a law asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// `hipaa-164.312.a.1`: a token, as OSCAL wants it.
    pub id: String,
    /// `45 CFR 164.312(a)(1)`.
    pub label: String,
    /// A few words.
    pub title: String,
    /// How the law asks for it.
    pub kind: Kind,
    /// What it asks for, in our own words.
    pub paraphrase: String,
    /// How bad it is to be without.
    pub severity: Severity,
    /// What can be shown by technical means.
    pub part: Part,
    /// NIST SP 800-53 revision 5 controls that are near to it.
    pub nist: Vec<String>,
}

/// How a law asks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// HIPAA: a specification that has to be implemented.
    Required,
    /// HIPAA: a specification to be implemented, or answered by a reason and an equivalent measure.
    Addressable,
    /// HIPAA: a standard.
    Standard,
    /// A provision of another law.
    Provision,
    /// It is only proposed.
    Proposed,
}

/// How bad it is to be without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing that a technical measure could miss.
    Info,
    /// A hint.
    Low,
    /// A weakened safeguard.
    Medium,
    /// A missing safeguard.
    High,
    /// Health data gets out, or it is hidden that it did.
    Critical,
}

/// Which part of a control a technical measure can say something about. No control can be proven whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Some.
    Technical(Technical),
    /// None: it is listed and never counted as met.
    Organisational {
        /// Where evidence is to be expected from.
        expected: String,
    },
}

/// The technical part of a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Technical {
    /// By what it can be evidenced: at least one.
    pub classes: Vec<Class>,
    /// What the evidence is.
    pub evidence: String,
    /// What the evidence does not prove.
    pub not_proven: String,
    /// Rules about data access and about the log, `DA-01`, `LOG-01`.
    pub decisions: Vec<String>,
    /// Ids of report sections, of [`crate::SECTIONS`].
    pub reports: Vec<String>,
    /// Admission rules, only for a law that no rule names because it is none.
    pub rules: Vec<String>,
}

/// By what a control can be evidenced, in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// By judging Kubernetes objects.
    Admission,
    /// By deciding about access to data.
    DataAccess,
    /// By the log, or by a report.
    Evidence,
}

macro_rules! words {
    ($type:ident, $($variant:ident: $word:literal),+) => {
        impl $type {
            /// The word used in the catalogue.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($type::$variant => $word),+
                }
            }
        }
    };
}
words!(Force, Law: "law", Proposed: "proposed", Voluntary: "voluntary");
words!(Kind, Required: "required", Addressable: "addressable", Standard: "standard", Provision: "provision",
    Proposed: "proposed");
words!(Severity, Info: "info", Low: "low", Medium: "medium", High: "high", Critical: "critical");
words!(Class, Admission: "A", DataAccess: "D", Evidence: "E");

impl Control {
    /// Its technical part.
    pub fn technical(&self) -> Option<&Technical> {
        match &self.part {
            Part::Technical(technical) => Some(technical),
            Part::Organisational { .. } => None,
        }
    }
}
