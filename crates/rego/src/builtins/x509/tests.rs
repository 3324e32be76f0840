use super::next_block;
use super::pem::Block;

fn labels(mut text: &str) -> Vec<String> {
    let mut labels = Vec::new();
    while let Some((Block { label, .. }, rest)) = next_block(text) {
        labels.push(label);
        text = rest;
    }
    labels
}

#[test]
fn a_beginning_without_an_end_is_skipped() {
    let text = "-----BEGIN A-----\n-----BEGIN B-----\nYQ==\n-----END B-----\n";
    assert_eq!(labels(text), ["B"]);
}

#[test]
fn a_block_that_ends_otherwise_than_it_begins_is_skipped() {
    let text = "-----BEGIN A-----\nYQ==\n-----END B-----\n-----BEGIN C-----\nYQ==\n-----END C-----";
    assert_eq!(labels(text), ["C"]);
}

#[test]
fn headers_are_no_part_of_the_bytes() {
    let text = "-----BEGIN A-----\nname: value\n\nYQ==\n-----END A-----\nrest";
    let block = Block { label: "A".to_owned(), bytes: b"a".to_vec() };
    assert_eq!(next_block(text), Some((block, "rest")));
}
