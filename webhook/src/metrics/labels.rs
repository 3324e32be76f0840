use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};

/// Which door a request came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Endpoint {
    /// `/v1/admit`
    Admit,
    /// `/v1/admitlabel`
    AdmitLabel,
    /// `/v1/mutate`
    Mutate,
    /// `/v1/data/…`
    Data,
    /// `/v1/data/edgeward/access/decision`
    Access,
}

impl Endpoint {
    pub(crate) const ALL: [Endpoint; 5] =
        [Endpoint::Admit, Endpoint::AdmitLabel, Endpoint::Mutate, Endpoint::Data, Endpoint::Access];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Endpoint::Admit => "admit",
            Endpoint::AdmitLabel => "admitlabel",
            Endpoint::Mutate => "mutate",
            Endpoint::Data => "data",
            Endpoint::Access => "access",
        }
    }
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    /// Allowed or permitted.
    Allow,
    /// A document of the policy, whatever it says.
    Given,
    /// Allowed with warnings.
    Warn,
    /// Denied by policy.
    Deny,
    /// Denied because a rule gave no answer.
    Fault,
    /// Denied because what a rule looks up in the cluster is not known.
    Unknown,
    /// Denied because too much was asked at once.
    Shed,
    /// Denied because the answer came too late.
    Late,
    /// Denied because the evaluation panicked.
    Panic,
    /// Not a request that can be answered.
    BadRequest,
}

impl Outcome {
    pub(crate) const ALL: [Outcome; 10] = [
        Outcome::Allow,
        Outcome::Given,
        Outcome::Warn,
        Outcome::Deny,
        Outcome::Fault,
        Outcome::Unknown,
        Outcome::Shed,
        Outcome::Late,
        Outcome::Panic,
        Outcome::BadRequest,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Outcome::Allow => "allow",
            Outcome::Given => "given",
            Outcome::Warn => "warn",
            Outcome::Deny => "deny",
            Outcome::Fault => "fault",
            Outcome::Unknown => "unknown",
            Outcome::Shed => "shed",
            Outcome::Late => "late",
            Outcome::Panic => "panic",
            Outcome::BadRequest => "bad_request",
        }
    }
}

/// Which listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Port {
    Admission,
    Decision,
    Socket,
    Health,
}

impl Port {
    pub(crate) const ALL: [Port; 4] = [Port::Admission, Port::Decision, Port::Socket, Port::Health];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Port::Admission => "admission",
            Port::Decision => "decision",
            Port::Socket => "socket",
            Port::Health => "health",
        }
    }
}

macro_rules! label_value {
    ($($label:ty),*) => {$(
        impl EncodeLabelValue for $label {
            fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
                self.as_str().encode(encoder)
            }
        }
    )*};
}
label_value!(Endpoint, Outcome, Port);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct RequestLabels {
    pub(super) endpoint: Endpoint,
    pub(super) outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct ViolationLabels {
    pub(super) rule: String,
    pub(super) action: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct FaultLabels {
    pub(super) rule: String,
    pub(super) kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct PortLabels {
    pub(super) port: Port,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct LeaseLabels {
    pub(super) lease: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct PolicyLabels {
    pub(super) revision: String,
    pub(super) digest: String,
    pub(super) profile: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct KindLabels {
    pub(super) api_version: String,
    pub(super) kind: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct StateLabels {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) state: &'static str,
}
