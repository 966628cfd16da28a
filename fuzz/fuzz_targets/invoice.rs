//! Invoices that reach the fields, read by Keelbolt and by `lightning-invoice`.
//!
//! Random bytes die at the checksum. So the input is mutated below it: a byte of flags, the human-readable part up to
//! a line end, the words of the data part; the target adds a valid checksum and, by the flags, a valid signature:
//!
//! | low three bits of the first byte | signature |
//! | --- | --- |
//! | 0, 4 (upper case) | the last 104 words, whatever they are |
//! | 1, 3 (upper case) | valid |
//! | 2 | valid, with S in the upper half of the group order |
//! | 5, 6, 7 | the rest of the input is drawn from by the generator of the differential tests |
//!
//! With the fourth bit a last field that goes beyond the end is shortened, so that a changed length costs less.
//!
//! Both must read the same figures, find the same payee and give the payer the same answer, and what is read must be
//! written back. A difference is a finding unless one of these rules explains it, each of which
//! `keelbolt_benches::Rule` cites and `benches/tests/rules.rs` shows alone:
//!
//! - the peer skips `p`, `h`, `s`, `n` of a wrong length, which BOLT 11 fails (`FixedLength`);
//! - it reads `x`, `c`, `9` with leading zeros, which BOLT 11 calls invalid (`MinimalLength`);
//! - it takes witness programs of version 0 that are neither 20 nor 32 bytes (`WitnessProgram`), a whole word of padding
//!   in `f` and `r` (`Padding`), and `r` without a hop (`EmptyRoute`);
//! - it leaves amounts below a millisatoshi to the payer's check (`SubMillisatoshi`), counts pico-bitcoin in 64 bits
//!   (`AmountLimit`), knows simnet (`Simnet`), and reads no text above 7089 characters and
//!   no human-readable part above 83 (`LengthLimit`);
//! - it verifies the signature over its own encoding of what it read, not over the text (`Reencoded`);
//! - it pays no invoice in which `p`, `s`, `d` or `h` is repeated (`FirstOfMany`) or bit 14 of the features is not set
//!   (`AssumedFeature`), and pays those that miss a feature's dependency (`Dependencies`) or ask for nothing
//!   (`ZeroAmount`).
#![no_main]

use keelbolt_benches::{Outcome, Parts, Rule, Signature, compare, generate, word};
use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Words of a signature with its recovery id.
const SIGNATURE_WORDS: usize = 104;

/// How many runs lie between two reports.
const REPORT_EVERY: u64 = 1000;

static TALLY: Mutex<Tally> = Mutex::new(Tally::new());

fuzz_target!(|input: &[u8]| {
    let outcome = match parts(input) {
        None => Outcome::default(),
        Some(parts) => compare(&parts.text()).unwrap_or_else(|difference| panic!("{difference}")),
    };
    TALLY.lock().expect("never poisoned: a panic ends the run").count(&outcome);
});

fn parts(input: &[u8]) -> Option<Parts> {
    let (flags, rest) = input.split_first()?;
    if flags & 7 > 4 {
        return generate(&mut Unstructured::new(rest)).ok();
    }
    let line_end = rest.iter().position(|byte| *byte == b'\n')?;
    let (hrp, rest) = rest.split_at(line_end);
    // A character of the alphabet is its word, so that seeds are readable; another byte is its low bits.
    let mut words: Vec<u8> = rest[1..].iter().map(|byte| word(*byte).unwrap_or(byte & 31)).collect();
    let signature = match flags & 7 {
        0 | 4 => Signature::Words(words.split_off(words.len().saturating_sub(SIGNATURE_WORDS))),
        2 => Signature::HighS,
        _ => Signature::Valid,
    };
    if flags & 8 != 0 {
        shorten_last_field(&mut words);
    }
    Some(Parts { hrp: hrp.iter().map(plain).collect(), words, signature, upper: matches!(flags & 7, 3 | 4) })
}

/// Sets the length of the last field to what is left for it, and cuts what is no field.
fn shorten_last_field(words: &mut Vec<u8>) {
    const TIMESTAMP_WORDS: usize = 7;
    const FIELD_HEAD_WORDS: usize = 3;
    let mut start = TIMESTAMP_WORDS;
    while start + FIELD_HEAD_WORDS <= words.len() {
        let data = start + FIELD_HEAD_WORDS;
        let left = words.len() - data;
        let length = usize::from(words[start + 1]) * 32 + usize::from(words[start + 2]);
        if length > left {
            (words[start + 1], words[start + 2]) = ((left / 32) as u8, (left % 32) as u8);
        }
        start = data + length;
    }
    // Fewer words than a field's head, if the last field did not go beyond the end.
    if start < words.len() {
        words.truncate(start);
    }
}

/// A character that may stand in a human-readable part, in lower case.
fn plain(byte: &u8) -> char {
    let plain = if byte.is_ascii_graphic() { *byte } else { b'!' + byte % 94 };
    char::from(plain.to_ascii_lowercase())
}

/// What became of the runs.
struct Tally {
    runs: u64,
    reached_fields: u64,
    read: u64,
    payable: u64,
    explained: BTreeMap<Rule, u64>,
}

impl Tally {
    const fn new() -> Self {
        Self { runs: 0, reached_fields: 0, read: 0, payable: 0, explained: BTreeMap::new() }
    }

    fn count(&mut self, outcome: &Outcome) {
        self.runs += 1;
        self.reached_fields += u64::from(outcome.reached_fields);
        self.read += u64::from(outcome.read);
        self.payable += u64::from(outcome.payable);
        outcome.explained.iter().for_each(|rule| *self.explained.entry(*rule).or_default() += 1);
        if self.runs.is_multiple_of(REPORT_EVERY) {
            self.report();
        }
    }

    fn report(&self) {
        let share = |count: u64| 100.0 * count as f64 / self.runs as f64;
        eprintln!(
            "> invoice: {} runs, {:.1} % reached the field parser, {:.1} % read, {:.1} % payable; explained: {:?}",
            self.runs,
            share(self.reached_fields),
            share(self.read),
            share(self.payable),
            self.explained
        );
    }
}
