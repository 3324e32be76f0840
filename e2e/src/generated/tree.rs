//! A program as a tree that can be made smaller without knowing the language.

use std::fmt::Write as _;

/// A piece of text and what may be taken out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tree {
    Text(String),
    /// Parts that belong together.
    All(Vec<Tree>),
    /// Parts of which some may go.
    Some {
        items: Vec<Tree>,
        separator: &'static str,
        least: usize,
    },
    /// A term: another term within it, or a plain constant, may stand in its place.
    Term(Box<Tree>),
}

impl Tree {
    pub(crate) fn text(text: impl Into<String>) -> Tree {
        Tree::Text(text.into())
    }

    pub(crate) fn term(parts: Vec<Tree>) -> Tree {
        Tree::Term(Box::new(Tree::All(parts)))
    }

    /// Parts of which all may go.
    pub(crate) fn any(items: Vec<Tree>, separator: &'static str) -> Tree {
        Tree::Some { items, separator, least: 0 }
    }

    /// Parts of which one has to stay.
    pub(crate) fn some(items: Vec<Tree>, separator: &'static str) -> Tree {
        Tree::Some { items, separator, least: 1 }
    }

    pub(crate) fn print(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, into: &mut String) {
        match self {
            Tree::Text(text) => into.push_str(text),
            Tree::All(parts) => parts.iter().for_each(|part| part.write(into)),
            Tree::Some { items, separator, .. } => {
                for (index, item) in items.iter().enumerate() {
                    let _ = if index > 0 { into.write_str(separator) } else { Ok(()) };
                    item.write(into);
                }
            }
            Tree::Term(term) => term.write(into),
        }
    }

    /// All trees that are this one with one thing taken out or made plain, large steps first.
    pub(crate) fn smaller(&self) -> Vec<Tree> {
        match self {
            Tree::Text(_) => Vec::new(),
            Tree::All(parts) => within(parts).map(Tree::All).collect(),
            Tree::Some { items, separator, least } => {
                let (separator, least) = (*separator, *least);
                let with = |items| Tree::Some { items, separator, least };
                let mut found = Vec::new();
                if items.len() > least {
                    for index in 0..items.len() {
                        let mut fewer = items.clone();
                        fewer.remove(index);
                        found.push(with(fewer));
                    }
                }
                found.extend(within(items).map(with));
                found
            }
            Tree::Term(term) => {
                let mut inner = Vec::new();
                term.terms(&mut inner);
                let size = self.print().len();
                let constants = ["1", "\"a\"", "input.x"].into_iter().filter(|text| text.len() < size);
                let constants = constants.map(Tree::text);
                let kept = term.smaller().into_iter().map(|term| Tree::Term(Box::new(term)));
                inner.into_iter().chain(constants).chain(kept).collect()
            }
        }
    }

    /// The outermost terms below this one.
    fn terms(&self, found: &mut Vec<Tree>) {
        match self {
            Tree::Text(_) => {}
            Tree::All(parts) | Tree::Some { items: parts, .. } => {
                parts.iter().for_each(|part| part.terms(found));
            }
            Tree::Term(_) => found.push(self.clone()),
        }
    }
}

/// Each list that has one part made smaller.
fn within(parts: &[Tree]) -> impl Iterator<Item = Vec<Tree>> {
    parts.iter().enumerate().flat_map(move |(index, part)| {
        part.smaller().into_iter().map(move |smaller| {
            let mut replaced = parts.to_vec();
            if let Some(part) = replaced.get_mut(index) {
                *part = smaller;
            }
            replaced
        })
    })
}

/// The smallest tree that still `differs`, as far as `steps` attempts lead.
pub(crate) fn minimised<T>(
    tree: Tree,
    mut steps: usize,
    mut differs: impl FnMut(&Tree) -> Option<T>,
) -> (Tree, Option<T>) {
    let (mut tree, mut last) = (tree, None);
    'smaller: loop {
        for candidate in tree.smaller() {
            if steps == 0 {
                return (tree, last);
            }
            steps -= 1;
            if let Some(how) = differs(&candidate) {
                (tree, last) = (candidate, Some(how));
                continue 'smaller;
            }
        }
        return (tree, last);
    }
}

#[cfg(test)]
mod tests {
    use super::{Tree, minimised};

    #[test]
    fn what_does_not_matter_is_taken_out() {
        let call = Tree::term(vec![
            Tree::text("f("),
            Tree::term(vec![Tree::text("g("), Tree::term(vec![Tree::text("needed")]), Tree::text(")")]),
            Tree::text(")"),
        ]);
        let other = Tree::term(vec![Tree::text("something else")]);
        let tree = Tree::some(vec![other.clone(), call, other], "; ");
        let (small, found) = minimised(tree, 1000, |tree| tree.print().contains("needed").then_some(()));
        assert_eq!((small.print(), found), ("needed".to_owned(), Some(())));
    }

    #[test]
    fn attempts_end() {
        let tree = Tree::some(vec![Tree::text("a"), Tree::text("b")], " ");
        assert_eq!(minimised(tree, 0, |_| Some(())).0.print(), "a b");
    }
}
