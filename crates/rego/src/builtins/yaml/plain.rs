//! Which texts every reader of YAML reads alike: an annotation is read by a reader with types of its own, which takes
//! dates, keys and repeated keys otherwise than `yaml.unmarshal` does.

use std::collections::BTreeSet;

use granit_parser::{Event, ScalarStyle};

use super::Unread;
use super::compose::events;
use super::scalar::{self, Scalar};

/// An annotation becomes a literal of the policy, which may not lie deeper.
const DEEPEST: usize = 32;

/// An open collection.
enum Open {
    List,
    /// The keys so far, and whether a key comes next.
    Mapping(BTreeSet<String>, bool),
}

/// Finds what may be read in more than one way. A text that is no YAML is left to the reader.
pub(super) fn check(text: &str) -> Result<(), Unread> {
    let doubt = |what: String| Err(Unread::Doubtful(what));
    let mut open: Vec<Open> = Vec::new();
    let mut documents = 0_usize;
    for event in events(text) {
        let Ok((event, _)) = event else { return Ok(()) };
        let place = open.last_mut();
        match &event {
            Event::DocumentStart(explicit, _) => {
                documents += 1;
                if *explicit || documents > 1 {
                    return doubt("a mark between documents; leave it out".to_owned());
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let resolved = match style {
                    ScalarStyle::Plain => scalar::resolve(text),
                    _ => Scalar::Text,
                };
                if *anchor != 0 || tag.is_some() {
                    return doubt(format!("an anchor or a tag at `{text}`; write the value itself"));
                }
                if resolved == Scalar::Timestamp {
                    return doubt(format!("the date `{text}`; put it in quotes"));
                }
                if let Some(Open::Mapping(keys, comes @ true)) = place {
                    *comes = false;
                    if resolved != Scalar::Text || text == "<<" {
                        return doubt(format!("the key `{text}`; put it in quotes"));
                    }
                    if !keys.insert(text.to_string()) {
                        return Err(Unread::Invalid(format!("yaml: mapping key \"{text}\" already defined")));
                    }
                } else if let Some(Open::Mapping(_, comes)) = place {
                    *comes = true;
                }
            }
            Event::SequenceStart(_, anchor, tag) | Event::MappingStart(_, anchor, tag) => {
                if *anchor != 0 || tag.is_some() {
                    return doubt("an anchor or a tag; write the value itself".to_owned());
                }
                match place {
                    Some(Open::Mapping(_, true)) => {
                        return doubt("a key that is no text; put it in quotes".to_owned());
                    }
                    Some(Open::Mapping(_, comes)) => *comes = true,
                    _ => {}
                }
                open.push(match event {
                    Event::SequenceStart(..) => Open::List,
                    _ => Open::Mapping(BTreeSet::new(), true),
                });
                if open.len() > DEEPEST {
                    return doubt(
                        "values this deep in each other; give the inner ones fields above".to_owned(),
                    );
                }
            }
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
            }
            Event::Alias(_) => return doubt("an alias; write the value itself".to_owned()),
            _ => {}
        }
    }
    Ok(())
}
