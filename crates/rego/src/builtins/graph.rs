//! What can be reached in a graph, given as an object of each node's neighbours.

use std::collections::VecDeque;

use regorus::Value;
use regorus::value::{Object, Set};

use super::{Answer, Builtin, Failure, operand, order};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "graph.reachable", run: reachable },
    Builtin { name: "graph.reachable_paths", run: reachable_paths },
];

/// The number of steps on all paths grows faster than the graph.
const MOST_STEPS: u32 = 1_000_000;
/// The way through a graph takes a place on the stack for each node.
const LONGEST_PATH: usize = 1_000;

/// The graph, and the nodes to start at.
fn graph<'a>(call: &str, args: &'a [Value]) -> Result<(&'a Object, Vec<&'a Value>), Failure> {
    match args {
        [Value::Object(graph), start @ (Value::Array(_) | Value::Set(_))] => Ok((graph, nodes(start))),
        [Value::Object(_), other] => Err(operand::wrong_type(call, 2, other, &["{array, set}"])),
        [other, _] => Err(operand::wrong_type(call, 1, other, &["object"])),
        _ => Err(operand::arity(call)),
    }
}

/// Nodes come as an array or a set; anything else has none.
fn nodes(collection: &Value) -> Vec<&Value> {
    match collection {
        Value::Array(array) => array.iter().collect(),
        Value::Set(set) => order::elements(set),
        _ => Vec::new(),
    }
}

fn reachable(args: &[Value]) -> Answer {
    let (graph, start) = graph("graph.reachable", args)?;
    let mut queue = VecDeque::from(start);
    let mut reached = Set::new();
    while let Some(node) = queue.pop_front() {
        let Some(neighbours) = graph.get(node) else { continue };
        if reached.insert(node.clone()) {
            queue.extend(nodes(neighbours).into_iter().filter(|next| !reached.contains(next)));
        }
    }
    Ok(Some(reached.into()))
}

fn reachable_paths(args: &[Value]) -> Answer {
    let (graph, start) = graph("graph.reachable_paths", args)?;
    let mut paths = Paths { graph, found: Set::new(), steps: MOST_STEPS };
    for node in start {
        let Some(neighbours) = graph.get(node) else { continue };
        let neighbours = nodes(neighbours);
        let mut path = vec![node];
        if neighbours.is_empty() {
            paths.keep(&path);
        }
        for next in neighbours {
            paths.follow(next, &mut path, true)?;
        }
    }
    Ok(Some(paths.found.into()))
}

struct Paths<'a> {
    graph: &'a Object,
    found: Set,
    /// How many more may be taken.
    steps: u32,
}

impl<'a> Paths<'a> {
    /// Keeps all paths that go on from `path` to `node`. A path ends before a node that is not in the graph, and
    /// before one that it has been to; only the step from a start back to itself is taken.
    fn follow(&mut self, node: &'a Value, path: &mut Vec<&'a Value>, first: bool) -> Result<(), Failure> {
        let steps = self.steps.checked_sub(1).filter(|_| path.len() < LONGEST_PATH);
        self.steps = steps.ok_or_else(|| {
            let message = "graph.reachable_paths: too many paths, or too long ones".to_owned();
            Failure::Halt("eval_cancel_error", message)
        })?;
        let known = self.graph.get(node).map(nodes);
        let Some(neighbours) = known.filter(|_| first || !path.contains(&node)) else {
            self.keep(path);
            return Ok(());
        };
        path.push(node);
        if neighbours.is_empty() {
            self.keep(path);
        }
        for next in neighbours {
            self.follow(next, path, false)?;
        }
        path.pop();
        Ok(())
    }

    fn keep(&mut self, path: &[&Value]) {
        self.found.insert(path.iter().map(|&node| node.clone()).collect::<Vec<_>>().into());
    }
}
