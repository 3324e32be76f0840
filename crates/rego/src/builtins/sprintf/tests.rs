//! Claims beyond the recorded cases.

use super::{Operand, printf};

#[test]
fn a_width_cannot_take_all_memory() {
    let format = "%1000000d".repeat(100);
    let operands = vec![Operand::Integer(1, "int64"); 100];
    assert!(printf(&format, &operands).is_err());
}
