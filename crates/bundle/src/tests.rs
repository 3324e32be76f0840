use super::*;

fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

fn bundle() -> Bundle {
    let data = Value::from_json(br#"{"profiles":{"baseline":{"a":1}}}"#).expect("data");
    Bundle::new(
        "1.2.3",
        vec![source("b/b.rego", "package b\ny := 2\n"), source("a/a.rego", "package a\nx := 1\n")],
        data,
    )
    .expect("a bundle")
}

/// An archive of the given files, as somebody else might pack it.
fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (path, text) in files {
        let mut header = tar::Header::new_old();
        header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_size(text.len() as u64);
        header.set_mode(0o600);
        header.set_entry_type(if text.is_empty() {
            tar::EntryType::Symlink
        } else {
            tar::EntryType::Regular
        });
        header.set_cksum();
        tar.append(&header, text.as_bytes()).expect("packs");
    }
    tar.into_inner().and_then(flate2::write::GzEncoder::finish).expect("packs")
}

#[test]
fn a_bundle_comes_back_as_it_was_written() {
    let bundle = bundle();
    let archive = bundle.write().expect("writes");
    assert_eq!(Bundle::read(&archive).expect("reads"), bundle);
    assert_eq!(bundle.write().expect("writes again"), archive);
}

#[test]
fn an_archive_that_is_not_compressed_is_the_same_bundle() {
    let bundle = bundle();
    let archive = bundle.write_plain().expect("writes");
    assert_eq!(Bundle::read_plain(&archive).expect("reads"), bundle);
}

#[test]
fn the_revision_names_version_and_content_and_the_roots_name_all_packages_and_data() {
    let bundle = bundle();
    let short: String = bundle.digest().chars().take(12).collect();
    assert_eq!(bundle.revision(), format!("1.2.3+{short}"));
    assert_eq!(bundle.manifest().roots, ["a", "b", "profiles"]);
}

#[test]
fn another_text_or_another_file_name_is_another_digest() {
    let one = Bundle::new("1", vec![source("a.rego", "package a\nx := 1\n")], Value::object::<&str>([]))
        .expect("a bundle");
    let text = Bundle::new("1", vec![source("a.rego", "package a\nx := 2\n")], Value::object::<&str>([]))
        .expect("a bundle");
    let path = Bundle::new("1", vec![source("b.rego", "package a\nx := 1\n")], Value::object::<&str>([]))
        .expect("a bundle");
    assert_ne!(one.digest(), text.digest());
    assert_ne!(one.digest(), path.digest());
}

#[test]
fn an_archive_that_reaches_beyond_its_roots_or_itself_is_refused() {
    let manifest = r#"{"revision":"x","roots":["a"]}"#;
    for (files, message) in [
        (vec![(".manifest", manifest), ("b.rego", "package b\n")], "b.rego is refused: it lies outside"),
        (vec![(".manifest", manifest), ("data.json", r#"{"b":1}"#)], "b is refused: it lies outside"),
        (vec![("../a.rego", "package a\n")], "../a.rego is refused: it leads out"),
        (vec![("a.rego", "")], "a.rego is refused: a bundle holds plain files"),
        (vec![("a/data.json", "[1]")], "a/data.json: data must be an object"),
    ] {
        let error = Bundle::read(&packed(&files)).expect_err("refused").to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn bytes_that_are_no_archive_are_an_error() {
    for bytes in [&b""[..], b"nonsense", &bundle().write().expect("writes")[..40]] {
        assert!(Bundle::read(bytes).is_err());
    }
    let plain = bundle().write_plain().expect("writes");
    for bytes in [&b""[..], b"nonsense", &plain[..40], &plain[..700]] {
        assert!(Bundle::read_plain(bytes).is_err());
    }
}
