//! Does to a set of modules what OPA's compiler does, so that the engine gives them the meaning that OPA gives.
//!
//! ```text
//! tree ──names──▶ core ──expand──▶ calls apart ──metadata──▶ annotated ──bind heads──▶ ──safety──▶ in order ──dynamic──▶ flat ──emit──▶ text
//!          │                │                                     │
//!      conflicts        functions                          recursion, types
//! ```
//! OPA stops after the first stage that finds something wrong, and so does this.

mod behind_variables;
pub(crate) mod cases;
pub(crate) mod core;
mod cycles;
mod dynamic;
pub(crate) mod emit;
mod expand;
mod functions;
mod metadata;
pub(crate) mod names;
pub(crate) mod parts;
pub(crate) mod problem;
pub(crate) mod query;
mod recursion;
pub(crate) mod references;
pub(crate) mod replaced;
mod reserved;
pub(crate) mod rules;
mod safety;
mod shallow;
mod strict;
mod templates;
mod typing;
pub(crate) mod variables;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use self::core::{Fresh, Names, Rule};
use crate::syntax::tree::{self, Version};
use emit::Flat;
use names::Settings;
use names::scope::Globals;
use problem::Problem;
use rules::{Known, Rules};

/// A set of modules, flat.
#[derive(Debug, Clone, Default)]
pub(crate) struct Compiled {
    /// For each module, in the order given.
    pub(crate) modules: Vec<Vec<Flat>>,
    pub(crate) rules: Rules,
    /// For each rule, in the order of `rules`, those that it names.
    pub(crate) edges: Vec<BTreeSet<usize>>,
}

/// Compiles modules that see each other, of the texts given. A finding has the index of its module.
///
/// # Errors
/// All findings of the first stage that has any.
pub(crate) fn modules(
    modules: &[&tree::Module],
    texts: &[&str],
    settings: Settings,
) -> Result<Compiled, Vec<(usize, Problem)>> {
    let globals: Vec<Globals> = modules.iter().map(|module| globals(module, modules)).collect();
    let mut rules: Vec<(usize, Rule, Fresh)> = Vec::new();
    let mut problems = Vec::new();
    // These do not keep the other stages from finding more.
    let mut noted = Vec::new();
    for (index, (module, globals)) in modules.iter().zip(&globals).enumerate() {
        problems.extend(reserved::problems(module).into_iter().map(|problem| (index, problem)));
        let taken = taken(globals);
        let mut own = strict::problems(module, settings.strict);
        let mut used = Names::new();
        let mut is_named = true;
        for rule in &module.rules {
            match names::rule(rule, globals, &taken, settings) {
                Ok(named) => {
                    rules.push((index, named.rule, named.fresh));
                    own.extend(named.noted);
                    used.extend(named.used_imports);
                }
                Err(found) => {
                    is_named = false;
                    problems.extend(found.into_iter().map(|problem| (index, problem)));
                }
            }
        }
        if settings.strict && is_named {
            own.extend(strict::unused_imports(module, &used));
        }
        noted.extend(own.into_iter().map(|problem| (index, problem)));
    }
    let stop = |problems: &mut Vec<(usize, Problem)>| stop(problems, &noted);
    stop(&mut problems)?;

    let functions: BTreeSet<Vec<String>> =
        rules.iter().filter_map(|(_, rule, _)| function_path(rule)).collect();
    for (index, rule, fresh) in &rules {
        problems.extend(templates::rule(rule, fresh).into_iter().map(|problem| (*index, problem)));
    }
    stop(&mut problems)?;
    for (_, rule, fresh) in &mut rules {
        expand::rule(rule, fresh);
    }
    problems.extend(metadata::replace(&mut rules, modules, texts));
    stop(&mut problems)?;
    for (_, rule, fresh) in &mut rules {
        expand::bind_heads(rule, fresh, &functions);
    }
    let all = rules.iter().map(|(index, rule, _)| Known::new(*index, rule)).collect();
    let mut known = Rules::new(all, modules.iter().map(|module| (path_of(module), module.package_span)));
    problems.extend(known.conflicts());
    problems.extend(known.overlaps());
    stop(&mut problems)?;
    let mut each = |check: &mut dyn FnMut(&mut Rule, &mut Fresh, Version) -> Vec<Problem>| {
        for (index, rule, fresh) in &mut rules {
            let version = match modules.get(*index) {
                Some(module) if !settings.strict => module.version,
                _ => Version::V1,
            };
            problems.extend(check(rule, fresh, version).into_iter().map(|problem| (*index, problem)));
        }
        stop(&mut problems)
    };
    each(&mut |rule, _, version| functions::rule(rule, &known, version))?;
    each(&mut |rule, fresh, _| safety::rule(rule, fresh))?;
    each(&mut |rule, fresh, _| {
        dynamic::rule(rule, fresh);
        Vec::new()
    })?;
    if settings.cases {
        for (index, rule, _) in &mut rules {
            cases::report(rule, modules.get(*index).map_or(0, |module| module.package.len()));
        }
    }
    let edges: Vec<BTreeSet<usize>> =
        rules.iter().map(|(_, rule, _)| recursion::dependencies(rule, &known)).collect();
    problems.extend(recursion::cycles(&known, &edges));
    stop(&mut problems)?;
    for (index, rule, _) in &rules {
        problems.extend(typing::rule(rule, &known).into_iter().map(|problem| (*index, problem)));
    }
    problems.extend(noted.iter().cloned());
    if !problems.is_empty() {
        return Err(problems);
    }

    for (index, rule, fresh) in &mut rules {
        problems.extend(shallow::rule(rule, fresh).into_iter().map(|problem| (*index, problem)));
    }
    stop(&mut problems)?;

    let mut flat: Vec<Vec<Flat>> = modules.iter().map(|_| Vec::new()).collect();
    let places: Vec<_> = (0..rules.len()).map(|position| known.varied(position)).collect();
    for (position, ((_, rule, fresh), places)) in rules.iter_mut().zip(&places).enumerate() {
        variable_path(rule, places, fresh);
        known.move_to(position, &rule.reference);
    }
    for (index, mut rule, fresh) in rules {
        behind_variables::in_rule(&mut rule, &known);
        if let Some(own) = flat.get_mut(index) {
            let package = modules.get(index).map_or(1, |module| module.package.len() + 1);
            own.push(Flat { rule, package, fresh });
        }
    }
    Ok(Compiled { modules: flat, rules: known, edges })
}

/// `p[t] contains x if { t = "a"; … }` instead of `p.a contains x`, at the places given.
fn variable_path(rule: &mut Rule, places: &BTreeSet<usize>, fresh: &mut Fresh) {
    for at in places {
        let Some(part) = rule.reference.get_mut(*at) else { continue };
        let name = fresh.local();
        let variable = core::Term::var(part.span, name.clone());
        let scalar = std::mem::replace(part, variable);
        for branch in &mut rule.branches {
            branch.body.insert(0, core::Expr::unify(&name, scalar.clone(), &[]));
        }
    }
}

/// Stops where a stage has found something, with what was noted before.
fn stop(
    problems: &mut Vec<(usize, Problem)>,
    noted: &[(usize, Problem)],
) -> Result<(), Vec<(usize, Problem)>> {
    if problems.is_empty() {
        return Ok(());
    }
    problems.extend(noted.iter().cloned());
    Err(std::mem::take(problems))
}

fn path_of(module: &tree::Module) -> Vec<String> {
    std::iter::once("data".to_owned()).chain(module.package.iter().cloned()).collect()
}

/// What the names of a module mean, rules of its package in other files included.
fn globals(module: &tree::Module, modules: &[&tree::Module]) -> Globals {
    let siblings = modules.iter().filter(|other| other.package == module.package);
    let rules = siblings.flat_map(|sibling| &sibling.rules).filter_map(|rule| {
        rule.head.reference.first().and_then(|first| match &first.kind {
            tree::TermKind::Var(name) => Some(name.clone()),
            _ => None,
        })
    });
    Globals {
        package: module.package.clone(),
        rules: rules.collect(),
        imports: imported(&module.imports),
        version: module.version,
    }
}

/// The names that imports give to documents.
fn imported(imports: &[tree::Import]) -> BTreeMap<String, Vec<String>> {
    let of_documents = imports.iter().filter(|import| strict::is_of_document(import));
    of_documents.filter_map(|import| Some((import.name()?.to_owned(), import.path.clone()))).collect()
}

/// Names that no local may have in the lowered text: those of the package's rules, and those that the engine
/// reads in a way of its own.
fn taken(globals: &Globals) -> Arc<Names> {
    const KEYWORDS: [&str; 16] = [
        "as", "contains", "data", "default", "else", "every", "false", "if", "import", "in", "input", "not",
        "null", "package", "true", "with",
    ];
    let builtins = crate::builtins::signatures().filter_map(|one| one.name.split('.').next());
    let reserved = KEYWORDS.into_iter().chain(["some", "set", "_"]).chain(builtins);
    Arc::new(globals.rules.iter().cloned().chain(reserved.map(str::to_owned)).collect())
}

/// The path of a function.
fn function_path(rule: &Rule) -> Option<Vec<String>> {
    rule.args.as_ref()?;
    let names = rule.reference.iter().skip(1).map(|part| part.as_str().map(str::to_owned));
    std::iter::once(Some("data".to_owned())).chain(names).collect()
}

#[cfg(test)]
mod tests;
