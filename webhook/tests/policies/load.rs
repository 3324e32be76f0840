//! A few small policies: one denies, one warns, one is slow and one fails when a label says so, one mutates. And
//! the seed's policy for data access, unchanged.

use edgeward_decision::{PolicyId, PolicySet};
use edgeward_rego::{Source, Value};

/// Loads them; their one profile is `baseline`.
pub(crate) fn policies() -> PolicySet {
    let sources = [
        ("admission/owner.rego", include_str!("owner.rego")),
        ("admission/contact.rego", include_str!("contact.rego")),
        ("admission/slow.rego", include_str!("slow.rego")),
        ("admission/broken.rego", include_str!("broken.rego")),
        ("mutation/class.rego", include_str!("class.rego")),
        (
            "healthcare/healthdata.rego",
            include_str!("../../../policies/healthcare/healthdata/healthdata.rego"),
        ),
    ];
    let sources = sources.map(|(path, text)| Source { path: path.to_owned(), text: text.to_owned() });
    let data = Value::from_json(include_bytes!("data.json")).expect("data.json is JSON");
    let id = PolicyId { revision: "0.0.0+test".to_owned(), digest: "0123".to_owned() };
    PolicySet::from_text(id, sources.to_vec(), data).unwrap_or_else(|error| panic!("{error}"))
}
