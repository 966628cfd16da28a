//! What a stranger's payload asks, however odd what it carries beside that.

use super::parse_payload;
use crate::onion::instruction::Instruction;

/// Zeros behind the first byte of the feature vector (record 21) in a payload of a payee: within what a set of this side
/// holds, and beyond.
#[test]
fn features_of_any_length_are_read() {
    for (zeros, length) in [(0, 1), (127, 128), (128, 129), (199, 200)] {
        let features = [&[21, length, 0x80][..], &vec![0; zeros]].concat();
        let bytes = [&[2, 1, 100, 4, 1, 40][..], &features].concat();
        let asked = parse_payload(bytes).and_then(|payload| payload.instruction(true, None));
        assert!(matches!(asked, Ok(Instruction::Receive { .. })), "{length} bytes: {asked:?}");
    }
}
