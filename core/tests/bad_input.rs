//! Broken invoices made by hand, each with the exact error: what is wrong, where, expected, found.

use bech32::primitives::iter::{ByteIterExt as _, Fe32IterExt as _};
use bech32::{Fe32, Hrp};
use keelbolt::amount::Msat;
use keelbolt::blame::Blame;
use keelbolt::codec::bech32::{self as bech, Octets, Words};
use keelbolt::codec::features::{Context, Error as FeatureError, FeatureBits, FeatureSet};
use keelbolt::crypto::{self, PaymentHash, PaymentSecret, SecretKey, Sha256, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::invoice::{
    Description, Draft, Error, Fallback, Field, InvoiceRef, Network, Prefix, Tag, Text, UnknownField,
    Unsigned,
};
use keelbolt::secret::Secret;
use keelbolt::time::UnixTime;
use std::collections::BTreeSet;
use std::time::Duration;

/// The timestamp of BOLT 11's examples, 1496314658.
const TIMESTAMP: &str = "pvjluez";
const NOW: UnixTime = UnixTime(1_496_314_658);

/// A signature whose values are in range, of the example "any amount donation".
const SIGNATURE: &str = "357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp";

/// The payee of the examples, as an `n` field holds it.
const POINT: &str = "q0n326hr8v9zprg8gsvezcch06gfaqqhde2aj730yg0durunfhv66";

/// Where the fields of an invoice begin whose human-readable part is `lnbc`.
const FIELDS: usize = 12;

/// Texts that are no bech32, or not that of an invoice.
fn texts() -> Vec<(&'static str, Error)> {
    let bech32 = Error::Bech32;
    vec![
        ("", bech32(bech::Error::NoSeparator)),
        ("lnbc", bech32(bech::Error::NoSeparator)),
        ("1qqqqqqq", bech32(bech::Error::NoHumanReadablePart)),
        ("1", bech32(bech::Error::NoHumanReadablePart)),
        ("lnbc1", bech32(bech::Error::TooShort { expected: 6, found: 0 })),
        ("lnbc1qqqqq", bech32(bech::Error::TooShort { expected: 6, found: 5 })),
        ("lnbc1qqqqqq", bech32(bech::Error::Checksum)),
        ("lnbc1qqbqqq", bech32(bech::Error::Character { offset: 7, found: b'b' })),
        ("lnbc1qqqqqq ", bech32(bech::Error::Character { offset: 11, found: b' ' })),
        (" lnbc1qqqqqq", bech32(bech::Error::Character { offset: 0, found: b' ' })),
        ("ln\u{7f}c1qqqqqq", bech32(bech::Error::Character { offset: 2, found: 0x7f })),
        ("ln\0c1qqqqqq", bech32(bech::Error::Character { offset: 2, found: 0 })),
        ("lnbc1qq\u{e9}qqq", bech32(bech::Error::Character { offset: 7, found: 0xc3 })),
        ("\u{20bf}1qqqqqq", bech32(bech::Error::Character { offset: 0, found: 0xe2 })),
        ("lnbC1qqqqqq", bech32(bech::Error::MixedCase { offset: 3 })),
        ("LNBC1QQQqQQ", bech32(bech::Error::MixedCase { offset: 8 })),
        ("a12uel5l", Error::NotAnInvoice),
        (
            "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
            Error::NotAnInvoice,
        ),
        // The donation example with its last character changed, and cut before it.
        (
            "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyqq",
            bech32(bech::Error::Checksum),
        ),
        (
            "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyq",
            bech32(bech::Error::Checksum),
        ),
    ]
}

/// Human-readable parts before data that is sound.
fn prefixes() -> Vec<(&'static str, Error)> {
    vec![
        ("l", Error::NotAnInvoice),
        ("bc", Error::NotAnInvoice),
        ("nlbc", Error::NotAnInvoice),
        ("ln", Error::UnknownNetwork { offset: 2 }),
        ("lnb", Error::UnknownNetwork { offset: 2 }),
        ("lnltc20m", Error::UnknownNetwork { offset: 2 }),
        ("ln20m", Error::UnknownNetwork { offset: 2 }),
        ("lnsb20m", Error::UnknownNetwork { offset: 2 }), // simnet, which BOLT 11 does not name
        ("lnbcm", Error::AmountCharacter { offset: 4, found: b'm' }),
        ("lnbc2500x", Error::AmountCharacter { offset: 8, found: b'x' }),
        ("lnbc25m0", Error::AmountCharacter { offset: 6, found: b'm' }),
        ("lnbc25mm", Error::AmountCharacter { offset: 6, found: b'm' }),
        ("lnbc-25m", Error::AmountCharacter { offset: 4, found: b'-' }),
        ("lnbc2.5m", Error::AmountCharacter { offset: 5, found: b'.' }),
        ("lnbcrt25k", Error::AmountCharacter { offset: 8, found: b'k' }),
        ("LNBC25K", Error::AmountCharacter { offset: 6, found: b'K' }),
        ("lntbss", Error::AmountCharacter { offset: 5, found: b's' }),
        ("lnbc2p", Error::SubMillisatoshi { offset: 4 }),
        ("lnbcrt2500000001p", Error::SubMillisatoshi { offset: 6 }),
        ("lnbc184467441", Error::AmountTooLarge { offset: 4 }), // u64::MAX msat is 184467440.73709551615
        ("lnbc184467440737095516160p", Error::AmountTooLarge { offset: 4 }),
        ("lnbc340282366920938463463374607431768211455p", Error::AmountTooLarge { offset: 4 }), // u128::MAX
        ("lnbc340282366920938463463374607431768211456m", Error::AmountTooLarge { offset: 4 }),
    ]
}

/// Fields after `lnbc`, separator and timestamp.
fn fields() -> Vec<(&'static str, String, Error)> {
    let (p, s, h, n) = (Tag::PAYMENT_HASH, Tag::PAYMENT_SECRET, Tag::DESCRIPTION_HASH, Tag::PAYEE);
    let (x, c, d, f) = (Tag::EXPIRY, Tag::MIN_FINAL_CLTV_EXPIRY_DELTA, Tag::DESCRIPTION, Tag::FALLBACK);
    let length = |field, expected, found| Error::FieldLength { field, offset: FIELDS, expected, found };
    let not_minimal = |field| Error::NotMinimal { field, offset: FIELDS };
    let too_large = |field| Error::IntegerTooLarge { field, offset: FIELDS };
    let not_utf8 = |byte| Error::NotUtf8 { field: d, offset: FIELDS, byte };
    let truncated = |field, expected, found| Error::FieldTruncated { field, offset: FIELDS, expected, found };
    let hop = |point: &str| format!("{point}{}", zeros(82 - 53));
    vec![
        ("p of 51 words", field('p', &zeros(51)), length(p, 52, 51)),
        ("p of 53 words", field('p', &zeros(53)), length(p, 52, 53)),
        ("empty p", field('p', ""), length(p, 52, 0)),
        ("s of 51 words", field('s', &zeros(51)), length(s, 52, 51)),
        ("h of 1023 words", field('h', &zeros(1023)), length(h, 52, 1023)),
        ("n of 52 words", field('n', &POINT[1..]), length(n, 53, 52)),
        ("n of 54 words", field('n', &format!("{POINT}q")), length(n, 53, 54)),
        ("n not a point", field('n', &zeros(53)), Error::NotAPoint { field: n, offset: FIELDS }),
        ("x with a leading zero", field('x', "qp"), not_minimal(x)),
        ("x of one zero", field('x', "q"), not_minimal(x)),
        ("c with a leading zero", field('c', "qp"), not_minimal(c)),
        ("9 with a leading zero", field('9', "qsgq"), not_minimal(Tag::FEATURES)),
        ("x of 2^64", field('x', &format!("sq{}", zeros(11))), too_large(x)),
        ("c of 14 words", field('c', &"l".repeat(14)), too_large(c)),
        ("d of bytes ff", field('d', "ll"), not_utf8(0)),
        ("d of `a` and a continuation", field('d', &packed(b"a\x80")), not_utf8(1)),
        ("d cut inside a character", field('d', &packed(b"abc\xe3\x83")), not_utf8(3)),
        ("d of an overlong slash", field('d', &packed(b"\xc0\xaf")), not_utf8(0)),
        ("d of a surrogate", field('d', &packed(b"d\xed\xa0\x80")), not_utf8(1)),
        ("d above U+10FFFF", field('d', &packed(b"\xf4\x90\x80\x80")), not_utf8(0)),
        ("f without a version", field('f', ""), length(f, 1, 0)),
        ("f P2PKH of 31 words", field('f', &format!("3{}", zeros(31))), length(f, 33, 32)),
        ("f P2PKH of 33 words", field('f', &format!("3{}", zeros(33))), length(f, 33, 34)),
        ("f P2SH of 0 words", field('f', "j"), length(f, 33, 1)),
        ("f v0 of 21 bytes", field('f', &format!("q{}", zeros(34))), length(f, 33, 35)),
        ("f v0 of 33 bytes", field('f', &format!("q{}", zeros(53))), length(f, 53, 54)),
        ("f v1 of 1 byte", field('f', "pqq"), length(f, 5, 3)),
        ("f v1 of 41 bytes", field('f', &format!("p{}", zeros(66))), length(f, 65, 67)),
        ("f v1 of 20 bytes and a word", field('f', &format!("p{}", zeros(33))), length(f, 33, 34)),
        ("f v16 of 1022 words", field('f', &format!("s{}", zeros(1022))), length(f, 65, 1023)),
        ("r without a hop", field('r', ""), length(Tag::ROUTE_HINT, 82, 0)),
        ("r of 81 words", field('r', &hop(POINT)[1..]), length(Tag::ROUTE_HINT, 82, 81)),
        ("r of 83 words", field('r', &format!("{}q", hop(POINT))), length(Tag::ROUTE_HINT, 82, 83)),
        ("r of two hops less a word", field('r', &zeros(163)), length(Tag::ROUTE_HINT, 82, 163)),
        (
            "r not a point",
            field('r', &hop(&zeros(53))),
            Error::NotAPoint { field: Tag::ROUTE_HINT, offset: FIELDS },
        ),
        (
            "r not a point in its second hop",
            field('r', &format!("{}{}", hop(POINT), zeros(82))),
            Error::NotAPoint { field: Tag::ROUTE_HINT, offset: FIELDS },
        ),
        ("p beyond the end", String::from("pp5qqq"), truncated(p, 52, 3)),
        ("unknown type beyond the end", String::from("zllq"), truncated(tag('z'), 1023, 1)),
        ("head of two words", String::from("pp"), Error::TrailingWords { offset: FIELDS, found: 2 }),
        ("head of one word", String::from("p"), Error::TrailingWords { offset: FIELDS, found: 1 }),
        (
            "the second field is the broken one",
            field('d', "") + &field('p', "q"),
            Error::FieldLength { field: p, offset: FIELDS + 3, expected: 52, found: 1 },
        ),
        (
            "a repeated field is checked too",
            field('x', "p") + &field('x', "q"),
            Error::NotMinimal { field: x, offset: FIELDS + 4 },
        ),
    ]
}

/// Data parts before the checksum: timestamp, fields, signature.
fn data_parts() -> Vec<(&'static str, String, Error)> {
    let signature = |error| Error::MalformedSignature { offset: FIELDS, error };
    // The first 255 bits of R: with all of them set it is above the group order.
    let order = "l".repeat(51);
    vec![
        ("nothing", String::new(), Error::TooShort { expected: 111, found: 0 }),
        ("no timestamp", SIGNATURE.into(), Error::TooShort { expected: 111, found: 104 }),
        ("timestamp cut", format!("pvjlue{SIGNATURE}"), Error::TooShort { expected: 111, found: 110 }),
        (
            "recovery id 4",
            format!("{TIMESTAMP}{}qy", &SIGNATURE[..102]),
            signature(crypto::Error::RecoveryId { found: 4 }),
        ),
        (
            "recovery id 255",
            format!("{TIMESTAMP}{}ll", &SIGNATURE[..102]),
            signature(crypto::Error::RecoveryId { found: 255 }),
        ),
        (
            "R too large",
            format!("{TIMESTAMP}{order}{}", &SIGNATURE[51..]),
            signature(crypto::Error::SignatureOutOfRange),
        ),
    ]
}

#[test]
fn texts_are_refused() {
    texts().iter().for_each(|(text, error)| check(text, text, error));
}

#[test]
fn prefixes_are_refused() {
    let data = format!("{TIMESTAMP}{SIGNATURE}");
    for (hrp, error) in prefixes() {
        check(hrp, &checksummed(hrp, &data), &error);
    }
}

#[test]
fn fields_are_refused() {
    for (name, fields, error) in fields() {
        check(name, &checksummed("lnbc", &format!("{TIMESTAMP}{fields}{SIGNATURE}")), &error);
    }
}

#[test]
fn data_parts_are_refused() {
    data_parts().iter().for_each(|(name, data, error)| check(name, &checksummed("lnbc", data), error));
}

fn check(name: &str, text: &str, expected: &Error) {
    assert_eq!(InvoiceRef::parse(text).err(), Some(*expected), "{name}");
    assert_eq!(InvoiceRef::parse_ascii(text.as_bytes()).err(), Some(*expected), "{name}");
    assert_eq!(expected.blame(), Blame::Peer, "{name}");
}

/// Bytes that are not UTF-8: an unexpected character at the first of them.
#[test]
fn bytes_are_refused() {
    const ROWS: &[(&[u8], usize, u8)] =
        &[(b"\xff", 0, 0xff), (b"lnbc1\x80", 5, 0x80), (b"lnbc1qq\xe3\x83", 7, 0xe3)];
    for (bytes, offset, found) in ROWS {
        let error = bech::Error::Character { offset: *offset, found: *found };
        assert_eq!(InvoiceRef::parse_ascii(bytes).unwrap_err(), Error::Bech32(error));
    }
}

/// Links without an invoice, and links whose invoice is broken: its offsets count from its own start.
#[test]
fn links_are_refused() {
    let broken = Error::Bech32(bech::Error::Character { offset: 7, found: b'b' });
    let rows = [
        ("bitcoin:", Error::NoInvoiceInUri),
        ("bitcoin:175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W", Error::NoInvoiceInUri),
        ("bitcoin:175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W?amount=20.3&label=lightning", Error::NoInvoiceInUri),
        ("https://example.org/?lightning=lnbc1qqbqqq", Error::NoInvoiceInUri),
        ("lightning:", Error::Bech32(bech::Error::NoSeparator)),
        ("lightning:lnbc1qqbqqq", broken),
        ("LIGHTNING://lnbc1qqbqqq", broken),
        (" \n lnbc1qqbqqq\t", broken),
        ("bitcoin:?lightning=lnbc1qqbqqq", broken),
        ("BITCOIN:175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W?amount=1&LIGHTNING=lnbc1qqbqqq&label=x", broken),
    ];
    for (text, error) in rows {
        assert_eq!(InvoiceRef::parse_uri(text).unwrap_err(), error, "{text}");
    }
}

/// What an invoice holds, the time at which it is to be paid, and why it must not be.
type Unpayable = (&'static str, Option<Msat>, Vec<Field<'static>>, UnixTime, Error);

/// Invoices that are well formed and must not be paid.
fn unpayable() -> Vec<Unpayable> {
    let p = Field::PaymentHash(PaymentHash([1; 32]));
    let s = Field::PaymentSecret(PaymentSecret([2; 32]));
    let d = Field::Description(Text::new("tea"));
    let h = Field::DescriptionHash(Sha256([3; 32]));
    let features = |bits: &[u32]| Field::Features(FeatureBits::from(FeatureSet::of(bits)));
    let x = |seconds| Field::Expiry(Duration::from_secs(seconds));
    let late = |seconds| UnixTime(NOW.0 + seconds);
    let expired = |after, now| Error::Expired { expires_at: late(after), now: late(now) };
    let dependency = |bit, missing| Error::Features(FeatureError::MissingDependency { bit, missing });
    vec![
        ("no p", None, vec![s, d], NOW, Error::MissingField { field: Tag::PAYMENT_HASH }),
        ("no s", None, vec![p, d], NOW, Error::MissingField { field: Tag::PAYMENT_SECRET }),
        ("no d or h", None, vec![p, s], NOW, Error::MissingDescription),
        ("d and h", None, vec![p, s, d, h], NOW, Error::TwoDescriptions),
        ("h and d", None, vec![h, p, d, s], NOW, Error::TwoDescriptions),
        (
            "unknown even bit",
            None,
            vec![p, s, d, features(&[8, 14, 100, 102])],
            NOW,
            Error::Features(FeatureError::UnknownRequired { bit: 100 }),
        ),
        ("basic_mpp alone", None, vec![p, s, d, features(&[17])], NOW, dependency(16, 14)),
        ("zeroconf without alias", None, vec![p, s, d, features(&[8, 14, 51])], NOW, dependency(50, 46)),
        ("amount zero", Some(Msat(0)), vec![p, s, d], NOW, Error::ZeroAmount),
        ("an hour over", None, vec![p, s, d], late(3601), expired(3600, 3601)),
        ("x over", None, vec![p, s, d, x(60)], late(61), expired(60, 61)),
        ("x of zero", None, vec![p, s, d, x(0)], late(1), expired(0, 1)),
        ("the first x counts", None, vec![p, s, d, x(60), x(600)], late(100), expired(60, 100)),
    ]
}

#[test]
fn unpayable_invoices_are_refused() {
    let known = FeatureSet::all_of(Context::Invoice);
    for (name, amount, fields, now, error) in unpayable() {
        let mut buffer = [0; 1024];
        let prefix = Prefix { network: Network::Bitcoin, amount, timestamp: NOW };
        let unsigned = Unsigned::write(&mut buffer, prefix, fields.into_iter()).unwrap();
        let text = unsigned.sign(&key(), &context()).unwrap();
        let invoice = InvoiceRef::parse(text).unwrap();
        assert_eq!(invoice.check_payable(&known, now).unwrap_err(), error, "{name}");
        assert_eq!(error.blame(), Blame::Peer, "{name}");
    }
}

/// Whose signature stands under an invoice, with and without an `n` field.
#[test]
fn signatures_are_refused() {
    const ORDER_MINUS_1: [u8; 32] = *b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe\
        \xba\xae\xdc\xe6\xaf\x48\xa0\x3b\xbf\xd2\x5e\x8c\xd0\x36\x41\x40";
    let swapped = |range: std::ops::Range<usize>, with: &str| {
        let mut signature = SIGNATURE.to_owned();
        signature.replace_range(range, with);
        signature
    };
    let n = field('n', POINT);
    let high_s = {
        let mut compact = [0; 65];
        Octets::from_words(Words::parse(SIGNATURE).unwrap()).copy_into(&mut compact).unwrap();
        compact[32..64].copy_from_slice(&ORDER_MINUS_1);
        packed(&compact)
    };
    let rows = [
        ("R of zero", String::new(), swapped(0..51, &zeros(51)), crypto::Error::NotRecoverable),
        ("not of n", n.clone(), SIGNATURE.to_owned(), crypto::Error::SignatureMismatch),
        ("high S with n", n, high_s, crypto::Error::HighS),
    ];
    for (name, fields, signature, error) in rows {
        let text = checksummed("lnbc", &format!("{TIMESTAMP}{fields}{signature}"));
        let invoice = InvoiceRef::parse(&text).unwrap();
        assert_eq!(invoice.payee().unwrap_err(), Error::Signature(error), "{name}");
    }
}

/// 640 bytes, one more than a field holds.
const LONG: &str = {
    const BYTES: [u8; 640] = [b'a'; 640];
    match std::str::from_utf8(&BYTES) {
        Ok(text) => text,
        Err(_) => unreachable!(),
    }
};

/// What makes a draft one that cannot be written.
type Spoil = fn(&mut Draft<'static>);

fn unwritable() -> Vec<(&'static str, Spoil, Error)> {
    const P: UnknownField<'_> = UnknownField { tag: Tag::PAYMENT_HASH, data: Words::EMPTY };
    const M: UnknownField<'_> = UnknownField { tag: Tag::METADATA, data: Words::EMPTY };
    const P2PKH: Fallback<'_> = Fallback::Unknown { version: 17, data: Words::EMPTY };
    const V32: Fallback<'_> = Fallback::Unknown { version: 32, data: Words::EMPTY };
    let too_long = |field| Error::FieldTooLong { field, expected: 1023, found: 1024 };
    let not_unknown = |field, found| Error::NotUnknown { field, found };
    let context = FeatureError::Context { bit: 4, context: Context::Invoice };
    let dependency = FeatureError::MissingDependency { bit: 16, missing: 14 };
    vec![
        (
            "long d",
            |draft| draft.description = Description::Text(Text::new(LONG)),
            too_long(Tag::DESCRIPTION),
        ),
        ("long m", |draft| draft.metadata = Some(LONG.as_bytes()), too_long(Tag::METADATA)),
        (
            "2^35 seconds",
            |draft| draft.timestamp = UnixTime(1 << 35),
            Error::TimestampTooLarge { found: UnixTime(1 << 35) },
        ),
        ("route hint without a hop", |draft| draft.route_hints = &[&[]], Error::EmptyRouteHint),
        ("amount zero", |draft| draft.amount = Some(Msat(0)), Error::ZeroAmount),
        ("p as unknown", |draft| draft.unknown_fields = &[P], not_unknown(Tag::PAYMENT_HASH, 1)),
        ("m as unknown", |draft| draft.unknown_fields = &[M], not_unknown(Tag::METADATA, 27)),
        ("P2PKH as unknown", |draft| draft.fallbacks = &[P2PKH], not_unknown(Tag::FALLBACK, 17)),
        ("f of version 32", |draft| draft.fallbacks = &[V32], not_unknown(Tag::FALLBACK, 32)),
        ("a bit of `init`", |draft| draft.features = FeatureSet::of(&[4, 8, 14]), Error::Features(context)),
        (
            "both bits",
            |draft| draft.features = FeatureSet::of(&[8, 9, 14]),
            Error::Features(FeatureError::BothBits { bit: 8 }),
        ),
        ("basic_mpp alone", |draft| draft.features = FeatureSet::of(&[8, 17]), Error::Features(dependency)),
    ]
}

#[test]
fn unwritable_drafts_are_refused() {
    for (name, spoil, error) in unwritable() {
        let mut draft = draft();
        spoil(&mut draft);
        let mut buffer = [0x55; 4096];
        assert_eq!(draft.write(&mut buffer).unwrap_err(), error, "{name}");
        assert_eq!(draft.length().unwrap_err(), error, "{name}");
        assert!(buffer.iter().all(|byte| *byte == 0x55), "{name} was written to");
    }
}

/// A buffer of every length that is too short: the size needed is named, and nothing is written.
#[test]
fn short_buffers_are_left_unwritten() {
    let needed = draft().length().unwrap();
    for found in 0..needed {
        let mut buffer = vec![0x55; found];
        let error = draft().write(&mut buffer).unwrap_err();
        assert_eq!(error, Error::BufferTooSmall { needed, found });
        assert_eq!(error.blame(), Blame::Capacity);
        assert!(buffer.iter().all(|byte| *byte == 0x55));
    }
    assert_eq!(draft().write(&mut vec![0; needed]).unwrap().sign(&key(), &context()).unwrap().len(), needed);
}

#[test]
fn wrong_signers_are_refused() {
    let other = context().public_key(&SecretKey::parse(Secret::new([9; 32])).unwrap()).unwrap();
    let mut draft = draft();
    draft.payee = Some(other);
    let error = draft.write(&mut [0; 1024]).unwrap().sign(&key(), &context()).unwrap_err();
    assert_eq!((error, error.blame()), (Error::WrongSigner, Blame::Caller));

    let signature = context().sign_recoverable(&Sha256([7; 32]), &key()).unwrap();
    let error = draft.write(&mut [0; 1024]).unwrap().finish(&signature).unwrap_err();
    assert_eq!(error, Error::Signature(crypto::Error::SignatureMismatch));
}

/// Every error of the module stands in a row above, but for those of the buffer and the signer.
#[test]
fn every_error_has_a_row() {
    let source = include_str!("../src/invoice/error.rs");
    let body = source.split_once("pub enum Error {").unwrap().1.split_once("\n}").unwrap().0;
    let variants: BTreeSet<String> = body
        .lines()
        .filter(|line| line.starts_with("    ") && line[4..].starts_with(char::is_uppercase))
        .map(|line| name(line.trim()))
        .collect();
    let errors = texts().into_iter().map(|row| row.1);
    let errors = errors.chain(prefixes().into_iter().map(|row| row.1));
    let errors = errors.chain(fields().into_iter().map(|row| row.2));
    let errors = errors.chain(data_parts().into_iter().map(|row| row.2));
    let errors = errors.chain(unpayable().into_iter().map(|row| row.4));
    let errors = errors.chain(unwritable().into_iter().map(|row| row.2));
    let mut rows: BTreeSet<String> = errors.map(|error| name(&format!("{error:?}"))).collect();
    rows.extend(["BufferTooSmall", "WrongSigner", "NoInvoiceInUri", "Signature"].map(String::from));
    assert_eq!(rows, variants);
}

/// The name before the data of a variant.
fn name(variant: &str) -> String {
    variant.chars().take_while(|c| c.is_alphanumeric()).collect()
}

/// A draft that can be written.
fn draft() -> Draft<'static> {
    let description = Description::Text(Text::new("tea"));
    Draft::new(Network::Bitcoin, NOW, PaymentHash([1; 32]), PaymentSecret([2; 32]), description)
}

fn key() -> SecretKey {
    SecretKey::parse(Secret::new([4; 32])).unwrap()
}

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([5; 32]))
}

fn tag(letter: char) -> Tag {
    Tag::from_letter(letter).unwrap()
}

/// A field: its letter, its length in two words, its data.
fn field(letter: char, data: &str) -> String {
    let length = |word: usize| Fe32::try_from((word % 32) as u8).unwrap().to_char();
    format!("{letter}{}{}{data}", length(data.len() / 32), length(data.len()))
}

fn zeros(words: usize) -> String {
    "q".repeat(words)
}

/// Bytes as words, zero bits at the end.
fn packed(bytes: &[u8]) -> String {
    bytes.iter().copied().bytes_to_fes().map(Fe32::to_char).collect()
}

/// The text with a valid checksum (BIP 173), in the case in which it comes.
fn checksummed(hrp: &str, data: &str) -> String {
    let words = data.chars().map(|letter| Fe32::from_char(letter).unwrap());
    let lower = Hrp::parse(&hrp.to_lowercase()).unwrap();
    let text: String = words.with_checksum::<bech32::Bech32>(&lower).chars().collect();
    if hrp.starts_with('L') { text.to_uppercase() } else { text }
}
