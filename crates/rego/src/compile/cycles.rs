//! The nodes of a directed graph that reach themselves.

use std::collections::BTreeSet;

/// Nodes on a cycle, ascending. `edges[i]` are the nodes that node `i` points to.
///
/// What no cycle holds is taken away from both ends: a node that points to nothing that is left, and one that nothing
/// left points to. What then is left lies on a cycle or between two of them, and only that is searched.
pub(crate) fn on_a_cycle(edges: &[BTreeSet<usize>]) -> Vec<usize> {
    let mut backwards: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for target in targets {
            if let Some(sources) = backwards.get_mut(*target) {
                sources.insert(from);
            }
        }
    }
    let mut left: BTreeSet<usize> = (0..edges.len()).collect();
    trim(&mut left, edges, &backwards);
    trim(&mut left, &backwards, edges);
    components(&left, edges, &backwards)
}

/// Takes nodes away whose `forwards` neighbours are all gone.
fn trim(left: &mut BTreeSet<usize>, forwards: &[BTreeSet<usize>], backwards: &[BTreeSet<usize>]) {
    let of = |graph: &[BTreeSet<usize>], node: usize| graph.get(node).cloned().unwrap_or_default();
    let mut open: Vec<usize> = forwards
        .iter()
        .map(|targets| targets.iter().filter(|target| left.contains(target)).count())
        .collect();
    let mut next: Vec<usize> = left.iter().copied().filter(|node| open.get(*node) == Some(&0)).collect();
    while let Some(node) = next.pop() {
        left.remove(&node);
        for source in of(backwards, node) {
            if let Some(count) = open.get_mut(source).filter(|_| left.contains(&source)) {
                *count -= 1;
                if *count == 0 {
                    next.push(source);
                }
            }
        }
    }
}

/// Nodes that share a strongly connected component with another node, or point to themselves: a component is what a
/// node reaches both forwards and backwards, taken in the order in which a search from front to back is done with
/// nodes, so that each is found once.
fn components(
    left: &BTreeSet<usize>,
    edges: &[BTreeSet<usize>],
    backwards: &[BTreeSet<usize>],
) -> Vec<usize> {
    let order = finished(left, edges);
    let mut unseen = left.clone();
    let mut found = Vec::new();
    for start in order.into_iter().rev() {
        let mut component = Vec::new();
        let mut next = vec![start];
        while let Some(node) = next.pop() {
            if unseen.remove(&node) {
                component.push(node);
                next.extend(backwards.get(node).into_iter().flatten());
            }
        }
        let loops = edges.get(start).is_some_and(|targets| targets.contains(&start));
        if component.len() > 1 || (loops && !component.is_empty()) {
            found.append(&mut component);
        }
    }
    found.sort_unstable();
    found
}

/// The nodes in the order in which a depth-first search is done with them.
fn finished(left: &BTreeSet<usize>, edges: &[BTreeSet<usize>]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    for root in left {
        let mut stack = vec![(*root, false)];
        while let Some((node, is_done)) = stack.pop() {
            if is_done {
                order.push(node);
            } else if seen.insert(node) {
                stack.push((node, true));
                let targets = edges.get(node).into_iter().flatten();
                stack.extend(targets.filter(|target| left.contains(target)).map(|target| (*target, false)));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(edges: &[&[usize]]) -> Vec<usize> {
        on_a_cycle(&edges.iter().map(|targets| targets.iter().copied().collect()).collect::<Vec<_>>())
    }

    #[test]
    fn only_what_reaches_itself_is_on_a_cycle() {
        assert_eq!(cycle(&[&[1], &[2], &[]]), [0; 0]);
        assert_eq!(cycle(&[&[0]]), [0]);
        assert_eq!(cycle(&[&[1], &[2], &[1], &[0]]), [1, 2]);
        // Between two cycles, and beside them.
        assert_eq!(cycle(&[&[1], &[0, 2], &[3, 5], &[4], &[3], &[]]), [0, 1, 3, 4]);
        assert_eq!(cycle(&[&[1, 2], &[3], &[3], &[]]), [0; 0]);
    }

    #[test]
    fn a_long_chain_is_searched_without_recursion() {
        let mut chain: Vec<BTreeSet<usize>> = (1..100_000).map(|next| BTreeSet::from([next])).collect();
        chain.push(BTreeSet::new());
        assert_eq!(on_a_cycle(&chain), [0; 0]);
        chain.push(BTreeSet::from([0]));
        if let Some(last) = chain.get_mut(99_999) {
            last.insert(100_000);
        }
        assert_eq!(on_a_cycle(&chain).len(), 100_001);
    }
}
