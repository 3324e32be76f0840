//! YAML events to values with places, within a budget.

use std::collections::BTreeMap;
use std::sync::Arc;

use edgeward_rego::Value;
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span, StrInput, Tag};

use crate::error::Problem;
use crate::node::{Fields, Node, weight};
use crate::places::{Below, Mark, Places};
use crate::scalar::{self, ScalarTag};

/// As deep as serde_json goes, so that YAML and JSON have one limit.
pub(crate) const MAX_DEPTH: usize = 128;

/// How many values the aliases of a stream may bring in. Hand-written manifests use tens; an attack needs millions.
pub(crate) const MAX_ALIASED: usize = 100_000;

/// A document, or what is wrong with it and where.
pub(crate) type Composed = Result<(Value, Places), (Mark, Problem)>;

/// All documents of a YAML stream, empty ones left out. After a document that is wrong the next one is read.
pub(crate) fn compose(text: &str) -> Vec<Composed> {
    let mut composer = Composer {
        events: Parser::new_from_str_with_options(text, granit_parser::options! { emit_comments: false }),
        anchors: BTreeMap::new(),
        aliased: 0,
        path: Vec::new(),
        is_first: true,
    };
    let mut documents = Vec::new();
    loop {
        match composer.document() {
            Ok(Some(node)) if node.value.is_null() => {}
            Ok(Some(node)) => documents.push(Ok((node.value, node.places))),
            Ok(None) => return documents,
            Err(failed) => {
                documents.push(Err(failed));
                composer.path.clear();
                match composer.events.proceed_next_document() {
                    Ok(true) => {}
                    Ok(false) | Err(_) => return documents,
                }
            }
        }
    }
}

struct Composer<'a> {
    events: Parser<'a, StrInput<'a>>,
    anchors: BTreeMap<usize, Node>,
    aliased: usize,
    path: Vec<String>,
    is_first: bool,
}

type Failed = (Mark, Problem);

fn mark(span: &Span) -> Mark {
    Mark { line: span.start.line(), column: span.start.col() + 1 }
}

impl<'a> Composer<'a> {
    fn next(&mut self) -> Result<Option<(Event<'a>, Mark)>, Failed> {
        match self.events.next_event() {
            None => Ok(None),
            Some(Ok((event, span))) => Ok(Some((event, mark(&span)))),
            Some(Err(error)) => {
                let mark = Mark { line: error.marker().line(), column: error.marker().col() + 1 };
                Err((
                    mark,
                    match error.kind() {
                        // The parser looks ahead, so its own limit may come first.
                        ErrorKind::RecursionLimitExceeded => Problem::TooDeep(MAX_DEPTH),
                        _ => Problem::Yaml(error.info().replace('\n', " ")),
                    },
                ))
            }
        }
    }

    fn document(&mut self) -> Result<Option<Node>, Failed> {
        let mut separator = None;
        while let Some((event, mark)) = self.next()? {
            match event {
                Event::StreamEnd => return Ok(None),
                Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(explicit, _) => {
                    self.anchors.clear();
                    separator = Some((explicit, mark.line));
                }
                event => {
                    let is_first = std::mem::replace(&mut self.is_first, false);
                    match separator {
                        Some((false, _)) if !is_first => return Err((mark, Problem::AfterEndMarker)),
                        // An empty document is a scalar there, too.
                        Some((true, line)) if line == mark.line && !matches!(event, Event::Scalar(..)) => {
                            return Err((mark, Problem::OnSeparatorLine));
                        }
                        _ => return self.node(event, mark).map(Some),
                    }
                }
            }
        }
        Ok(None)
    }

    fn node(&mut self, event: Event<'a>, mark: Mark) -> Result<Node, Failed> {
        if self.path.len() > MAX_DEPTH {
            return Err((mark, Problem::TooDeep(MAX_DEPTH)));
        }
        let (node, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tag = scalar_tag(tag.as_deref());
                let value = scalar::value(&text, style == ScalarStyle::Plain, tag, || self.pointer())
                    .map_err(|problem| (mark, problem))?;
                (Node { size: weight(&value), value, places: Places::leaf(mark), height: 1 }, anchor)
            }
            Event::SequenceStart(_, anchor, _) => (self.sequence(mark)?, anchor),
            Event::MappingStart(_, anchor, _) => (self.mapping(mark)?, anchor),
            Event::Alias(anchor) => (self.alias(anchor, mark)?, 0),
            _ => return Err((mark, Problem::Yaml("a value is missing here".to_owned()))),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn alias(&mut self, anchor: usize, mark: Mark) -> Result<Node, Failed> {
        let Some(node) = self.anchors.get(&anchor) else {
            // The parser resolves names; what is not known yet is being read.
            return Err((mark, Problem::Yaml("the anchor contains itself".to_owned())));
        };
        self.aliased = self.aliased.saturating_add(node.size);
        if self.aliased > MAX_ALIASED {
            return Err((mark, Problem::TooManyAliased(MAX_ALIASED)));
        }
        if self.path.len() + node.height > MAX_DEPTH + 1 {
            return Err((mark, Problem::TooDeep(MAX_DEPTH)));
        }
        let places = Places { mark, below: Arc::clone(&node.places.below) };
        Ok(Node { places, ..node.clone() })
    }

    fn sequence(&mut self, mark: Mark) -> Result<Node, Failed> {
        let (mut values, mut items, mut size, mut height) = (Vec::new(), Vec::new(), 1_usize, 0);
        while let Some((event, at)) = self.next()? {
            if event == Event::SequenceEnd {
                break;
            }
            self.path.push(items.len().to_string());
            let node = self.node(event, at)?;
            self.path.pop();
            size = size.saturating_add(node.size);
            height = height.max(node.height);
            values.push(node.value);
            items.push(node.places);
        }
        let places = Places { mark, below: Arc::new(Below::Items(items)) };
        Ok(Node { value: Value::array(values), places, size, height: height + 1 })
    }

    fn mapping(&mut self, mark: Mark) -> Result<Node, Failed> {
        let mut fields = Fields::default();
        while let Some((event, at)) = self.next()? {
            if event == Event::MappingEnd {
                break;
            }
            if is_merge(&event) {
                self.merge(&mut fields, at)?;
                continue;
            }
            let key = self.key(event, at)?;
            self.path.push(key.clone());
            let Some((event, value_at)) = self.next()? else {
                break;
            };
            let mut node = self.node(event, value_at)?;
            node.places.mark = at;
            fields
                .write(key, node)
                .map_err(|first| (at, Problem::DuplicateKey { field: self.pointer(), first }))?;
            self.path.pop();
        }
        Ok(fields.node(mark))
    }

    fn key(&mut self, event: Event<'a>, at: Mark) -> Result<String, Failed> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let key = scalar::key(&text, style == ScalarStyle::Plain, scalar_tag(tag.as_deref()))
                    .map_err(|problem| (at, problem))?;
                if anchor != 0 {
                    self.anchors.insert(anchor, Node::of(Value::from(&*key), Places::leaf(at)));
                }
                Ok(key)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor).and_then(|node| node.value.as_str()) {
                Some(key) => Ok(key.to_owned()),
                None => Err((at, Problem::Value("only text can be the name of a field".to_owned()))),
            },
            _ => Err((at, Problem::Value("only text can be the name of a field".to_owned()))),
        }
    }

    fn merge(&mut self, fields: &mut Fields, at: Mark) -> Result<(), Failed> {
        let Some((event, value_at)) = self.next()? else {
            return Ok(());
        };
        let is_sequence = matches!(event, Event::SequenceStart(..));
        self.path.push("<<".to_owned());
        let merged = self.node(event, value_at)?;
        self.path.pop();
        let sources = if is_sequence { merged.items() } else { vec![merged] };
        // Of several, the first one counts.
        for source in sources.into_iter().rev() {
            if !source.value.is_object() {
                return Err((
                    value_at,
                    Problem::Value("`<<` needs an object, or a list of objects".to_owned()),
                ));
            }
            for (key, node) in source.fields() {
                self.path.push(key.clone());
                if !fields.bring_in(key, node) {
                    return Err((at, Problem::MergeOverWritten { field: self.pointer() }));
                }
                self.path.pop();
            }
        }
        Ok(())
    }

    fn pointer(&self) -> String {
        self.path.iter().map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1"))).collect()
    }
}

/// What `!!` stands for.
const YAML_TAGS: &str = "tag:yaml.org,2002:";

fn is_merge(event: &Event<'_>) -> bool {
    match event {
        Event::Scalar(text, style, _, tag) if text == "<<" => match tag {
            None => *style == ScalarStyle::Plain,
            Some(tag) => tag.suffix_in_namespace(YAML_TAGS).as_deref() == Some("merge"),
        },
        _ => false,
    }
}

fn scalar_tag(tag: Option<&Tag>) -> ScalarTag {
    let Some(tag) = tag else { return ScalarTag::Absent };
    match tag.suffix_in_namespace(YAML_TAGS).as_deref() {
        Some("bool") => ScalarTag::Bool,
        Some("int") => ScalarTag::Int,
        Some("float") => ScalarTag::Float,
        Some("null") => ScalarTag::Null,
        Some("str") => ScalarTag::Str,
        Some("timestamp") => ScalarTag::Timestamp,
        Some("binary") => ScalarTag::Binary,
        _ => ScalarTag::Foreign,
    }
}

#[cfg(test)]
mod tests;
