//! The corpora of the fuzz targets, through the same functions, once.
#![cfg(test)]

mod input;
mod module;
mod program;

fn each(target: &str, run: fn(&[u8])) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/fuzz").join(target);
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).expect("the corpus is there") {
        run(&std::fs::read(entry.expect("an entry").path()).expect("a file"));
        seen += 1;
    }
    assert!(seen > 0, "{} is empty", folder.display());
}

#[test]
fn a_policy_text_is_refused_or_answers_within_its_limits() {
    each("module", module::run);
}

#[test]
fn an_input_is_refused_or_answered_alike_on_both_machines() {
    each("input", input::run);
}

#[test]
fn a_program_is_refused_or_answers_within_its_limits() {
    each("program", program::run);
}

#[test]
fn a_program_with_one_byte_changed_is_refused_or_answers_within_its_limits() {
    assert!(program::run_changed() > 1_000);
}
