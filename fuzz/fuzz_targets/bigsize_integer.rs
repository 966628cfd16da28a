//! BigSize, truncated and signed integers: one form for each value, and no other is read.
#![no_main]

use keelbolt::bytes::{Reader, Writer};
use keelbolt::codec::{bigsize, integer};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    bigsize_is_rewritten(input);
    truncated_is_rewritten::<2>(input);
    truncated_is_rewritten::<4>(input);
    truncated_is_rewritten::<8>(input);
    signed_is_rewritten::<1>(input);
    signed_is_rewritten::<2>(input);
    signed_is_rewritten::<4>(input);
    signed_is_rewritten::<8>(input);
    if let Some(value) = input.first_chunk() {
        value_is_reread(u64::from_be_bytes(*value));
    }
});

fn bigsize_is_rewritten(input: &[u8]) {
    let mut reader = Reader::new(input);
    let Ok(value) = bigsize::read(&mut reader) else {
        assert_eq!(reader.offset(), 0, "a fault consumes nothing");
        return;
    };
    let mut buffer = [0; 9];
    let mut writer = Writer::new(&mut buffer);
    bigsize::write(value, &mut writer).expect("nine bytes hold any");
    assert_eq!(writer.written(), &input[..reader.offset()]);
    assert_eq!(writer.len(), bigsize::length(value));
}

fn truncated_is_rewritten<const WIDTH: usize>(input: &[u8]) {
    let Ok(value) = integer::read_truncated::<WIDTH>(input) else {
        assert!(input.len() > WIDTH || input[0] == 0);
        return;
    };
    let mut buffer = [0; 8];
    let mut writer = Writer::new(&mut buffer);
    integer::write_truncated(value, &mut writer).expect("eight bytes hold any");
    assert_eq!(writer.written(), input);
}

fn signed_is_rewritten<const WIDTH: usize>(input: &[u8]) {
    let Ok(value) = integer::read_signed::<WIDTH>(input) else {
        assert_ne!(input.len(), WIDTH);
        return;
    };
    let mut buffer = [0; 8];
    let mut writer = Writer::new(&mut buffer);
    integer::write_signed::<WIDTH>(value, &mut writer).expect("it fits").expect("eight bytes hold any");
    assert_eq!(writer.written(), input);
}

fn value_is_reread(value: u64) {
    let mut buffer = [0; 17];
    let mut writer = Writer::new(&mut buffer);
    bigsize::write(value, &mut writer).expect("nine bytes hold any");
    let split = writer.len();
    integer::write_truncated(value, &mut writer).expect("eight bytes hold any");
    let written = writer.written();
    assert_eq!(bigsize::read(&mut Reader::new(&written[..split])), Ok(value));
    assert_eq!(integer::read_truncated::<8>(&written[split..]), Ok(value));
}
