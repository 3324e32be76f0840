//! `regex.globs_match`: whether two patterns of a small language have a string in common, decided as
//! `github.com/yashtewari/glob-intersection` decides it.

use regorus::Value;

use crate::builtins::argument::{beyond, text};
use crate::builtins::{Answer, Failure};

mod token;

use token::{Many, Token, tokens};

/// The search tries alternatives; more steps than this stop it.
const STEPS: u32 = 1_000_000;
/// Each repeated token may be a level of recursion.
const DEPTH: u32 = 500;

pub(super) fn globs_match(args: &[Value]) -> Answer {
    let (left, right) = (tokens(text(args, 0)?)?, tokens(text(args, 1)?)?);
    let Some((left, right)) = without_ends(&left, &right) else {
        return Ok(Some(Value::Bool(false)));
    };
    Ok(Some(Value::Bool(Search { steps: 0 }.plain(left, right, 0)?)))
}

/// The patterns without the tokens at both ends that are not repeated and agree, but for one; `None` where such
/// tokens do not agree.
fn without_ends<'a>(left: &'a [Token], right: &'a [Token]) -> Option<(&'a [Token], &'a [Token])> {
    let both_once = |left: &Token, right: &Token| left.many == Many::Once && right.many == Many::Once;
    let fronts = left.iter().zip(right).take_while(|(left, right)| both_once(left, right));
    let mut front: usize = 0;
    for (left, right) in fronts {
        if !left.meets(right) {
            return None;
        }
        front = front.saturating_add(1);
    }
    let front = front.saturating_sub(1);
    let (left, right) = (left.get(front..)?, right.get(front..)?);
    let backs = left.iter().rev().zip(right.iter().rev()).take_while(|(left, right)| both_once(left, right));
    let mut back: usize = 0;
    for (left, right) in backs {
        if !left.meets(right) {
            return None;
        }
        back = back.saturating_add(1);
    }
    let back = back.saturating_sub(1);
    Some((left.get(..left.len().saturating_sub(back))?, right.get(..right.len().saturating_sub(back))?))
}

struct Search {
    steps: u32,
}

impl Search {
    fn step(&mut self, depth: u32) -> Result<(), Failure> {
        self.steps = self.steps.saturating_add(1);
        if self.steps > STEPS || depth > DEPTH {
            return Err(beyond("patterns are too complex to intersect"));
        }
        Ok(())
    }

    /// Goes along both patterns while nothing repeats.
    fn plain(&mut self, left: &[Token], right: &[Token], depth: u32) -> Result<bool, Failure> {
        for at in 0.. {
            self.step(depth)?;
            let (Some(one), Some(other)) = (left.get(at), right.get(at)) else {
                return Ok(left.len() == right.len());
            };
            if one.many != Many::Once || other.many != Many::Once {
                let (left, right) = (left.get(at..).unwrap_or(&[]), right.get(at..).unwrap_or(&[]));
                return if one.many == Many::Once {
                    self.repeated(right, left, other.many, depth)
                } else {
                    self.repeated(left, right, one.many, depth)
                };
            }
            if !one.meets(other) {
                return Ok(false);
            }
        }
        Ok(false)
    }

    /// `repeated` begins with a token that repeats.
    fn repeated(
        &mut self,
        repeated: &[Token],
        other: &[Token],
        many: Many,
        depth: u32,
    ) -> Result<bool, Failure> {
        if many == Many::AnyNumber {
            return self.any_number(repeated, other, depth);
        }
        let (Some((first, rest)), Some((against, beyond))) = (repeated.split_first(), other.split_first())
        else {
            return Ok(false);
        };
        if !first.meets(against) {
            return Ok(false);
        }
        if self.any_number(repeated, beyond, depth)? {
            return Ok(true);
        }
        if against.many == Many::Once { Ok(false) } else { self.plain(rest, other, depth.saturating_add(1)) }
    }

    /// The first token of `repeated` takes tokens of `other` until the two go on together.
    fn any_number(&mut self, repeated: &[Token], other: &[Token], depth: u32) -> Result<bool, Failure> {
        let Some((first, rest)) = repeated.split_first() else { return Ok(false) };
        for (at, token) in other.iter().enumerate() {
            self.step(depth)?;
            if rest.first().is_some_and(|next| next.meets(token))
                && self.plain(rest, other.get(at..).unwrap_or(&[]), depth.saturating_add(1))?
            {
                return Ok(true);
            }
            if !first.meets(token) {
                return Ok(false);
            }
        }
        Ok(rest.is_empty())
    }
}
