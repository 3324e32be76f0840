//! The sections of a report that evidence a control.

/// A section of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// As controls name it.
    pub id: &'static str,
    /// What it shows.
    pub title: &'static str,
    /// Whether reports have it yet. A control that only waits for sections to come is listed as open.
    pub is_built: bool,
}

/// All sections that a control may name.
pub const SECTIONS: [Section; 16] = [
    planned("assessments", "Assessments: when, by which rules, with what result"),
    planned("breach-dossier", "Decisions of a period: patients, fields, numbers and a timeline"),
    planned("dataflow", "The ways data can take between objects"),
    planned("denials", "Denied decisions by subject"),
    planned("disclosures", "Permits for other purposes than treatment, payment and operations"),
    planned("exceptions", "Exceptions with reason, equivalent measure, approver and end"),
    planned("findings", "Findings by age"),
    planned("incident-extract", "Decisions of a patient, a user or a period, with proofs"),
    planned("inventory", "Objects in scope"),
    planned("locations", "Nodes and volumes that hold health data"),
    planned("log-integrity", "Whether the log is whole, and since when"),
    planned("policy-changes", "Which policies were in force when, and who changed them"),
    planned("processing-records", "Purposes, places, retention and measures seen"),
    planned("report-access", "Who was given which report"),
    planned("reviews", "Reviews of the log and of the rules"),
    planned("rules-in-force", "The rules in force on a day, with digest and signature"),
];

const fn planned(id: &'static str, title: &'static str) -> Section {
    Section { id, title, is_built: false }
}
