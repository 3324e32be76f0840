//! What an expression and a term are made of, one level down: for stages that look for something anywhere.

use crate::compile::core::{Body, Expr, ExprKind, Term, TermKind};

/// A part.
pub(crate) enum Part<'a> {
    Term(&'a Term),
    Body(&'a Body),
}

/// A part that a stage may change.
pub(crate) enum PartMut<'a> {
    Term(&'a mut Term),
    Body(&'a mut Body),
}

impl Expr {
    /// Terms and bodies, the values of modifiers included. What a modifier replaces is no part: nobody looks at it.
    pub(crate) fn parts(&self) -> Vec<Part<'_>> {
        let mut parts: Vec<Part<'_>> = match &self.kind {
            ExprKind::Term(term) => vec![Part::Term(term)],
            ExprKind::Call { args, output, .. } => args.iter().chain(output).map(Part::Term).collect(),
            ExprKind::Unify { left, right, .. } => vec![Part::Term(left), Part::Term(right)],
            ExprKind::Every { domain, body, .. } => vec![Part::Term(domain), Part::Body(body)],
            ExprKind::Not { body, .. } => vec![Part::Body(body)],
            ExprKind::Logic { left, right, .. } => vec![Part::Body(&left.body), Part::Body(&right.body)],
        };
        parts.extend(self.with.iter().map(|modifier| Part::Term(&modifier.value)));
        parts
    }

    /// The same, to be changed.
    pub(crate) fn parts_mut(&mut self) -> Vec<PartMut<'_>> {
        let mut parts: Vec<PartMut<'_>> = match &mut self.kind {
            ExprKind::Term(term) => vec![PartMut::Term(term)],
            ExprKind::Call { args, output, .. } => args.iter_mut().chain(output).map(PartMut::Term).collect(),
            ExprKind::Unify { left, right, .. } => vec![PartMut::Term(left), PartMut::Term(right)],
            ExprKind::Every { domain, body, .. } => vec![PartMut::Term(domain), PartMut::Body(body)],
            ExprKind::Not { body, .. } => vec![PartMut::Body(body)],
            ExprKind::Logic { left, right, .. } => {
                vec![PartMut::Body(&mut left.body), PartMut::Body(&mut right.body)]
            }
        };
        parts.extend(self.with.iter_mut().map(|modifier| PartMut::Term(&mut modifier.value)));
        parts
    }
}

impl Term {
    /// Terms, and the body of a comprehension.
    pub(crate) fn parts(&self) -> Vec<Part<'_>> {
        match &self.kind {
            TermKind::Scalar(_) | TermKind::Var(_) | TermKind::Function(_) => Vec::new(),
            TermKind::Ref(parts) | TermKind::Array(parts) | TermKind::Set(parts) => {
                parts.iter().map(Part::Term).collect()
            }
            TermKind::Call { args, .. } => args.iter().map(Part::Term).collect(),
            TermKind::Object(fields) => {
                fields.iter().flat_map(|(key, value)| [Part::Term(key), Part::Term(value)]).collect()
            }
            TermKind::Comprehension(comprehension) => {
                let head = comprehension.key.iter().chain([&comprehension.value]).map(Part::Term);
                head.chain([Part::Body(&comprehension.body)]).collect()
            }
        }
    }

    /// The same, to be changed.
    pub(crate) fn parts_mut(&mut self) -> Vec<PartMut<'_>> {
        match &mut self.kind {
            TermKind::Scalar(_) | TermKind::Var(_) | TermKind::Function(_) => Vec::new(),
            TermKind::Ref(parts) | TermKind::Array(parts) | TermKind::Set(parts) => {
                parts.iter_mut().map(PartMut::Term).collect()
            }
            TermKind::Call { args, .. } => args.iter_mut().map(PartMut::Term).collect(),
            TermKind::Object(fields) => fields
                .iter_mut()
                .flat_map(|(key, value)| [PartMut::Term(key), PartMut::Term(value)])
                .collect(),
            TermKind::Comprehension(comprehension) => {
                let head = comprehension.key.iter_mut().chain([&mut comprehension.value]).map(PartMut::Term);
                head.chain([PartMut::Body(&mut comprehension.body)]).collect()
            }
        }
    }
}
