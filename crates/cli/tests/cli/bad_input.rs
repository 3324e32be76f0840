use crate::{Folder, Ran, edgeward, edgeward_reading, on_file};

/// What check says on one file.
fn refused(name: &str, content: impl AsRef<[u8]>) -> (i32, String, String) {
    let Ran { code, out, err } = on_file(&["check"], name, content);
    (code, out, err)
}

fn failed(message: &str) -> (i32, String, String) {
    (2, String::new(), format!("error: {message}\n"))
}

#[test]
fn bad_yaml_is_refused_with_its_place() {
    assert_eq!(
        refused("a.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: [}\n"),
        failed(
            "a.yaml:3:18: not YAML: mismatched bracket '[' closed by '}'; fix the syntax (indent with spaces, quote text that holds `: ` or ` #`)"
        )
    );
}

#[test]
fn billion_laughs_are_refused() {
    let mut text = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n".to_owned();
    for level in 1..10 {
        let inner = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
    }
    assert_eq!(
        refused("a.yaml", text),
        failed(
            "a.yaml:5:45: aliases unfold into more than 100000 values; write the values out, or use fewer aliases"
        )
    );
}

#[test]
fn an_unknown_kind_is_refused_with_a_suggestion() {
    assert_eq!(
        refused("a.yaml", "apiVersion: apps/v1\nkind: Deploymnt\nmetadata: {name: web}\n"),
        failed(
            "a.yaml:2:1: `apps/v1 Deploymnt` is no kind that Kubernetes serves; did you mean `Deployment` of `apps`?"
        )
    );
}

#[test]
fn duplicate_keys_are_refused_in_yaml_and_json() {
    assert_eq!(
        refused("a.yaml", "apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: false\n  hostNetwork: true\n"),
        failed("a.yaml:5:3: field `/spec/hostNetwork` is given twice (first on line 4); keep one of the two")
    );
    assert_eq!(
        refused("a.json", "{\"kind\": \"Pod\",\n \"kind\": \"Node\"}"),
        failed("a.json:2:2: field `/kind` is given twice (first on line 1); keep one of the two")
    );
}

#[test]
fn empty_input_is_refused() {
    for text in ["", "# nothing here\n", "---\n...\n"] {
        let expected = failed("a.yaml: the input holds no document; pass at least one Kubernetes object");
        assert_eq!(refused("a.yaml", text), expected);
        let Ran { code, out, err } = edgeward_reading(&["check", "-f", "-"], text.as_bytes());
        assert_eq!(
            (code, out, err),
            failed("<stdin>: the input holds no document; pass at least one Kubernetes object")
        );
    }
}

#[test]
fn a_folder_without_manifests_is_refused() {
    let folder = Folder::new();
    folder.file("sub/readme.md", "no manifest");
    let ran = edgeward(&["check", "-f", &folder.shown()]);
    let message = format!(
        "error: {}: the folder holds no .yaml, .yml or .json file; name a folder with manifests, or the files themselves\n",
        folder.shown()
    );
    assert_eq!(ran, Ran { code: 2, out: String::new(), err: message });
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    assert_eq!(
        refused("a.yaml", b"apiVersion: v1\nkind: Pod\nmetadata: {name: \xff\xfe}\n"),
        failed("a.yaml:3: byte 42 is not UTF-8; save the file as UTF-8")
    );
    assert_eq!(refused("a.yaml", [0_u8; 64]).0, 2);
}

#[test]
fn ten_thousand_nested_arrays_are_refused() {
    let nested = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let end = "nested deeper than 128 levels; flatten it: no Kubernetes object is nested that deep";
    assert_eq!(refused("a.json", &nested), failed(&format!("a.json:1:128: {end}")));
    assert_eq!(refused("a.yaml", &nested), failed(&format!("a.yaml:1:256: {end}")));
}

#[test]
fn json_garbage_is_refused() {
    assert_eq!(
        refused("a.json", "{\"apiVersion\": \"v1\", garbage}"),
        failed(
            "a.json:1:22: not JSON: key must be a string; fix the syntax, or name the file .yaml if it is YAML"
        )
    );
    assert_eq!(
        refused("a.json", "{\"apiVersion\": \"v1\""),
        failed(
            "a.json:1:19: not JSON: EOF while parsing an object; fix the syntax, or name the file .yaml if it is YAML"
        )
    );
}

#[test]
fn a_missing_file_is_refused() {
    assert_eq!(edgeward(&["check", "-f", "no/such.yaml"]), Ran {
        code: 2,
        out: String::new(),
        err: "error: no/such.yaml: no such file or folder; check the path, or pass `-` to read standard input\n".to_owned(),
    });
}

#[test]
fn an_integer_beyond_the_engine_is_refused_by_field() {
    assert_eq!(
        refused("a.yaml", "apiVersion: v1\nkind: Pod\nspec: {runAsUser: 18446744073709551616}\n"),
        failed(
            "a.yaml:3:19: field `/spec/runAsUser` holds the integer 18446744073709551616, beyond 2^63; write it as a string or make it smaller"
        )
    );
}

#[test]
fn all_that_is_wrong_is_said_in_one_run() {
    let folder = Folder::new();
    let bad = folder.file("bad.yaml", "a: [");
    let values = folder.file("values.yaml", "replicas: 3\n");
    let ran = edgeward(&["check", "-f", &bad, "-f", "gone.yaml", &values]);
    assert_eq!((ran.code, folder.relative(&ran.err)), (2, "\
error: bad.yaml:1:4: not YAML: unclosed bracket '['; fix the syntax (indent with spaces, quote text that holds `: ` or ` #`)
error: gone.yaml: no such file or folder; check the path, or pass `-` to read standard input
error: values.yaml:1:1: `apiVersion` is missing; every Kubernetes object starts with `apiVersion` and `kind`; leave other files out of the input
".to_owned()));
}

#[test]
fn bad_policies_are_refused() {
    let folder = Folder::new();
    folder.file("p/broken.rego", "package a\n\nx := {\n");
    folder.file("empty/readme.md", "");
    let archive = folder.file("bundle.tar.gz", "no archive");
    let pod = folder.file("pod.yaml", "apiVersion: v1\nkind: Pod\n");
    for (policies, message) in [
        (
            folder.path("p").display().to_string(),
            "error: broken.rego:4:0: rego_parse_error: unexpected eof token\n",
        ),
        (folder.path("empty").display().to_string(), "error: empty holds no policy: no file ends in .rego\n"),
        (archive, "error: not a readable bundle archive: invalid gzip header\n"),
        (
            folder.path("gone").display().to_string(),
            "error: gone: cannot be read: No such file or directory (os error 2)\n",
        ),
    ] {
        let ran = edgeward(&["check", "-f", &pod, "--policies", &policies]);
        assert_eq!((ran.code, folder.relative(&ran.err).as_str()), (2, message));
    }
}

#[test]
fn an_unknown_profile_is_refused_with_those_there_are() {
    let ran = on_file(&["check", "--profile", "lax"], "pod.yaml", "apiVersion: v1\nkind: Pod\n");
    assert_eq!(ran.code, 2);
    assert_eq!(ran.err, "error: there is no profile `lax`; this bundle has `baseline`, `strict`\n");
}
