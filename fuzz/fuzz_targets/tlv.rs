//! TLV streams: what is read is written back byte for byte, up to the first fault.
#![no_main]

use keelbolt::bytes::Writer;
use keelbolt::codec::tlv::{Error, RecordWriter, Records};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    // The first byte says which types are known: those below it.
    let Some((known, stream)) = input.split_first() else { return };
    let mut buffer = vec![0; stream.len()];
    let mut writer = Writer::new(&mut buffer);
    let mut rewritten = RecordWriter::new(&mut writer);
    let mut previous = None;
    let mut fault = None;
    for record in Records::new(stream, |number| number < u64::from(*known)) {
        assert_eq!(fault, None, "a record after a fault");
        match record {
            Ok(record) => {
                assert!(previous < Some(record.number), "types increase");
                assert!(record.number & 1 == 1 || record.number < u64::from(*known), "an unknown even type");
                assert_eq!(stream[record.offset..][..record.value.len()], *record.value);
                previous = Some(record.number);
                rewritten.put(record.number, record.value).expect("as long as the stream at most");
            }
            Err(error) => fault = Some(error),
        }
    }
    let written = writer.finish();
    assert!(stream.starts_with(written));
    match fault {
        None => assert_eq!(written, stream),
        Some(Error::Order { offset, .. } | Error::UnknownEven { offset, .. }) => {
            assert_eq!(offset, written.len());
        }
        Some(Error::ValueTruncated { offset, found, .. }) => assert_eq!(offset + found, stream.len()),
        Some(error) => assert!(!error.to_string().is_empty()),
    }
});
