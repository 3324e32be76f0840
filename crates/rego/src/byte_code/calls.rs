//! How deep the rules of a program call each other.
//!
//! The machine calls itself for every rule, and nothing in a program says how often: whoever made the bytes might have
//! made a rule that needs itself. So the instructions that each rule can get to are followed, in all ways that the
//! machine might take.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use regorus::rvm::{Instruction, Program};

/// What may be followed for each instruction that there is: rules of a compiler do not share any.
const MOST_VISITS: usize = 8;

const TANGLED: &str = "its rules share their instructions";
const NO_LOOP: &str = "a loop in it has no beginning";
const UNKNOWN: &str = "it has an instruction that no rule needs";
const ITSELF: &str = "a rule in it needs itself";

/// A rule by its index, or what the program begins with.
type Node = Option<usize>;

/// The rules on the longest way, or why the program must not run.
pub(super) fn depth(program: &Program) -> Result<usize, &'static str> {
    let mut visits = program.instructions.len().saturating_add(1).saturating_mul(MOST_VISITS);
    let mut seen = Seen::new(program.instructions.len());
    let mut called: BTreeMap<Node, BTreeSet<usize>> = BTreeMap::new();
    let mut depths: BTreeMap<Node, usize> = BTreeMap::new();
    let mut waiting: Vec<(Node, bool)> = vec![(None, false)];
    while let Some((node, is_followed)) = waiting.pop() {
        if depths.contains_key(&node) {
            continue;
        }
        if is_followed {
            let calls = called.get(&node).into_iter().flatten();
            // What a rule calls is finished, unless it is on the way to itself.
            let below: Option<Vec<usize>> = calls.map(|rule| depths.get(&Some(*rule)).copied()).collect();
            let below = below.ok_or(ITSELF)?.into_iter().max().unwrap_or_default();
            depths.insert(node, below.saturating_add(1));
        } else if let Entry::Vacant(place) = called.entry(node) {
            let calls = place.insert(calls(program, node, &mut seen, &mut visits)?);
            waiting.push((node, true));
            waiting.extend(calls.iter().map(|rule| (Some(*rule), false)));
        }
    }
    Ok(depths.into_values().max().unwrap_or_default())
}

/// The fewest loops that were open at each instruction of a rule. Without one, the end of a loop leads anywhere.
struct Seen {
    /// For each instruction the rule that got there last, by its turn, and the loops.
    fewest: Vec<(usize, usize)>,
    turn: usize,
}

impl Seen {
    fn new(instructions: usize) -> Seen {
        Seen { fewest: vec![(0, 0); instructions], turn: 0 }
    }

    /// The next rule, which has been nowhere.
    fn begin(&mut self) {
        self.turn = self.turn.saturating_add(1);
    }

    /// Whether the rule gets to an instruction for the first time with so few open loops.
    fn is_news(&mut self, at: usize, open: usize) -> bool {
        let Some((turn, fewest)) = self.fewest.get_mut(at) else { return false };
        let is_news = *turn != self.turn || open < *fewest;
        if is_news {
            (*turn, *fewest) = (self.turn, open);
        }
        is_news
    }
}

/// The rules that instructions of a rule call.
fn calls(
    program: &Program,
    node: Node,
    seen: &mut Seen,
    visits: &mut usize,
) -> Result<BTreeSet<usize>, &'static str> {
    let mut called = BTreeSet::new();
    seen.begin();
    let mut waiting: Vec<(usize, usize)> =
        starts(program, node).into_iter().map(|start| (start, 0)).collect();
    while let Some((at, open)) = waiting.pop() {
        let Some(instruction) = program.instructions.get(at) else {
            continue;
        };
        if !seen.is_news(at, open) {
            continue;
        }
        *visits = visits.checked_sub(1).ok_or(TANGLED)?;
        let data = &program.instruction_data;
        match *instruction {
            Instruction::Return { .. }
            | Instruction::RuleReturn {}
            | Instruction::Halt {}
            | Instruction::DestructuringSuccess {} => continue,
            Instruction::CallRule { rule_index, .. } => {
                called.insert(usize::from(rule_index));
            }
            Instruction::FunctionCall { params_index } => {
                called.extend(
                    data.get_function_call_params(params_index).map(|call| usize::from(call.func_rule_index)),
                );
            }
            Instruction::LoopStart { params_index } => {
                if let Some(params) = data.get_loop_params(params_index) {
                    let (body, end) = (landing(params.body_start)?, landing(params.loop_end)?);
                    let inside = open.saturating_add(1);
                    waiting.extend([(body, inside), (end.saturating_sub(1), inside), (end, open)]);
                }
                continue;
            }
            // It goes where its loop began or ends.
            Instruction::LoopNext { .. } if open == 0 => return Err(NO_LOOP),
            Instruction::LoopNext { .. } => continue,
            Instruction::ComprehensionBegin { params_index } => {
                let targets = data.get_comprehension_begin_params(params_index);
                for target in targets.into_iter().flat_map(|it| [it.body_start, it.comprehension_end]) {
                    waiting.push((landing(target)?, open));
                }
            }
            // These look at whatever path the program makes up, or are of other languages.
            Instruction::VirtualDataDocumentLookup { .. }
            | Instruction::PolicyCondition { .. }
            | Instruction::LogicalBlockStart { .. }
            | Instruction::LogicalBlockEnd { .. }
            | Instruction::AllOfNext { .. } => return Err(UNKNOWN),
            Instruction::AnyOfNext { end_pc, .. } => {
                waiting.push((usize::from(end_pc).saturating_add(1), open))
            }
            _ => {}
        }
        waiting.push((at.saturating_add(1), open));
    }
    Ok(called)
}

/// The machine goes to the instruction before a target, and on from there: never to the first.
fn landing(target: u16) -> Result<usize, &'static str> {
    if target == 0 { Err(NO_LOOP) } else { Ok(usize::from(target)) }
}

fn starts(program: &Program, node: Node) -> Vec<usize> {
    let Some(rule) = node else {
        return program.get_entry_points().values().copied().collect();
    };
    let Some(rule) = program.rule_infos.get(rule) else {
        return Vec::new();
    };
    let bodies = rule.definitions.iter().flatten();
    bodies
        .chain(rule.destructuring_blocks.iter().flatten())
        .filter_map(|at| usize::try_from(*at).ok())
        .collect()
}

#[cfg(test)]
mod tests;
