//! Values from the events of the YAML parser.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser, ScalarStyle, StrInput, StructureStyle, Tag};
use regorus::Value;
use regorus::value::Object;

use super::scalar::{self, Scalar};
use super::{Refused, emit, lines};

/// A value takes stack for each of its levels wherever it is compared, printed or dropped.
const DEEPEST: usize = 256;
/// How many values aliases may bring in.
const MOST_ALIASED: usize = 100_000;

/// The first document of a stream; null if there is none. The rest must be YAML too.
pub(super) fn first_document(text: &str) -> Result<Value, Refused> {
    if text.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
        return Err(Refused::Unsupported("a line break of YAML 1.1"));
    }
    let mut composer = Composer {
        text,
        events: events(text),
        anchors: BTreeMap::new(),
        aliased: 0,
        flows: Vec::new(),
        inside: Vec::new(),
    };
    let mut first = None;
    while let Some(event) = composer.next()? {
        match event {
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::DocumentStart(explicit, version) => {
                composer.anchors.clear();
                if !explicit && first.is_some() {
                    return Err(Refused::Failed("did not find expected <document start>".to_owned()));
                }
                if version.is_some() && text.contains("%YAML") && !text.contains("%YAML 1.1") {
                    return Err(Refused::Failed("found incompatible YAML document".to_owned()));
                }
            }
            event => {
                let (document, _) = composer.node(event, 0)?;
                first.get_or_insert(document);
            }
        }
    }
    lines::check(text, &composer.inside)?;
    match first {
        None if text.lines().any(|line| line.starts_with("...")) => {
            Err(Refused::Failed("did not find expected node content".to_owned()))
        }
        None => Ok(Value::Null),
        Some(document) => document.value(),
    }
}

/// What the parser finds.
pub(super) fn events(text: &str) -> Parser<'_, StrInput<'_>> {
    let options = granit_parser::options! { emit_comments: false, block_scalar_eof_without_line_feed: true, bom_inside_document_as_content: true };
    Parser::new_from_str_with_options(text, options)
}

/// A node, and what is only an error in the first document.
#[derive(Clone)]
struct Node {
    value: Result<Value, String>,
}

impl Node {
    fn value(self) -> Result<Value, Refused> {
        self.value.map_err(Refused::Failed)
    }
}

struct Composer<'a> {
    text: &'a str,
    events: Parser<'a, StrInput<'a>>,
    /// What anchors name, and how many values that is.
    anchors: BTreeMap<usize, (Node, usize)>,
    aliased: usize,
    /// Where the open collections in flow style begin; `None` for one in block style.
    flows: Vec<Option<usize>>,
    /// From where to where scalars and collections in flow style go.
    inside: Vec<(usize, usize)>,
}

impl<'a> Composer<'a> {
    fn next(&mut self) -> Result<Option<Event<'a>>, Refused> {
        let Some(next) = self.events.next_event() else { return Ok(None) };
        let (event, span) = next.map_err(|error| match error.info() {
            info if info.starts_with("tabs disallowed") && self.flows.iter().any(Option::is_some) => {
                Refused::Unsupported("a tab before a value in brackets")
            }
            info => Refused::Failed(info.replace('\n', " ")),
        })?;
        self.keep_place(&event, span.start.index(), span.end.index());
        if let Event::Scalar(_, ScalarStyle::DoubleQuoted, ..) = event {
            let source = self.text.chars().skip(span.start.index());
            let length = span.end.index().saturating_sub(span.start.index());
            has_known_escapes(source.take(length))?;
        }
        Ok(Some(event))
    }

    fn keep_place(&mut self, event: &Event<'_>, start: usize, end: usize) {
        match event {
            Event::Scalar(..) => self.inside.push((start, end)),
            Event::SequenceStart(style, ..) | Event::MappingStart(style, ..) => {
                self.flows.push((*style == StructureStyle::Flow).then_some(start));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Some(start)) = self.flows.pop() {
                    self.inside.push((start, end));
                }
            }
            _ => {}
        }
    }

    fn required(&mut self) -> Result<Event<'a>, Refused> {
        self.next()?.ok_or_else(|| Refused::Failed("unexpected end of stream".to_owned()))
    }

    /// A node, and how many values it is.
    fn node(&mut self, event: Event<'a>, level: usize) -> Result<(Node, usize), Refused> {
        if level > DEEPEST {
            return Err(Refused::Unsupported("such deep nesting"));
        }
        let (node, size, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                (Node { value: plain(&text, style, tag.as_deref())? }, 1, anchor)
            }
            Event::SequenceStart(_, anchor, _) => {
                let (node, size) = self.sequence(level)?;
                (node, size, anchor)
            }
            Event::MappingStart(_, anchor, _) => {
                let (node, size) = self.mapping(level)?;
                (node, size, anchor)
            }
            Event::Alias(anchor) => {
                let known = self.anchors.get(&anchor).cloned();
                let (node, size) =
                    known.ok_or_else(|| Refused::Failed("anchor value contains itself".to_owned()))?;
                self.aliased = self.aliased.saturating_add(size);
                if self.aliased > MOST_ALIASED {
                    return Err(Refused::Unsupported("such a number of aliased values"));
                }
                return Ok((node, size));
            }
            _ => return Err(Refused::Failed("did not find expected node content".to_owned())),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
        Ok((node, size))
    }

    fn sequence(&mut self, level: usize) -> Result<(Node, usize), Refused> {
        let (mut elements, mut total) = (Ok(Vec::new()), 1_usize);
        loop {
            match self.required()? {
                Event::SequenceEnd => return Ok((Node { value: elements.map(Value::from) }, total)),
                event => {
                    let (node, size) = self.node(event, level.saturating_add(1))?;
                    total = total.saturating_add(size);
                    elements = elements.and_then(|mut list: Vec<Value>| {
                        list.push(node.value?);
                        Ok(list)
                    });
                }
            }
        }
    }

    fn mapping(&mut self, level: usize) -> Result<(Node, usize), Refused> {
        let (mut fields, mut merged, mut total) = (Ok(Object::new()), Vec::new(), 1_usize);
        loop {
            let key = match self.required()? {
                Event::MappingEnd => break,
                key => key,
            };
            let is_merge = matches!(&key, Event::Scalar(text, ScalarStyle::Plain, _, None) if text == "<<");
            let infinite = infinite_name(&key);
            let (mut key, size) = self.node(key, level.saturating_add(1))?;
            if let Some(name) = infinite {
                key.value = Ok(name.into());
            }
            total = total.saturating_add(size);
            let value = self.required()?;
            let (value, size) = self.node(value, level.saturating_add(1))?;
            total = total.saturating_add(size);
            if is_merge {
                merged.push(value.value);
                continue;
            }
            fields = fields.and_then(|mut object: Object| {
                object.insert(name(&key.value?)?.into(), value.value?);
                Ok(object)
            });
        }
        let value = fields.and_then(|object| merge(object, merged)).map(Value::from);
        Ok((Node { value }, total))
    }
}

/// What has no value in JSON may still be the name of a field.
fn infinite_name(key: &Event<'_>) -> Option<&'static str> {
    let Event::Scalar(text, ScalarStyle::Plain, _, None) = key else { return None };
    match scalar::resolve(text) {
        Scalar::Float(float) if float.is_nan() => Some(".nan"),
        Scalar::Float(f64::INFINITY) => Some(".inf"),
        Scalar::Float(f64::NEG_INFINITY) => Some("-.inf"),
        _ => None,
    }
}

/// The name that a key has in JSON.
fn name(key: &Value) -> Result<String, String> {
    match key {
        Value::String(name) => Ok(name.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Number(number) => match number.as_big() {
            Some(integer) => Ok(integer.to_string()),
            // In single precision, as the library writes it.
            None => Ok(match value_text(number.as_f64()).parse::<f32>() {
                Ok(single) => emit::float(&format!("{single:e}"), &single.to_string()),
                Err(_) => key.to_string(),
            }),
        },
        other => Err(format!("unsupported map key: {other}")),
    }
}

fn value_text(float: Option<f64>) -> String {
    float.map(|float| float.to_string()).unwrap_or_default()
}

/// Fields of merged mappings, where there is none of that name yet.
fn merge(mut object: Object, sources: Vec<Result<Value, String>>) -> Result<Object, String> {
    let no_mapping = || "map merge requires map or sequence of maps as the value".to_owned();
    for source in sources {
        let mappings = match source? {
            Value::Array(list) => list.to_vec(),
            one => vec![one],
        };
        for mapping in mappings {
            let Value::Object(fields) = mapping else { return Err(no_mapping()) };
            for (key, value) in fields.iter() {
                if !object.contains_key(key) {
                    object.insert(key.clone(), value.clone());
                }
            }
        }
    }
    Ok(object)
}

/// The value of a scalar with the tag it has.
fn plain(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Result<Value, String>, Refused> {
    let resolved = scalar::resolve(text);
    let wrong = |kind: &str| Err(format!("cannot decode `{text}` as a {kind}"));
    let scalar = match tag.map(|tag| (tag.is_yaml_core_schema(), tag.suffix())) {
        None | Some((false, "" | "!")) if style == ScalarStyle::Plain => resolved,
        None | Some((false, "" | "!")) => Scalar::Text,
        Some((_, "binary" | "timestamp")) => return Err(Refused::Unsupported("a tag of YAML 1.1")),
        Some((true, "int")) => match resolved {
            Scalar::Integer(_) => resolved,
            _ => return Ok(wrong("!!int")),
        },
        Some((true, "float")) => match resolved {
            Scalar::Float(_) | Scalar::Integer(_) => resolved,
            _ => return Ok(wrong("!!float")),
        },
        Some((true, "bool")) => match resolved {
            Scalar::Bool(_) => resolved,
            _ => return Ok(wrong("!!bool")),
        },
        Some((true, "null")) => match resolved {
            Scalar::Null => resolved,
            _ => return Ok(wrong("!!null")),
        },
        Some(_) => Scalar::Text,
    };
    Ok(scalar.value(text).ok_or_else(|| "unsupported value: an infinite number, or none".to_owned()))
}

/// YAML 1.2 has an escape more than OPA's library knows, and takes halves of surrogate pairs.
fn has_known_escapes(mut source: impl Iterator<Item = char>) -> Result<(), Refused> {
    while let Some(c) = source.next() {
        if c == '\\' {
            match source.next() {
                Some('/') => return Err(Refused::Failed("found unknown escape character".to_owned())),
                Some('u') => {
                    let digits: String = source.by_ref().take(4).collect();
                    if u32::from_str_radix(&digits, 16).is_ok_and(|code| (0xd800..0xe000).contains(&code)) {
                        return Err(Refused::Failed(
                            "found invalid Unicode character escape code".to_owned(),
                        ));
                    }
                }
                _ => {}
            }
        }
    }
    Ok(())
}
