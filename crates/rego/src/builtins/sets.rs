//! Operations on sets.

use regorus::Value;
use regorus::value::Set;

use super::{Answer, Builtin, Failure, operand};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "and", run: |args| binary("and", args, |one, other| one.intersection(other)) },
    Builtin { name: "or", run: |args| binary("or", args, |one, other| one.union(other)) },
    Builtin { name: "set_diff", run: |args| binary("set_diff", args, |one, other| one.difference(other)) },
    Builtin { name: "intersection", run: intersection },
    Builtin { name: "union", run: union },
];

fn binary(call: &str, args: &[Value], run: fn(&Set, &Set) -> Set) -> Answer {
    match args {
        [Value::Set(one), Value::Set(other)] => Ok(Some(run(one, other).into())),
        [Value::Set(_), other] => Err(operand::wrong_type(call, 2, other, &["set"])),
        [other, _] => Err(operand::wrong_type(call, 1, other, &["set"])),
        _ => Err(operand::arity(call)),
    }
}

/// The sets that a set holds.
fn sets<'a>(call: &str, args: &'a [Value]) -> Result<Vec<&'a Set>, Failure> {
    let [Value::Set(outer)] = args else { return Err(operand::arity(call)) };
    let inner = outer.iter().map(|element| match element {
        Value::Set(set) => Ok(&**set),
        other => Err(operand::wrong_type(call, 1, other, &["set"])),
    });
    inner.collect()
}

fn intersection(args: &[Value]) -> Answer {
    let sets = sets("intersection", args)?;
    let Some((first, rest)) = sets.split_first() else { return Ok(Some(Value::new_set())) };
    let common = first.iter().filter(|element| rest.iter().all(|set| set.contains(element)));
    Ok(Some(common.cloned().collect::<Set>().into()))
}

fn union(args: &[Value]) -> Answer {
    let all = sets("union", args)?.into_iter().flat_map(Set::iter);
    Ok(Some(all.cloned().collect::<Set>().into()))
}
