//! Each rule that explains a difference, alone: one sound invoice, one change, exactly that rule.

use keelbolt_benches::{Parts, Rule, Signature, compare, field, pack, point};
use std::collections::BTreeSet;

/// The types of the fields, by their numbers in BOLT 11.
const P: u8 = 1;
const R: u8 = 3;
const NINE: u8 = 5;
const X: u8 = 6;
const F: u8 = 9;
const D: u8 = 13;
const S: u8 = 16;
const N: u8 = 19;
const H: u8 = 23;
const C: u8 = 24;
const M: u8 = 27;

/// 80 characters: with `lnbc` one more than BIP 173 has room for.
const LONG_AMOUNT: &str = "0000000000000000000000000000000000000000000000000000000000000000000000000000020m";

/// A rule, what is changed, the amount, and the fields beside `s`.
fn rows() -> Vec<(Rule, &'static str, &'static str, Vec<Vec<u8>>)> {
    let (p, d, features) = (hash(P, 7), field(D, &[]), bits(&[8, 14]));
    let sound = |more: Vec<u8>| vec![p.clone(), d.clone(), features.clone(), more];
    let hop = [&point(1)[..], &[0; 18]].concat();
    let with_word = |mut data: Vec<u8>| {
        data.push(0);
        data
    };
    let mut dirty = vec![0; 52];
    dirty[51] = 1;
    vec![
        (Rule::FixedLength, "p of 51 words", "20m", sound(field(P, &[7; 51]))),
        (Rule::FixedLength, "s of 53 words", "20m", sound(field(S, &[7; 53]))),
        (Rule::FixedLength, "h of no word", "20m", sound(field(H, &[]))),
        (Rule::FixedLength, "n of 52 words", "20m", sound(field(N, &[0; 52]))),
        (Rule::MinimalLength, "x of 0, 1", "20m", sound(field(X, &[0, 1]))),
        (Rule::MinimalLength, "c of 0", "20m", sound(field(C, &[0]))),
        (
            Rule::MinimalLength,
            "9 of 0, 16, 8, 0",
            "20m",
            vec![p.clone(), d.clone(), field(NINE, &[0, 16, 8, 0])],
        ),
        (
            Rule::WitnessProgram,
            "v0 of 21 bytes",
            "20m",
            sound(field(F, &[&[0], &pack(&[5; 21])[..]].concat())),
        ),
        (
            Rule::Padding,
            "P2PKH and a word",
            "20m",
            sound(field(F, &with_word([&[17], &pack(&[5; 20])[..]].concat()))),
        ),
        (
            Rule::Padding,
            "v1 of 5 bytes and a word",
            "20m",
            sound(field(F, &with_word([&[1], &pack(&[5; 5])[..]].concat()))),
        ),
        (Rule::Padding, "a hop and a word", "20m", sound(field(R, &with_word(pack(&hop))))),
        (Rule::EmptyRoute, "no hop", "20m", sound(field(R, &[]))),
        (Rule::EmptyRoute, "no hop but a word", "20m", sound(field(R, &[0]))),
        (Rule::SubMillisatoshi, "5 pico", "5p", sound(vec![])),
        (Rule::AmountLimit, "more bitcoin than u64 counts pico", "18446745", sound(vec![])),
        (Rule::AmountLimit, "more milli than u64 counts pico", "18446744074m", sound(vec![])),
        (Rule::AmountLimit, "more digits than u64", "184467440737095516150p", sound(vec![])),
        (Rule::AmountLimit, "more bitcoin than u64 counts msat", "184467441", sound(vec![])),
        (Rule::LengthLimit, "84 characters before the separator", LONG_AMOUNT, sound(vec![])),
        (Rule::LengthLimit, "7 long fields", "20m", sound(field(M, &[0; 1023]).repeat(7))),
        (Rule::Reencoded, "p padded with a one", "20m", vec![field(P, &dirty), d.clone(), features.clone()]),
        (Rule::Reencoded, "m of a word", "20m", sound(field(M, &[0]))),
        (Rule::Reencoded, "a leading zero", "020m", sound(vec![])),
        (Rule::FirstOfMany, "two p", "20m", sound(hash(P, 8))),
        (Rule::FirstOfMany, "two s", "20m", sound(hash(S, 8))),
        (Rule::FirstOfMany, "two d", "20m", sound(field(D, &pack(b"tea")))),
        (Rule::FirstOfMany, "two h", "20m", vec![p.clone(), features.clone(), hash(H, 8).repeat(2)]),
        (Rule::AssumedFeature, "no 9", "20m", vec![p.clone(), d.clone()]),
        (Rule::AssumedFeature, "9 without payment_secret", "20m", vec![p.clone(), d.clone(), bits(&[8])]),
        (Rule::Dependencies, "zeroconf without alias", "20m", vec![p.clone(), d.clone(), bits(&[8, 14, 51])]),
        (Rule::ZeroAmount, "nothing", "0", sound(vec![])),
    ]
}

#[test]
fn each_rule_explains_its_difference() {
    for (rule, name, amount, fields) in rows() {
        check(&format!("lnbc{amount}"), &fields, name, &[rule]);
    }
    check("lnsb20m", &[hash(P, 7), field(D, &[]), bits(&[8, 14])], "simnet", &[Rule::Simnet]);
}

/// Without the change there is no difference, and the invoice would be paid.
#[test]
fn the_sound_invoice_needs_no_rule() {
    check("lnbc20m", &[hash(P, 7), field(D, &[]), bits(&[8, 14])], "sound", &[]);
}

#[test]
fn no_rule_is_without_a_row() {
    let rows = rows().into_iter().map(|row| row.0).chain([Rule::Simnet]);
    assert_eq!(rows.collect::<BTreeSet<Rule>>(), BTreeSet::from(Rule::ALL));
}

fn check(hrp: &str, fields: &[Vec<u8>], name: &str, rules: &[Rule]) {
    let words = [&[0; 7][..], &hash(S, 6), &fields.concat()].concat();
    let text = Parts { hrp: hrp.into(), words, signature: Signature::Valid, upper: false }.text();
    let outcome = compare(&text).unwrap_or_else(|what| panic!("{name}: {what}"));
    assert_eq!(outcome.explained, rules.iter().copied().collect(), "{name}");
    assert!(!rules.is_empty() || outcome.payable, "{name}");
}

/// A field of 32 equal bytes.
fn hash(tag: u8, byte: u8) -> Vec<u8> {
    field(tag, &pack(&[byte; 32]))
}

/// A `9` field with these bits, the last of which is the highest.
fn bits(bits: &[usize]) -> Vec<u8> {
    let mut words = vec![0; bits[bits.len() - 1] / 5 + 1];
    let last = words.len() - 1;
    bits.iter().for_each(|bit| words[last - bit / 5] |= 1 << (bit % 5));
    field(NINE, &words)
}
