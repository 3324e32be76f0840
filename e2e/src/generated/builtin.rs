//! Draws calls of built-ins beyond those that most policies use.

use super::grammar::Grammar;
use super::term::call;
use super::tree::Tree;

/// An argument, by what it mostly is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arg {
    String,
    Number,
    Array,
    Object,
    Set,
    Collection,
    Any,
    /// One of these texts.
    Of(&'static [&'static str]),
}

type Calls = &'static [(&'static str, &'static [Arg])];

use Arg::{Any, Array, Collection, Number, Object, Of, Set, String};

const PATTERNS: Arg = Of(&["`a`", "`[a-z]+`", "`(a)(b)?`", "`/`", "`^$`", "`[0-9]`"]);
const PATHS: Arg = Of(&[
    "[\"o\", \"a\"]",
    "[\"b\", \"c\"]",
    "[\"a\"]",
    "[]",
    "[0, \"n\"]",
    "[\"items\", 0, \"v\"]",
    "\"a\"",
]);
const FIELDS: Arg = Of(&["[\"a\"]", "[\"a/b\", \"k\"]", "{\"b/c\"}", "[[\"b\", \"c\"]]", "input.xs"]);
const WORDS: Arg = Of(&["\"a/b/a\"", "\"aAbB\"", "\"  x \"", "input.s", "input.t"]);

pub(crate) const STRINGS: Calls = &[
    ("trim_left", &[String, String]),
    ("trim_right", &[String, String]),
    ("trim_suffix", &[String, String]),
    ("strings.reverse", &[String]),
    ("strings.replace_n", &[Of(&["{\"a\": \"b\"}", "{\"b\": \"\", \"a\": \"aa\"}", "input.o"]), String]),
    ("regex.replace", &[WORDS, PATTERNS, String]),
    ("base64.encode", &[String]),
    ("base64.decode", &[Of(&["\"YQ==\"", "\"YQ\"", "input.s"])]),
    ("hex.encode", &[String]),
    ("urlquery.encode", &[String]),
    ("crypto.md5", &[String]),
    (
        "sprintf",
        &[Of(&["\"%s-%v\"", "\"%d %d\"", "\"%5s|%-5v\"", "\"%x %t\"", "\"%q%%\"", "\"%.2f\""]), Array],
    ),
    ("concat", &[WORDS, Set]),
    ("json.marshal", &[Collection]),
    ("yaml.marshal", &[Object]),
];

pub(crate) const NUMBERS: Calls = &[
    ("strings.count", &[String, String]),
    ("bits.and", &[Number, Number]),
    ("bits.lsh", &[Number, Of(&["1", "2"])]),
    ("bits.negate", &[Number]),
    ("units.parse_bytes", &[Of(&["\"1KB\"", "\"10\"", "input.s", "\"1Gi\""])]),
    ("units.parse", &[Of(&["\"100m\"", "\"1.5K\"", "input.s"])]),
    ("semver.compare", &[Of(&["\"1.0.0\"", "input.s"]), Of(&["\"1.0.1\"", "\"1.0.0-a\""])]),
    ("to_number", &[Of(&["\"1.5\"", "\"-3\"", "true", "null", "input.s", "input.n"])]),
    ("count", &[Set]),
    ("sum", &[Array]),
    ("max", &[Set]),
];

pub(crate) const COLLECTIONS: Calls = &[
    ("array.reverse", &[Array]),
    ("indexof_n", &[String, String]),
    ("regex.split", &[PATTERNS, WORDS]),
    ("regex.find_n", &[PATTERNS, WORDS, Of(&["-1", "1", "2"])]),
    ("regex.find_all_string_submatch_n", &[PATTERNS, WORDS, Of(&["-1", "1"])]),
    ("union", &[Of(&["{{1}, {2}}", "{{x} | some x in input.xs}", "set()"])]),
    ("intersection", &[Of(&["{{1, 2}, {2}}", "{{x, 1} | some x in input.xs}", "set()"])]),
    ("object.filter", &[Object, FIELDS]),
    ("object.union_n", &[Of(&["[{\"a\": 1}, input.o]", "[input.r, input.o, {\"a\": {\"b\": 1}}]", "[]"])]),
    ("json.filter", &[Object, FIELDS]),
    ("json.remove", &[Object, FIELDS]),
    (
        "json.patch",
        &[
            Object,
            Of(&[
                "[{\"op\": \"add\", \"path\": \"a\", \"value\": 1}]",
                "[{\"op\": \"remove\", \"path\": \"/b\"}]",
                "[{\"op\": \"replace\", \"path\": [\"a\"], \"value\": input.n}]",
                "[]",
            ]),
        ],
    ),
    ("json.unmarshal", &[Of(&["\"[1, {\\\"a\\\": null}]\"", "\"1.5\"", "input.s", "\"{\""])]),
    ("yaml.unmarshal", &[Of(&["\"a: [1, x]\"", "\"- 1\"", "input.s"])]),
    ("numbers.range_step", &[Number, Number, Of(&["1", "2"])]),
    ("graph.reachable", &[Of(&["{\"a\": [\"b\"], \"b\": {\"c\"}, \"c\": []}", "input.o"]), Set]),
    ("walk", &[Collection]),
    ("split", &[WORDS, Of(&["\"/\"", "\"\"", "\"a\"", "input.t"])]),
    ("strings.split_n", &[WORDS, Of(&["\"/\"", "\"a\""]), Of(&["1", "2"])]),
    ("net.cidr_expand", &[Of(&["\"10.0.0.0/30\"", "input.s"])]),
    ("sort", &[Set]),
    ("array.concat", &[Array, Collection]),
];

pub(crate) const TRUTHS: Calls = &[
    ("strings.any_prefix_match", &[Collection, Of(&["\"a\"", "[\"a\", \"x\"]", "input.xs", "data.d.names"])]),
    ("strings.any_suffix_match", &[String, Of(&["\"b\"", "{\"b\", \"c\"}", "data.d.names"])]),
    (
        "glob.match",
        &[Of(&["\"a*\"", "\"*/b\"", "\"[ab]\"", "\"{a,b}\""]), Of(&["[\"/\"]", "[]", "null"]), WORDS],
    ),
    ("object.subset", &[Object, Object]),
    ("object.subset", &[Collection, Collection]),
    ("object.get", &[Object, PATHS, Any]),
    ("object.get", &[Of(&["input", "input.o", "data.d"]), PATHS, Of(&["null", "false", "0", "\"none\""])]),
    ("json.is_valid", &[String]),
    ("regex.is_valid", &[String]),
    ("semver.is_valid", &[Of(&["\"1.0.0\"", "\"v1.0.0\"", "input.s", "input.n"])]),
    (
        "net.cidr_contains",
        &[Of(&["\"10.0.0.0/8\"", "input.s"]), Of(&["\"10.1.2.3\"", "\"10.0.0.0/7\"", "input.t"])],
    ),
    ("is_array", &[Any]),
    ("is_set", &[Any]),
    ("is_object", &[Any]),
    ("is_boolean", &[Any]),
];

impl Grammar<'_> {
    /// A call of one of these.
    pub(crate) fn call_of(&mut self, calls: Calls, depth: usize) -> Tree {
        let Some((name, args)) = self.rng.choice(calls) else { return self.reference() };
        let args = args.iter().map(|arg| self.argument_of(*arg, depth)).collect();
        call(name, args)
    }

    fn argument_of(&mut self, arg: Arg, depth: usize) -> Tree {
        match arg {
            Arg::String => self.string(depth),
            Arg::Number => self.number(depth),
            Arg::Array => self.array(depth),
            Arg::Object => self.object_term(depth),
            Arg::Set => self.set_term(),
            Arg::Collection => self.collection(depth),
            Arg::Any => self.any(depth),
            Arg::Of(texts) => Tree::text(self.pick(texts)),
        }
    }
}
