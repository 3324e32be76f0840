use std::fs;
use std::path::Path;

use super::{Input, read};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: NAME}\n";

fn pod(name: &str) -> String {
    POD.replace("NAME", name)
}

/// The names of the objects, or the errors with the folder's name cut off.
fn names(folder: &Path, inputs: &[&str], stdin: &[u8]) -> Vec<String> {
    let inputs: Vec<Input> = inputs
        .iter()
        .map(
            |input| {
                if *input == "-" { Input::from(Path::new("-")) } else { Input::Path(folder.join(input)) }
            },
        )
        .collect();
    match read(&inputs, &mut &*stdin) {
        Ok(documents) => documents.iter().filter_map(|one| one.name()).collect(),
        Err(errors) => errors
            .0
            .iter()
            .map(|error| error.to_string().replace(&format!("{}/", folder.display()), ""))
            .collect(),
    }
}

#[test]
fn folders_are_walked_in_the_order_of_their_paths_and_no_file_is_read_twice() {
    let folder = tempfile::tempdir().expect("temporary folder");
    fs::create_dir_all(folder.path().join("m/sub")).expect("folder");
    for (file, name) in [("m/b.yml", "b"), ("m/a.yaml", "a"), ("m/sub/c.json", "c"), ("m/read.me", "no")] {
        fs::write(folder.path().join(file), pod(name).replace("apiVersion", "\"apiVersion\"")).expect("file");
    }
    fs::write(
        folder.path().join("m/sub/c.json"),
        r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"c"}}"#,
    )
    .expect("file");
    assert_eq!(names(folder.path(), &["m/b.yml", "m", "-"], pod("in").as_bytes()), ["b", "a", "c", "in"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_above_does_not_loop() {
    let folder = tempfile::tempdir().expect("temporary folder");
    fs::write(folder.path().join("a.yaml"), pod("a")).expect("file");
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).expect("link");
    assert_eq!(names(folder.path(), &["."], b""), ["a"]);
}

#[test]
fn all_that_is_wrong_is_said_in_one_run() {
    let folder = tempfile::tempdir().expect("temporary folder");
    fs::create_dir(folder.path().join("none")).expect("folder");
    fs::write(folder.path().join("latin.yaml"), b"a: 1\nb: \xe9\n").expect("file");
    fs::write(folder.path().join("ok.yaml"), pod("a")).expect("file");
    fs::write(folder.path().join("bad.yaml"), "a: [\n").expect("file");
    assert_eq!(
        names(folder.path(), &["missing.yaml", "none", "latin.yaml", "ok.yaml", "bad.yaml"], b""),
        [
            "missing.yaml: no such file or folder; check the path, or pass `-` to read standard input",
            "none: the folder holds no .yaml, .yml or .json file; name a folder with manifests, or the files themselves",
            "latin.yaml:2: byte 8 is not UTF-8; save the file as UTF-8",
            "bad.yaml:1:4: not YAML: unclosed bracket '['; fix the syntax (indent with spaces, quote text that holds `: ` or ` #`)",
        ]
    );
}

#[test]
fn input_without_a_document_is_an_error() {
    let folder = tempfile::tempdir().expect("temporary folder");
    for text in ["", "# only a comment\n", "---\n---\n", "\u{feff}"] {
        assert_eq!(
            names(folder.path(), &["-"], text.as_bytes()),
            ["<stdin>: the input holds no document; pass at least one Kubernetes object"]
        );
    }
}

#[test]
fn input_beyond_the_cap_is_an_error() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let comment = vec![b'#'; (32 << 20) + 1];
    assert_eq!(
        names(folder.path(), &["-"], &comment),
        ["<stdin>: the input is larger than 32 MiB; pass fewer files at a time"]
    );
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let _ = read(&[Input::Stdin], &mut &*bytes);
        let json = [b"{".as_slice(), &bytes].concat();
        let _ = read(&[Input::Stdin], &mut &*json);
    }
}
