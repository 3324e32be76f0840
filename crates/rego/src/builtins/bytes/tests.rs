use regorus::Value;

use super::super::{Failure, call};

#[test]
fn bytes_that_are_no_text_stop_the_evaluation() {
    for (name, encoded) in [("base64.decode", "/w=="), ("base64url.decode", "_w"), ("hex.decode", "ff")] {
        let message = "the decoded bytes are not UTF-8, which this engine cannot hold in a string".to_owned();
        let answer = call(name, &[Value::from(encoded)]);
        assert_eq!(answer, Err(Failure::Halt("eval_internal_error", message)), "{name}");
    }
}
