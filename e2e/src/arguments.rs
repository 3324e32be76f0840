//! What the program is asked to do.

use crate::failure::Failure;

const USAGE: &str = "\
usage: edgeward-e2e [JUDGE…] [--check] [--seed N] [--count N] [--save] [--refused] [--tolerated]
judges: recorded, conformance, policies, generated; all of them without one
--check   docs/conformance.md is compared and not written
--seed    of the generated programs; without it one is drawn and said
--count   how many programs are generated
--save    differences found are written to testdata/semantics/found
--refused shows a generated program for each construct that Edgeward refuses
--tolerated shows a generated program for each named exception that a difference was let pass by";

/// One of the judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judge {
    Recorded,
    Conformance,
    Policies,
    Generated,
}

/// How programs are generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Generation {
    pub(crate) seed: Option<u64>,
    pub(crate) count: usize,
    pub(crate) save: bool,
    /// Whether an example of each refused construct is shown.
    pub(crate) refused: bool,
    /// Whether an example of each difference that was let pass is shown.
    pub(crate) tolerated: bool,
}

/// All that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arguments {
    pub(crate) judges: Vec<Judge>,
    pub(crate) check: bool,
    pub(crate) generated: Generation,
}

impl Arguments {
    /// Reads the command line, without the program's name.
    pub(crate) fn read(words: impl IntoIterator<Item = String>) -> Result<Arguments, Failure> {
        let usage = || Failure::Usage(USAGE.to_owned());
        let mut read = Arguments {
            judges: Vec::new(),
            check: false,
            generated: Generation {
                seed: None,
                count: 20_000,
                save: false,
                refused: false,
                tolerated: false,
            },
        };
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "recorded" => read.judges.push(Judge::Recorded),
                "conformance" => read.judges.push(Judge::Conformance),
                "policies" => read.judges.push(Judge::Policies),
                "generated" => read.judges.push(Judge::Generated),
                "--check" => read.check = true,
                "--save" => read.generated.save = true,
                "--refused" => read.generated.refused = true,
                "--tolerated" => read.generated.tolerated = true,
                "--seed" => {
                    let number = words.next().and_then(|number| number.parse().ok());
                    read.generated.seed = Some(number.ok_or_else(usage)?);
                }
                "--count" => {
                    let number = words.next().and_then(|number| number.parse().ok());
                    read.generated.count = number.ok_or_else(usage)?;
                }
                _ => return Err(usage()),
            }
        }
        if read.judges.is_empty() {
            read.judges = vec![Judge::Recorded, Judge::Conformance, Judge::Policies, Judge::Generated];
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Judge};

    fn read(words: &[&str]) -> Option<Arguments> {
        Arguments::read(words.iter().map(|word| (*word).to_owned())).ok()
    }

    #[test]
    fn all_judges_are_asked_where_none_is_named() {
        let all = [Judge::Recorded, Judge::Conformance, Judge::Policies, Judge::Generated];
        assert_eq!(read(&["--check"]).map(|read| (read.judges, read.check)), Some((all.to_vec(), true)));
    }

    #[test]
    fn a_seed_without_its_number_is_refused() {
        assert_eq!(read(&["generated", "--seed"]), None);
        assert_eq!(read(&["generated", "--seed", "x"]), None);
    }
}
