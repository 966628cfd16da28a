//! Laws that hold for every value: what is written is read back, what is cut or changed is refused.

use bech32::primitives::iter::{ByteIterExt as _, Fe32IterExt as _};
use bech32::{Fe32, Hrp};
use keelbolt::amount::Msat;
use keelbolt::bytes::{Reader, Writer};
use keelbolt::codec::bech32::Words;
use keelbolt::codec::features::{Context, FEATURES, FeatureBits, FeatureSet};
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::codec::{bigsize, integer, tlv};
use keelbolt::crypto::{PaymentHash, PaymentSecret, PublicKey, SecretKey, Sha256, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::invoice::{
    Description, Draft, Error, Fallback, InvoiceRef, Network, Prefix, RouteHop, Tag, Text, UnknownField,
    Unsigned, WitnessProgram,
};
use keelbolt::secret::Secret;
use keelbolt::time::{BlockDelta, UnixTime};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use std::time::Duration;

const ALPHABET: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// The contents of an invoice, owned.
#[derive(Clone, Debug)]
struct Contents {
    network: Network,
    amount: Option<Msat>,
    timestamp: u64,
    hashes: [[u8; 32]; 3],
    /// A text, or the hash of one.
    description: Option<String>,
    names_payee: bool,
    expiry: Option<u64>,
    min_final_cltv_expiry_delta: Option<u64>,
    fallbacks: Vec<Fallback<'static>>,
    route_hints: Vec<Vec<RouteHop>>,
    features: FeatureSet,
    metadata: Option<Vec<u8>>,
    /// Letters of unknown types, with words.
    unknown: Vec<(char, String)>,
}

impl Contents {
    /// Writes and signs the invoice.
    fn sign(&self) -> Result<String, Error> {
        let [payment_hash, payment_secret, description_hash] = self.hashes;
        let description = match &self.description {
            Some(text) => Description::Text(Text::new(text)),
            None => Description::Hash(Sha256(description_hash)),
        };
        let hints: Vec<&[RouteHop]> = self.route_hints.iter().map(Vec::as_slice).collect();
        let unknown: Vec<UnknownField<'_>> = self
            .unknown
            .iter()
            .map(|(letter, words)| UnknownField {
                tag: Tag::from_letter(*letter).unwrap(),
                data: Words::parse(words).unwrap(),
            })
            .collect();
        let mut draft = Draft::new(
            self.network,
            UnixTime(self.timestamp),
            PaymentHash(payment_hash),
            PaymentSecret(payment_secret),
            description,
        );
        draft.amount = self.amount;
        draft.payee = self.names_payee.then(|| public_key([1; 32]));
        draft.expiry = self.expiry.map(Duration::from_secs);
        draft.min_final_cltv_expiry_delta = self.min_final_cltv_expiry_delta.map(BlockDelta);
        draft.fallbacks = &self.fallbacks;
        draft.route_hints = &hints;
        draft.features = self.features;
        draft.metadata = self.metadata.as_deref();
        draft.unknown_fields = &unknown;
        let mut buffer = vec![0; draft.length()?];
        draft.write(&mut buffer)?.sign(&secret_key([1; 32]), &context()).map(String::from)
    }
}

fn secret_key(bytes: [u8; 32]) -> SecretKey {
    SecretKey::parse(Secret::new(bytes)).unwrap()
}

fn public_key(bytes: [u8; 32]) -> PublicKey {
    context().public_key(&secret_key(bytes)).unwrap()
}

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

fn contents() -> impl Strategy<Value = Contents> {
    const NETWORKS: &[Network] = &[Network::Bitcoin, Network::Testnet, Network::Signet, Network::Regtest];
    let head = (
        prop::sample::select(NETWORKS),
        option::of(amount()),
        0..1_u64 << 35,
        any::<[[u8; 32]; 3]>(),
        option::of(".{0,120}"),
        any::<bool>(),
    );
    let body = (
        option::of(any::<u64>()),
        option::of(any::<u64>()),
        vec(fallback(), 0..4),
        vec(vec(hop(), 1..4), 0..3),
        features(),
        option::of(vec(any::<u8>(), 0..100)),
        vec((unknown_letter(), words(0..60)), 0..3),
    );
    (head, body).prop_map(|(head, body)| {
        let (network, amount, timestamp, hashes, description, names_payee) = head;
        let (expiry, min_final_cltv_expiry_delta, fallbacks, route_hints, features, metadata, unknown) = body;
        Contents {
            network,
            amount,
            timestamp,
            hashes,
            description,
            names_payee,
            expiry,
            min_final_cltv_expiry_delta,
            fallbacks,
            route_hints,
            features,
            metadata,
            unknown,
        }
    })
}

/// Amounts of every magnitude, with and without trailing zeros.
fn amount() -> impl Strategy<Value = Msat> {
    (1..=u64::MAX, 0..20_u32).prop_map(|(msat, zeros)| {
        let unit = 10_u64.pow(zeros);
        Msat((msat / unit * unit).max(1))
    })
}

fn fallback() -> impl Strategy<Value = Fallback<'static>> {
    let witness = |version: u8, length: usize| {
        vec(any::<u8>(), length)
            .prop_map(move |program| Fallback::Witness(WitnessProgram::new(version, &program).unwrap()))
    };
    prop_oneof![
        any::<[u8; 20]>().prop_map(Fallback::P2pkh),
        any::<[u8; 20]>().prop_map(Fallback::P2sh),
        prop_oneof![Just(20), Just(32)].prop_flat_map(move |length| witness(0, length)),
        (1..=16_u8, 2..=40_usize).prop_flat_map(move |(version, length)| witness(version, length)),
        (19..=31_u8).prop_map(|version| Fallback::Unknown { version, data: Words::parse("qp3zz").unwrap() }),
    ]
}

fn hop() -> impl Strategy<Value = RouteHop> {
    (1..=127_u8, any::<u64>(), any::<u32>(), any::<u32>(), any::<u16>()).prop_map(
        |(key, id, fee_base_msat, fee_proportional_millionths, cltv_expiry_delta)| RouteHop {
            pubkey: public_key([key; 32]),
            short_channel_id: ShortChannelId(id),
            fee_base_msat,
            fee_proportional_millionths,
            cltv_expiry_delta,
        },
    )
}

/// Features that an invoice may have, one bit of each pair, and unnamed ones.
fn features() -> impl Strategy<Value = FeatureSet> {
    let named = prop::sample::subsequence(vec![8_u32, 16, 24, 36, 48], 0..=5);
    (named, any::<u8>(), btree_set(100..500_u32, 0..4)).prop_map(|(named, odd, unnamed)| {
        let named = named.into_iter().chain([14]).enumerate();
        let named = named.map(|(index, bit)| bit + u32::from(odd >> index & 1));
        let bits: Vec<u32> = named.chain(unnamed.into_iter().map(|bit| 2 * (bit / 2))).collect();
        FeatureSet::of(&bits)
    })
}

fn unknown_letter() -> impl Strategy<Value = char> {
    let letters = ALPHABET.chars().filter(|letter| !Tag::from_letter(*letter).unwrap().is_known());
    prop::sample::select(letters.collect::<Vec<char>>())
}

fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    vec(prop::sample::select(ALPHABET.chars().collect::<Vec<char>>()), count)
        .prop_map(|letters| letters.into_iter().collect())
}

/// The prefix of an invoice that was read.
fn prefix(invoice: &InvoiceRef<'_>) -> Prefix {
    Prefix { network: invoice.network(), amount: invoice.amount(), timestamp: invoice.timestamp() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_invoice_says_what_was_written(contents in contents()) {
        let text = contents.sign().unwrap();
        let view = InvoiceRef::parse(&text).unwrap();
        prop_assert_eq!(view.network(), contents.network);
        prop_assert_eq!(view.amount(), contents.amount);
        prop_assert_eq!(view.timestamp().0, contents.timestamp);
        prop_assert_eq!(view.payment_hash().unwrap().0, contents.hashes[0]);
        prop_assert_eq!(view.payment_secret().unwrap().0, contents.hashes[1]);
        let hash = contents.description.is_none().then_some(Sha256(contents.hashes[2]));
        prop_assert_eq!(view.description_hash(), hash);
        prop_assert_eq!(view.description().map(|text| text.to_string()), contents.description.clone());
        prop_assert_eq!(view.payee().unwrap(), public_key([1; 32]));
        prop_assert_eq!(view.payee_field().is_some(), contents.names_payee);
        prop_assert_eq!(view.expiry().as_secs(), contents.expiry.unwrap_or(3600));
        let delta = contents.min_final_cltv_expiry_delta.unwrap_or(18);
        prop_assert_eq!(view.min_final_cltv_expiry_delta().0, delta);
        prop_assert_eq!(view.fallbacks().collect::<Vec<_>>(), contents.fallbacks.clone());
        let hints: Vec<Vec<RouteHop>> = view.route_hints().map(|hint| hint.hops().collect()).collect();
        prop_assert_eq!(hints, contents.route_hints.clone());
        prop_assert_eq!(view.features(), FeatureBits::from(contents.features));
        prop_assert_eq!(view.metadata().map(|octets| octets.iter().collect::<Vec<u8>>()), contents.metadata.clone());
        let unknown = view.unknown_fields().map(|field| (field.tag.letter(), field.data.as_str().to_owned()));
        prop_assert_eq!(unknown.collect::<Vec<_>>(), contents.unknown.clone());
    }

    #[test]
    fn fields_are_written_back_as_they_were(contents in contents()) {
        let text = contents.sign().unwrap();
        let view = InvoiceRef::parse(&text).unwrap();
        let mut buffer = vec![0; Unsigned::length(prefix(&view), view.fields()).unwrap()];
        let unsigned = Unsigned::write(&mut buffer, prefix(&view), view.fields()).unwrap();
        prop_assert_eq!(unsigned.signature_hash(), view.signature_hash());
        prop_assert_eq!(unsigned.finish(&view.signature()).unwrap(), view.as_str());
    }

    #[test]
    fn either_case_is_the_same_invoice(contents in contents()) {
        let text = contents.sign().unwrap();
        let upper = text.to_uppercase();
        let (lower, upper) = (InvoiceRef::parse(&text).unwrap(), InvoiceRef::parse(&upper).unwrap());
        prop_assert_eq!(lower, upper);
        prop_assert!(lower.fields().eq(upper.fields()));
        prop_assert_eq!(prefix(&lower), prefix(&upper));
        prop_assert_eq!(lower.payee(), upper.payee());
    }

    #[test]
    fn a_changed_invoice_is_refused(
        contents in contents(),
        at in any::<prop::sample::Index>(),
        letter in prop::sample::select(ALPHABET.chars().collect::<Vec<char>>()),
    ) {
        let text = contents.sign().unwrap();
        let at = at.index(text.len());
        prop_assert!(InvoiceRef::parse(&text[..at]).is_err(), "cut at {}", at);
        let changed = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
        prop_assert_eq!(InvoiceRef::parse(&changed).is_ok(), changed == text);
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,200}", bytes in vec(any::<u8>(), 0..200)) {
        prop_assert!(InvoiceRef::parse(&text).is_err());
        let link = format!("lightning:{text}");
        prop_assert!(InvoiceRef::parse_uri(&link).is_err());
        prop_assert!(InvoiceRef::parse_ascii(&bytes).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// "SHOULD use the shortest representation possible", and no other text is as short.
    #[test]
    fn an_amount_is_written_shortest(amount in amount()) {
        let mut buffer = [0; 512];
        let amount_only = Prefix { network: Network::Bitcoin, amount: Some(amount), timestamp: UnixTime(0) };
        let text = Unsigned::write(&mut buffer, amount_only, [].into_iter()).unwrap();
        let text = text.sign(&secret_key([1; 32]), &context()).unwrap();
        let written = &text["lnbc".len()..text.rfind('1').unwrap()];
        let pico = u128::from(amount.0) * 10;
        let units = [("", 1_000_000_000_000), ("m", 1_000_000_000), ("u", 1_000_000), ("n", 1_000), ("p", 1)];
        let forms = units.iter().filter(|(_, unit)| pico % unit == 0);
        let shortest = forms.map(|(letter, unit)| format!("{}{letter}", pico / unit)).min_by_key(String::len);
        prop_assert_eq!(Some(written), shortest.as_deref());
    }

    /// The streaming decoder agrees with the standard library on what is UTF-8 and where it ends.
    #[test]
    fn utf8_is_judged_as_by_the_standard_library(bytes in nearly_utf8()) {
        let words: Vec<Fe32> = bytes.iter().copied().bytes_to_fes().collect();
        let length = [words.len() / 32, words.len() % 32].map(|word| Fe32::try_from(word as u8).unwrap());
        let field = [&[Fe32::D], &length[..], &words].concat();
        // Seven words of timestamp before the field, a signature of zeros after it.
        let data = [&[Fe32::Q; 7], &field[..], &[Fe32::Q; 104]].concat();
        let hrp = Hrp::parse("lnbc").unwrap();
        let text: String = data.into_iter().with_checksum::<bech32::Bech32>(&hrp).chars().collect();
        let found = InvoiceRef::parse(&text);
        match std::str::from_utf8(&bytes) {
            Ok(expected) => prop_assert_eq!(found.unwrap().description().unwrap().to_string(), expected),
            Err(error) => {
                let byte = error.valid_up_to();
                let expected = Error::NotUtf8 { field: Tag::DESCRIPTION, offset: 12, byte };
                prop_assert_eq!(found.unwrap_err(), expected);
            }
        }
    }

    #[test]
    fn a_bigsize_is_read_back(value in any::<u64>(), shift in 0..64_u32) {
        let value = value >> shift;
        let mut buffer = [0; 9];
        let mut writer = Writer::new(&mut buffer);
        bigsize::write(value, &mut writer).unwrap();
        let written = writer.finish();
        prop_assert_eq!(written.len(), bigsize::length(value));
        let mut reader = Reader::new(written);
        prop_assert_eq!(bigsize::read(&mut reader), Ok(value));
        prop_assert!(reader.is_empty());
        for cut in 0..written.len() {
            prop_assert!(bigsize::read(&mut Reader::new(&written[..cut])).is_err());
        }
    }

    /// There is one form of each value: what is read is what would be written.
    #[test]
    fn a_bigsize_has_one_form(prefix in any::<u8>(), rest in vec(any::<u8>(), 0..9)) {
        let bytes = [&[prefix][..], &rest].concat();
        let mut reader = Reader::new(&bytes);
        if let Ok(value) = bigsize::read(&mut reader) {
            let mut buffer = [0; 9];
            let mut writer = Writer::new(&mut buffer);
            bigsize::write(value, &mut writer).unwrap();
            prop_assert_eq!(writer.finish(), &bytes[..reader.offset()]);
        }
    }

    #[test]
    fn a_truncated_integer_is_read_back(value in any::<u64>(), shift in 0..64_u32) {
        let value = value >> shift;
        let mut buffer = [0; 8];
        let mut writer = Writer::new(&mut buffer);
        integer::write_truncated(value, &mut writer).unwrap();
        let written = writer.finish();
        prop_assert_eq!(integer::read_truncated::<8>(written), Ok(value));
        prop_assert_eq!(integer::read_truncated::<4>(written).ok(), u32::try_from(value).ok().map(u64::from));
        prop_assert_eq!(integer::read_truncated::<2>(written).ok(), u16::try_from(value).ok().map(u64::from));
    }

    #[test]
    fn a_signed_integer_is_read_back(value in any::<i64>(), shift in 0..64_u32) {
        let value = value >> shift;
        let mut buffer = [0; 15];
        let mut writer = Writer::new(&mut buffer);
        let fits = [
            integer::write_signed::<1>(value, &mut writer).is_some(),
            integer::write_signed::<2>(value, &mut writer).is_some(),
            integer::write_signed::<4>(value, &mut writer).is_some(),
            integer::write_signed::<8>(value, &mut writer).is_some(),
        ];
        let expected =
            [i8::try_from(value).is_ok(), i16::try_from(value).is_ok(), i32::try_from(value).is_ok(), true];
        prop_assert_eq!(fits, expected);
        let written = writer.finish();
        prop_assert_eq!(integer::read_signed::<8>(&written[written.len() - 8..]), Ok(value));
    }

    #[test]
    fn a_tlv_stream_is_read_back(records in btree_map(any::<u64>(), vec(any::<u8>(), 0..300), 0..6)) {
        let mut buffer = [0; 4096];
        let mut writer = Writer::new(&mut buffer);
        let mut stream = tlv::RecordWriter::new(&mut writer);
        let mut ends = vec![0];
        for (number, value) in &records {
            stream.put(*number, value).unwrap();
            let head = bigsize::length(*number) + bigsize::length(value.len() as u64);
            ends.push(ends.last().unwrap() + head + value.len());
        }
        let written = writer.finish();
        let read = tlv::Records::new(written, |_| true).map(|record| record.unwrap());
        let read: Vec<(u64, Vec<u8>)> = read.map(|record| (record.number, record.value.to_vec())).collect();
        prop_assert_eq!(read, records.into_iter().collect::<Vec<_>>());
        // Cut anywhere but between two records, the stream is refused.
        for cut in 0..written.len() {
            let sound = tlv::Records::new(&written[..cut], |_| true).all(|record| record.is_ok());
            prop_assert_eq!(sound, ends.contains(&cut));
        }
    }

    /// The same bits, whichever form carries them.
    #[test]
    fn feature_vectors_agree(bits in btree_set(0..200_u32, 0..20), known in btree_set(0..200_u32, 0..40)) {
        let bits: Vec<u32> = bits.into_iter().collect();
        let mut bytes = [0_u8; 25];
        let mut fives = [0_u8; 40];
        for bit in &bits {
            bytes[24 - *bit as usize / 8] |= 1 << (bit % 8);
            fives[39 - *bit as usize / 5] |= 1 << (bit % 5);
        }
        let text: String = fives.iter().map(|word| char::from(ALPHABET.as_bytes()[usize::from(*word)])).collect();
        let known = FeatureSet::of(&known.into_iter().collect::<Vec<u32>>());
        let forms = [
            FeatureBits::from(FeatureSet::of(&bits)),
            FeatureBits::from_bytes(&bytes),
            FeatureBits::from_words(Words::parse(&text).unwrap()),
        ];
        for form in forms {
            prop_assert_eq!(form.bits().collect::<Vec<u32>>(), bits.clone());
            prop_assert_eq!(form.highest(), bits.last().copied());
            prop_assert_eq!(form.is_empty(), bits.is_empty());
            prop_assert_eq!(form, forms[0]);
            prop_assert_eq!(form.check(&known), forms[0].check(&known));
            let unknown = bits.iter().any(|bit| bit % 2 == 0 && !known.knows(*bit));
            let missing = FEATURES.iter().any(|feature| {
                form.offers(feature.required_bit) && feature.dependencies.iter().any(|bit| !form.offers(*bit))
            });
            prop_assert_eq!(form.check(&known).is_err(), unknown || missing);
            let misplaced = FEATURES.iter().any(|feature| {
                form.offers(feature.required_bit) && !feature.contexts.contains(&Context::Invoice)
            });
            let both = bits.iter().any(|bit| bit % 2 == 0 && bits.contains(&(bit + 1)));
            prop_assert_eq!(form.check_origin(Context::Invoice).is_err(), misplaced || both || missing);
        }
    }
}

/// UTF-8 in which at most a few bytes were changed.
fn nearly_utf8() -> impl Strategy<Value = Vec<u8>> {
    (".{0,40}", vec((any::<prop::sample::Index>(), any::<u8>()), 0..3)).prop_map(|(text, changes)| {
        let mut bytes = text.into_bytes();
        for (at, byte) in changes {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
        bytes
    })
}
