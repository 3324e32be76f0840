//! Where the lines of an explanation go.

use std::io;

use crate::output::Output;

/// Before a result for people, as OPA prints it; beside any other, which has to stay readable for programs.
pub(super) fn write(explained: &str, is_for_people: bool, output: &mut Output) -> io::Result<()> {
    if is_for_people {
        return output.data(explained);
    }
    explained.lines().for_each(|line| output.line(line));
    Ok(())
}
