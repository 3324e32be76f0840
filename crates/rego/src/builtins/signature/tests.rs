use std::collections::BTreeSet;

use super::{Signature, signature, signatures};
use crate::builtins::declared_type::Type;

fn shown(name: &str) -> String {
    let Signature { args, variadic, result, .. } = signature(name).expect("a built-in");
    let mut shown: Vec<String> = args.iter().map(Type::to_string).collect();
    shown.extend(variadic.iter().map(|of| format!("{of}...")));
    format!("({}) => {}", shown.join(", "), result.as_ref().map_or("???".to_owned(), Type::to_string))
}

#[test]
fn every_built_in_of_opa_is_declared() {
    let lines = include_str!("signatures.jsonl").lines().count();
    assert_eq!((lines, signatures().count()), (206, 206));
}

#[test]
fn a_name_that_opa_does_not_have_has_no_signature() {
    assert_eq!(signature("strings.lower"), None);
}

#[test]
fn types_are_printed_as_opa_prints_them() {
    for (name, expected) in [
        ("count", "(any<string, array[any], object[any: any], set[any]>) => number"),
        ("print", "(any...) => ???"),
        ("json.patch", "(any, array[object<op: string, path: any>[any: any]]) => any"),
        ("object.get", "(object[any: any], any, any) => any"),
        ("opa.runtime", "() => object[string: any]"),
        ("time.clock", "(any<number, array<number, string>>) => array<number, number, number>"),
    ] {
        assert_eq!(shown(name), expected, "{name}");
    }
}

#[test]
fn marks_are_read() {
    let marked = |mark: fn(&Signature) -> bool| -> BTreeSet<&str> {
        signatures().filter(|one| mark(one)).map(|one| one.name.as_str()).collect()
    };
    assert_eq!(marked(|one| one.relation), BTreeSet::from(["walk"]));
    assert_eq!(
        marked(|one| one.nondeterministic),
        BTreeSet::from([
            "http.send",
            "io.jwt.decode_verify",
            "io.jwt.encode_sign",
            "io.jwt.encode_sign_raw",
            "json.match_schema",
            "json.verify_schema",
            "net.lookup_ip_addr",
            "opa.runtime",
            "rand.intn",
            "time.now_ns",
            "uuid.rfc4122",
        ])
    );
    assert!(marked(|one| one.deprecated).contains("cast_array"));
    assert_eq!(signature("rem").and_then(|one| one.infix.as_deref()), Some("%"));
}
