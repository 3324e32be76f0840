//! The seed's data-access policy over all inputs that five fields of five sorts can make.

use std::sync::Arc;

use edgeward_decision::{DataDocument, PolicySet, Reason};
use edgeward_rego::{Limits, Value};
use libtest_mimic::Trial;

use crate::sources::Policies;

type Claim = fn(&Policies) -> Result<(), String>;

const CLAIMS: [(&str, Claim); 4] = [
    ("exactly_one_of_3125_inputs_allows", truth_table),
    ("an_export_anywhere_is_not_permitted_and_one_without_a_destination_neither", exports),
    ("a_missing_input_permits_nothing", |policies| {
        each_machine(policies, |set| {
            let decision = set.access(None, &Limits::default());
            if decision.permit { Err("permitted".to_owned()) } else { Ok(()) }
        })
    }),
    ("only_true_itself_counts_as_true", |policies| {
        each_machine(policies, |set| {
            for flag in [r#""true""#, "1", "[true]", r#"{"a":true}"#, "\"\"", "0"] {
                for field in ["patient.consent", "data_stays_local", "audit.enabled"] {
                    let input =
                        request().replace(&format!(r#""{field}":true"#), &format!(r#""{field}":{flag}"#));
                    let decision = set.access(Some(&nested(&input)?), &Limits::default());
                    if decision.permit {
                        return Err(format!("permitted with {field} = {flag}"));
                    }
                }
            }
            Ok(())
        })
    }),
];

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    CLAIMS
        .into_iter()
        .map(|(name, claim)| {
            let policies = Arc::clone(policies);
            Trial::test(format!("DA-01/{name}"), move || claim(&policies).map_err(Into::into))
        })
        .collect()
}

fn each_machine(policies: &Policies, claim: impl Fn(&PolicySet) -> Result<(), String>) -> Result<(), String> {
    let sets = [
        ("embedded", &policies.embedded),
        ("interpreter", &policies.interpreted),
        ("byte code", &policies.compiled),
    ];
    sets.into_iter().try_for_each(|(name, set)| claim(set).map_err(|message| format!("{name}: {message}")))
}

/// The request that is allowed, its fields named by their dotted paths.
fn request() -> String {
    r#"{"action":"query","user.role":"authorized_medical_staff","patient.consent":true,"data_stays_local":true,"audit.enabled":true}"#.to_owned()
}

/// An object with dotted keys as nested objects.
fn nested(flat: &str) -> Result<Value, String> {
    let flat = Value::from_json(flat.as_bytes()).map_err(|error| error.to_string())?;
    Ok(flat.entries().into_iter().fold(Value::object::<&str>([]), |input, (path, value)| {
        match path.split_once('.') {
            None => input.with(&path, value),
            Some((outer, inner)) => input.with(outer, Value::object([(inner, value)])),
        }
    }))
}

/// Right, wrong, of another type, null, missing.
const SORTS: [(&str, [Option<&str>; 5]); 5] = [
    ("action", [Some(r#""query""#), Some(r#""export""#), Some("1"), Some("null"), None]),
    (
        "user.role",
        [Some(r#""authorized_medical_staff""#), Some(r#""visitor""#), Some("[]"), Some("null"), None],
    ),
    ("patient.consent", [Some("true"), Some("false"), Some(r#""true""#), Some("null"), None]),
    ("data_stays_local", [Some("true"), Some("false"), Some("1"), Some("null"), None]),
    ("audit.enabled", [Some("true"), Some("false"), Some("[true]"), Some("null"), None]),
];

fn truth_table(policies: &Policies) -> Result<(), String> {
    each_machine(policies, |set| {
        let mut permitted = Vec::new();
        for index in 0..5_usize.pow(5) {
            let fields: Vec<String> = SORTS
                .iter()
                .enumerate()
                .filter_map(|(place, (name, values))| {
                    let value =
                        values.get(index / 5_usize.pow(u32::try_from(place).ok()?) % 5).copied().flatten()?;
                    Some(format!(r#""{name}":{value}"#))
                })
                .collect();
            let input = nested(&format!("{{{}}}", fields.join(",")))?;
            let allow = set.data_document(DataDocument::Allow, Some(&input), &Limits::default());
            let allow = allow.map_err(|error| error.to_string())?.and_then(|value| value.as_bool());
            if set.access(Some(&input), &Limits::default()).permit != (allow == Some(true)) {
                return Err(format!("allow is {allow:?}, and the combined decision differs: {input}"));
            }
            if allow == Some(true) {
                permitted.push(input);
            }
        }
        let expected = vec![nested(&request())?];
        if permitted == expected { Ok(()) } else { Err(format!("allowed: {permitted:?}")) }
    })
}

fn exports(policies: &Policies) -> Result<(), String> {
    each_machine(policies, |set| {
        let export = request().replace(r#""query""#, r#""export""#);
        for (destination, denied) in [
            (Some(r#""local""#), false),
            (Some(r#""s3://elsewhere""#), true),
            (Some("null"), true),
            (Some(r#""""#), true),
            (Some("1"), true),
            (Some(r#""LOCAL""#), true),
            (Some(r#""local ""#), true),
            (None, false),
        ] {
            let field = destination.map(|destination| format!(r#","destination":{destination}}}"#));
            let input = field.map_or(export.clone(), |field| export.replace('}', &field));
            let decision = set.access(Some(&nested(&input)?), &Limits::default());
            let expected =
                if denied { vec![Reason::NotAllowed, Reason::Denied] } else { vec![Reason::NotAllowed] };
            if decision.permit || decision.reasons != expected {
                return Err(format!("destination {destination:?}: {decision:?}"));
            }
        }
        Ok(())
    })
}
