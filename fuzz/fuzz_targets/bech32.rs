//! Bech32, beside the crate `bech32`: the text as it comes, and with a checksum put under it.
#![no_main]

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Checksum};
use keelbolt::codec::bech32::{Bech32Ref, Octets, Words};
use keelbolt_benches::{Parts, Signature};
use libfuzzer_sys::fuzz_target;

/// The longest human-readable part that the peer reads (BIP 173).
const HRP_LIMIT: usize = 83;

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    check(text);
    // The bytes after the last `1` as words, with their checksum.
    let (hrp, data) = text.rsplit_once('1').unwrap_or(("a", text));
    let words = data.bytes().collect();
    check(&Parts { hrp: hrp.into(), words, signature: Signature::Words(Vec::new()), upper: false }.text());
});

fn check(text: &str) {
    let ours = Bech32Ref::parse(text);
    if text.len() <= Bech32::CODE_LENGTH && text.rfind('1').is_some_and(|length| length <= HRP_LIMIT) {
        let theirs = CheckedHrpstring::new::<Bech32>(text);
        assert_eq!(ours.is_ok(), theirs.is_ok(), "{text}: {ours:?}, {theirs:?}");
        if let (Ok(ours), Ok(theirs)) = (&ours, theirs) {
            assert!(ours.data.bytes().eq(theirs.byte_iter()), "{text}");
            assert!(theirs.hrp().as_str().eq_ignore_ascii_case(ours.human_readable_part), "{text}");
        }
    }
    match ours {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(ours) => check_words(ours.data),
    }
}

/// The words read one by one, as bytes and as a number agree.
fn check_words(words: Words<'_>) {
    assert_eq!(Words::parse(words.as_str()), Ok(words));
    let bits: String = words.iter().map(|word| format!("{word:05b}")).collect();
    let bytes: Vec<u8> = (0..bits.len() / 8)
        .map(|at| u8::from_str_radix(&bits[8 * at..][..8], 2).expect("eight binary digits"))
        .collect();
    let octets = Octets::from_words(words);
    assert_eq!(octets.len(), bytes.len());
    assert!(octets.iter().eq(bytes.iter().copied()));
    let mut short = vec![0x55; bytes.len().saturating_sub(1)];
    if !bytes.is_empty() {
        octets.copy_into(&mut short).expect_err("a byte too short");
        assert!(short.iter().all(|byte| *byte == 0x55));
    }
    assert_eq!(words.integer(), u64::from_str_radix(&format!("0{bits}"), 2).ok());
}
