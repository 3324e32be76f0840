//! Built-ins on strings: searching, cutting, replacing, changing case, joining.

use super::Builtin;

mod affix;
mod case;
mod cut;
mod join;
mod replace;
mod search;

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "concat", run: join::concat },
    Builtin { name: "contains", run: search::contains },
    Builtin { name: "endswith", run: search::endswith },
    Builtin { name: "format_int", run: join::format_int },
    Builtin { name: "indexof", run: search::indexof },
    Builtin { name: "indexof_n", run: search::indexof_n },
    Builtin { name: "internal.template_string", run: join::template_string },
    Builtin { name: "lower", run: case::lower },
    Builtin { name: "replace", run: replace::replace },
    Builtin { name: "split", run: cut::split },
    Builtin { name: "startswith", run: search::startswith },
    Builtin { name: "strings.any_prefix_match", run: affix::any_prefix_match },
    Builtin { name: "strings.any_suffix_match", run: affix::any_suffix_match },
    Builtin { name: "strings.count", run: search::count },
    Builtin { name: "strings.replace_n", run: replace::replace_n },
    Builtin { name: "strings.reverse", run: case::reverse },
    Builtin { name: "strings.split_n", run: cut::split_n },
    Builtin { name: "substring", run: cut::substring },
    Builtin { name: "trim", run: cut::trim },
    Builtin { name: "trim_left", run: cut::trim_left },
    Builtin { name: "trim_prefix", run: cut::trim_prefix },
    Builtin { name: "trim_right", run: cut::trim_right },
    Builtin { name: "trim_space", run: cut::trim_space },
    Builtin { name: "trim_suffix", run: cut::trim_suffix },
    Builtin { name: "upper", run: case::upper },
];
