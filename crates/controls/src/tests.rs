use crate::{Catalogue, CatalogueError, Class, Part, SECTIONS, Severity};

const LAW: &str = "\
house:
  law: House rules
  citation: on the door
  force: law
  enabled: true
  note: >-
    Read them.
  controls:
  - {id: house-1, label: Rule 1, title: Shoes, kind: required, class: [A, E], severity: low, paraphrase: Shoes off.,
     evidence: Socks are seen., not_proven: Clean socks., reports: [findings], nist: [PE-3]}
  - {id: house-2, label: Rule 2, title: Manners, kind: standard, class: [ORG], severity: info, paraphrase: Be kind.,
     expected: the neighbours, nist: []}
";

#[test]
fn a_control_is_found_by_its_id_with_its_law() {
    let catalogue = Catalogue::read(&[("house.yaml", LAW)]).expect("a catalogue");
    let (law, control) = catalogue.control("house-1").expect("house-1");
    assert_eq!((law.title.as_str(), law.note.as_str()), ("House rules", "Read them."));
    let technical = control.technical().expect("a technical part");
    assert_eq!(technical.classes, [Class::Admission, Class::Evidence]);
    assert_eq!((control.severity, technical.not_proven.as_str()), (Severity::Low, "Clean socks."));
    let (_, other) = catalogue.control("house-2").expect("house-2");
    assert_eq!(other.part, Part::Organisational { expected: "the neighbours".to_owned() });
    assert!(catalogue.control("house-3").is_none());
    assert_eq!(catalogue.controls().count(), 2);
}

#[test]
fn an_id_belongs_to_one_control_and_one_law() {
    let twice = LAW.replace("house-2", "house-1");
    let taken = |file: &str, id: &str| {
        Err(CatalogueError::Duplicate { file: file.to_owned(), id: id.to_owned(), other: "house".to_owned() })
    };
    assert_eq!(Catalogue::read(&[("twice.yaml", &twice)]), taken("twice.yaml", "house-1"));
    assert_eq!(Catalogue::read(&[("a.yaml", LAW), ("b.yaml", LAW)]), taken("b.yaml", "house"));
    let other = LAW.replace("house:\n", "other:\n");
    assert_eq!(Catalogue::read(&[("a.yaml", LAW), ("b.yaml", &other)]), taken("b.yaml", "house-1"));
}

#[test]
fn a_control_that_claims_too_much_or_says_too_little_is_refused() {
    for (from, to, message) in [
        ("evidence: Socks are seen., ", "", "it has no evidence"),
        ("not_proven: Clean socks., ", "", "it does not say what is not proven"),
        ("[A, E]", "[]", "it has no class"),
        ("[A, E]", "[A, ORG]", "ORG stands alone"),
        ("[A, E]", "[ORG]", "an organisational control has no evidence of ours"),
        ("expected: the neighbours, ", "", "an organisational control says where evidence is expected from"),
        (
            "reports: [findings]",
            "expected: x",
            "only an organisational control expects evidence from elsewhere",
        ),
    ] {
        let text = LAW.replacen(from, to, 1);
        assert_ne!(text, LAW, "{from}");
        let error = Catalogue::read(&[("house.yaml", &text)]).expect_err(from);
        assert!(error.to_string().ends_with(message), "{error}");
    }
}

#[test]
fn a_field_that_nobody_knows_is_refused_with_its_file() {
    let text = LAW.replace("note:", "remark:");
    let error = Catalogue::read(&[("house.yaml", &text)]).expect_err("remark");
    assert!(error.to_string().starts_with("house.yaml: "), "{error}");
    assert!(error.to_string().contains("remark"), "{error}");
}

#[test]
fn a_file_holds_one_law() {
    for text in ["{}".to_owned(), format!("{LAW}{}", LAW.replace("house", "other"))] {
        let error = Catalogue::read(&[("house.yaml", &text)]).expect_err("not one");
        assert_eq!(error.to_string(), "house.yaml: a file holds one law");
    }
}

#[test]
fn sections_are_in_order_and_have_one_id_each() {
    let ids: Vec<&str> = SECTIONS.iter().map(|section| section.id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted);
}
