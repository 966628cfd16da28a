//! Drafts of any values: what is written is read back, and a buffer that is too short is left as it was.
#![no_main]

use keelbolt::amount::Msat;
use keelbolt::codec::bech32::Words;
use keelbolt::codec::features::{FeatureBits, FeatureSet};
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::crypto::{PaymentHash, PaymentSecret, PublicKey, SecretKey, Sha256, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::invoice::{
    Description, Draft, Error, Fallback, InvoiceRef, Network, RouteHop, Tag, Text, UnknownField,
    WitnessProgram,
};
use keelbolt::secret::Secret;
use keelbolt::time::{BlockDelta, UnixTime};
use keelbolt_benches::{KEY, point};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use std::time::Duration;

/// The longest invoice that is built, and more: all lists full, all fields of the greatest length.
const BUFFER: usize = 8192;

static SIGNER: LazyLock<(SecretKey, SigningContext)> = LazyLock::new(|| {
    let key = SecretKey::parse(Secret::new(KEY)).expect("a valid key");
    (key, SigningContext::new(Entropy::new([1; 32])))
});

fuzz_target!(|input: &[u8]| {
    // The source never errs: when the bytes run out it gives zeros.
    let _ = build(&mut Unstructured::new(input));
});

fn build(source: &mut Unstructured<'_>) -> Result<()> {
    const NETWORKS: [Network; 4] = [Network::Bitcoin, Network::Testnet, Network::Signet, Network::Regtest];
    let text: String = source.arbitrary()?;
    let description = match source.arbitrary()? {
        true => Description::Text(Text::new(&text)),
        false => Description::Hash(Sha256(source.arbitrary()?)),
    };
    // One bit more than fits, now and then.
    let timestamp = UnixTime(source.arbitrary::<u64>()? >> source.int_in_range(28..=63)?);
    let payment_hash = PaymentHash(source.arbitrary()?);
    let payment_secret = PaymentSecret(source.arbitrary()?);
    let metadata: Option<Vec<u8>> = source.arbitrary()?;
    let fallbacks = list(source, 3, fallback)?;
    let routes = list(source, 3, |source| list(source, 3, hop))?;
    let routes: Vec<&[RouteHop]> = routes.iter().map(Vec::as_slice).collect();
    let unknown = list(source, 3, |source| Ok((source.int_in_range(0..=31)?, words(source)?)))?;
    let unknown: Vec<UnknownField<'_>> = unknown
        .iter()
        .filter_map(|(tag, words)| {
            Some(UnknownField { tag: Tag::new(*tag)?, data: Words::parse(words).ok()? })
        })
        .collect();

    let mut draft =
        Draft::new(*source.choose(&NETWORKS)?, timestamp, payment_hash, payment_secret, description);
    draft.amount = source.arbitrary::<Option<u64>>()?.map(Msat);
    draft.expiry = source.arbitrary::<Option<u64>>()?.map(Duration::from_secs);
    draft.min_final_cltv_expiry_delta = source.arbitrary::<Option<u64>>()?.map(BlockDelta);
    let (key, context) = &*SIGNER;
    draft.payee = source.arbitrary::<bool>()?.then(|| context.public_key(key).expect("a valid key"));
    draft.metadata = metadata.as_deref();
    draft.fallbacks = &fallbacks;
    draft.route_hints = &routes;
    draft.unknown_fields = &unknown;
    if source.arbitrary()? {
        draft.features = FeatureSet::of(&list(source, 5, |source| source.int_in_range(0..=300))?);
    }
    check(&draft, source.arbitrary::<u16>()?.into());
    Ok(())
}

fn check(draft: &Draft<'_>, short: usize) {
    let length = match draft.length() {
        Ok(length) => length,
        Err(error) => return check_unwritten(draft, BUFFER, &error),
    };
    let found = short % length;
    check_unwritten(draft, found, &Error::BufferTooSmall { needed: length, found });

    let mut buffer = vec![0; length];
    let (key, context) = &*SIGNER;
    let text = draft.write(&mut buffer).and_then(|unsigned| unsigned.sign(key, context));
    let text = text.expect("it has a length, room and its own signer");
    assert_eq!(text.len(), length);
    check_read(draft, &InvoiceRef::parse(text).expect("what is written is read"));
}

/// The draft is refused, and a buffer of this size left as it was.
fn check_unwritten(draft: &Draft<'_>, size: usize, expected: &Error) {
    let mut buffer = vec![0x55; size];
    assert_eq!(draft.write(&mut buffer).expect_err("it cannot be written"), *expected);
    assert!(buffer.iter().all(|byte| *byte == 0x55), "written to in spite of {expected}");
}

/// What was read is what was written.
fn check_read(draft: &Draft<'_>, read: &InvoiceRef<'_>) {
    assert_eq!(
        (read.network(), read.amount(), read.timestamp()),
        (draft.network, draft.amount, draft.timestamp)
    );
    assert_eq!(read.payment_hash(), Some(draft.payment_hash));
    assert_eq!(read.payment_secret(), Some(draft.payment_secret));
    let (text, hash) = match draft.description {
        Description::Text(text) => (Some(text), None),
        Description::Hash(hash) => (None, Some(hash)),
    };
    assert_eq!((read.description(), read.description_hash()), (text, hash));
    assert_eq!(read.payee_field(), draft.payee);
    assert_eq!(read.expiry(), draft.expiry.unwrap_or(keelbolt::invoice::DEFAULT_EXPIRY));
    let delta = draft.min_final_cltv_expiry_delta;
    assert_eq!(
        read.min_final_cltv_expiry_delta(),
        delta.unwrap_or(keelbolt::invoice::DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA)
    );
    assert!(read.fallbacks().eq(draft.fallbacks.iter().copied()));
    let hints = read.route_hints().map(|hint| hint.hops().collect::<Vec<RouteHop>>());
    assert!(hints.eq(draft.route_hints.iter().map(|hops| hops.to_vec())));
    assert_eq!(read.features(), FeatureBits::from(draft.features));
    assert_eq!(read.metadata().map(|octets| octets.to_vec()), draft.metadata.map(<[u8]>::to_vec));
    assert!(read.unknown_fields().eq(draft.unknown_fields.iter().copied()));
    let (key, context) = &*SIGNER;
    assert_eq!(read.payee(), Ok(context.public_key(key).expect("a valid key")));
}

/// Up to `most` values.
fn list<'a, T>(
    source: &mut Unstructured<'a>,
    most: usize,
    draw: impl Fn(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    let count = source.int_in_range(0..=most)?;
    (0..count).map(|_| draw(source)).collect()
}

fn fallback(source: &mut Unstructured<'_>) -> Result<Fallback<'static>> {
    let version = source.int_in_range(0..=40)?;
    let program: [u8; 40] = source.arbitrary()?;
    let length = source.int_in_range(0..=40)?;
    let hash = *program.first_chunk().expect("longer than a hash");
    Ok(match version {
        17 => Fallback::P2pkh(hash),
        18 => Fallback::P2sh(hash),
        0..=16 => match WitnessProgram::new(version, &program[..length]) {
            Some(program) => Fallback::Witness(program),
            // A known version as an unknown one, which the draft must refuse.
            None => Fallback::Unknown { version, data: Words::EMPTY },
        },
        _ => Fallback::Unknown { version, data: Words::parse("qpzry").expect("of the alphabet") },
    })
}

fn hop(source: &mut Unstructured<'_>) -> Result<RouteHop> {
    Ok(RouteHop {
        pubkey: PublicKey::parse(&point(source.int_in_range(1..=4)?)).expect("a point"),
        short_channel_id: ShortChannelId(source.arbitrary()?),
        fee_base_msat: source.arbitrary()?,
        fee_proportional_millionths: source.arbitrary()?,
        cltv_expiry_delta: source.arbitrary()?,
    })
}

fn words(source: &mut Unstructured<'_>) -> Result<String> {
    const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let bytes: Vec<u8> = source.arbitrary()?;
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect())
}
