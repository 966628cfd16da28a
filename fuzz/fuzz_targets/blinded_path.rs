//! Blinded paths: any bytes as a path; paths to anywhere, passed hop by hop; any bytes as what a hop is told, and what
//! it forwards then, beside 128-bit arithmetic.
#![no_main]

use keelbolt::amount::Msat;
use keelbolt::bytes::Writer;
use keelbolt::codec::features::FeatureSet;
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::crypto::{PublicKey, SharedSecret, seal};
use keelbolt::sphinx::KeyType;
use keelbolt::sphinx::blinding::{
    BlindedPath, EncryptedDataTlv, Error, PathDraft, PathHop, PathSecret, PaymentConstraints, PaymentRelay,
    Start, TotalRelay,
};
use keelbolt::time::BlockHeight;
use keelbolt_fuzz::{CONTEXT, Depths, NODES, bytes, case, entropy, flip, number};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

const MILLION: u128 = 1_000_000;

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let depth = match case(input) {
        None => parse(input),
        // The source never errs: when the bytes run out it gives zeros.
        Some(bytes) => draw(&mut Unstructured::new(&bytes)).unwrap_or("cut short"),
    };
    DEPTHS.count("blinded_path", depth);
});

fn draw(source: &mut Unstructured<'_>) -> Result<&'static str> {
    if source.ratio(1, 2)? { told(source) } else { passed(source) }
}

/// What is read as a path is written back.
fn parse(input: &[u8]) -> &'static str {
    let path = match BlindedPath::parse(input) {
        Ok(path) => path,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return "no path";
        }
    };
    assert_eq!(written(&path), input);
    assert_eq!(path.hops().iter().count(), path.hops().len());
    let mut buffer = vec![0; input.len()];
    let _ = path.start_at(&NODES[0].id, &NODES[0].key, &mut buffer);
    "path as it came"
}

fn written(path: &BlindedPath<'_>) -> Vec<u8> {
    let mut bytes = vec![0; path.length()];
    path.write(&mut Writer::new(&mut bytes)).expect("as long as it says");
    bytes
}

/// The creator of a path told a hop anything.
fn told(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let node = &NODES[0];
    let path_key = NODES[source.int_in_range(1..=3)?].id;
    let (amount, expiry): (u64, u32) = (number(source)?, source.arbitrary()?);
    let mut plain = match source.ratio(3, 4)? {
        true => {
            let data = data(source)?;
            let mut buffer = vec![0; data.length()];
            data.write(&mut Writer::new(&mut buffer)).expect("as long as it says");
            buffer
        }
        false => bytes(source, 200)?,
    };
    if source.ratio(1, 4)? {
        flip(source, &mut plain)?;
    }
    let shared = SharedSecret::derive(&node.key, &path_key);
    let mut encrypted = plain.clone();
    let tag = seal(&KeyType::Rho.key(shared.expose()), &[0; 12], &[], &mut encrypted).expect("short");
    encrypted.extend(tag);

    let secret = PathSecret::derive(path_key, &node.key);
    let mut buffer = vec![0; plain.len()];
    let decrypted = secret.decrypt(&encrypted, &mut buffer);
    assert_eq!(decrypted, EncryptedDataTlv::parse(&plain));
    let changed = flip_of(source, &encrypted)?;
    assert_eq!(secret.decrypt(&changed, &mut vec![0; plain.len()]), Err(Error::NotAuthentic));
    let data = match decrypted {
        Ok(data) => data,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return Ok("told nonsense");
        }
    };
    // Padding is written as zeros, and features without leading ones.
    let mut rewritten = vec![0; data.length()];
    data.write(&mut Writer::new(&mut rewritten)).expect("as long as it says");
    assert_eq!(EncryptedDataTlv::parse(&rewritten), Ok(data));
    secret.next_path_key(&data).expect("no factor is out of range");
    Ok(forward(&data, amount, expiry))
}

fn flip_of(source: &mut Unstructured<'_>, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = bytes.to_vec();
    flip(source, &mut bytes)?;
    Ok(bytes)
}

fn relay(source: &mut Unstructured<'_>) -> Result<PaymentRelay> {
    Ok(PaymentRelay {
        cltv_expiry_delta: number(source)? as u16,
        fee_proportional_millionths: number(source)? as u32,
        fee_base_msat: number(source)? as u32,
    })
}

/// What a hop may be told, most of it what it needs.
fn data(source: &mut Unstructured<'_>) -> Result<EncryptedDataTlv<'static>> {
    let constraints = PaymentConstraints {
        max_cltv_expiry: BlockHeight(!(number(source)? as u32)),
        htlc_minimum_msat: Msat(number(source)?),
    };
    Ok(EncryptedDataTlv {
        padding: source.ratio(1, 4)?.then(|| source.int_in_range(0..=300)).transpose()?,
        short_channel_id: (!source.ratio(1, 4)?).then(|| source.arbitrary()).transpose()?.map(ShortChannelId),
        next_node_id: source.ratio(1, 4)?.then(|| NODES[5].id),
        path_id: source.ratio(1, 4)?.then_some(&[7; 40]),
        next_path_key_override: source.ratio(1, 8)?.then(|| NODES[6].id),
        payment_relay: (!source.ratio(1, 8)?).then(|| relay(source)).transpose()?,
        payment_constraints: source.ratio(1, 2)?.then_some(constraints),
        ..EncryptedDataTlv::default()
    })
}

/// What the hop forwards is what plain arithmetic gives.
fn forward(data: &EncryptedDataTlv<'_>, amount: u64, expiry: u32) -> &'static str {
    let forward =
        data.forward_payment(Msat(amount), BlockHeight(expiry), &FeatureSet::EMPTY, &FeatureSet::EMPTY);
    let allowed = data.payment_constraints.is_none_or(|constraints| {
        expiry <= constraints.max_cltv_expiry.0 && amount >= constraints.htlc_minimum_msat.0
    });
    let no_features = data.allowed_features.is_none_or(|features| features.is_empty());
    let one_next = data.next_node_id.is_some() != data.short_channel_id.is_some();
    let relayed = data.payment_relay.and_then(|relay| {
        let [fee, base] = [relay.fee_proportional_millionths, relay.fee_base_msat].map(u128::from);
        let rest = u128::from(amount).checked_sub(base)?;
        let forwarded = (rest * MILLION + MILLION + fee - 1) / (MILLION + fee);
        Some((forwarded, expiry.checked_sub(relay.cltv_expiry_delta.into())?))
    });
    match (forward, relayed.filter(|_| allowed && no_features && one_next)) {
        (Ok(forward), Some((amount, expiry))) => {
            assert_eq!(u128::from(forward.amt_to_forward.0), amount);
            assert_eq!(forward.outgoing_cltv_value.0, expiry);
            "told, and forwarded"
        }
        (Err(_), None) => "told, and not forwarded",
        (forward, relayed) => panic!("{data:?}: {forward:?}, {relayed:?}"),
    }
}

/// A path of any hops is passed by each of them.
fn passed(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let count = source.int_in_range(0..=5)?;
    let hops: Vec<PathHop<'_>> = NODES[..count]
        .iter()
        .map(|node| Ok(PathHop { node_id: node.id, data: data(source)? }))
        .collect::<Result<_>>()?;
    let relays: Vec<PaymentRelay> = hops.iter().filter_map(|hop| hop.data.payment_relay).collect();
    total(&relays);
    let mut draft = match source.int_in_range(0..=5)? {
        0 => PathDraft::payment(&hops),
        1 => PathDraft::message(&hops),
        _ => PathDraft::part(&hops),
    };
    draft.padded_length = source.arbitrary::<Option<u16>>()?.map(|length| usize::from(length % 600));
    let entropy = entropy(source)?;
    let mut buffer = vec![0; 8192];
    let path = match draft.write(entropy, &CONTEXT, &mut buffer) {
        Ok(path) => path,
        Err(error) => {
            assert!(
                matches!(error, Error::NoHops | Error::HopLacks { .. } | Error::HopForbids { .. }),
                "{error}"
            );
            return Ok("not made");
        }
    };
    let bytes = written(&path);
    assert_eq!(BlindedPath::parse(&bytes), Ok(path));
    if draft.padded_length.is_some() {
        let mut lengths = path.hops().iter().map(|hop| hop.encrypted_recipient_data.len());
        let first = lengths.next();
        assert!(lengths.all(|length| Some(length) == first), "padded to one length");
    }
    join(&path);
    let mut path_key = path.first_path_key;
    for ((node, hop), told) in NODES.iter().zip(path.hops().iter()).zip(&hops) {
        path_key = pass(node, path_key, hop.blinded_node_id, hop.encrypted_recipient_data, told);
    }
    let mut buffer = vec![0; bytes.len()];
    match path.start_at(&NODES[0].id, &NODES[0].key, &mut buffer) {
        Ok(Start::Recipient(data)) => assert_eq!((count, data.path_id), (1, hops[0].data.path_id)),
        Ok(Start::Onward { hops: left, .. }) => assert_eq!(left.len(), count - 1),
        Err(error) => assert!(matches!(error, Error::TwoNextNodes | Error::MissingField { .. }), "{error}"),
    }
    Ok("passed to the end")
}

/// The hop reads what it was told; the path key for the next one.
fn pass(
    node: &keelbolt_fuzz::Node,
    path_key: PublicKey,
    blinded_node_id: PublicKey,
    encrypted: &[u8],
    told: &PathHop<'_>,
) -> PublicKey {
    let secret = PathSecret::derive(path_key, &node.key);
    let blinded_key = secret.blinded_key(&node.key).expect("no factor is out of range");
    assert_eq!(CONTEXT.public_key(&blinded_key), Ok(blinded_node_id));
    let mut buffer = vec![0; encrypted.len()];
    let data = secret.decrypt(encrypted, &mut buffer).expect("made for this node");
    let without_padding = EncryptedDataTlv { padding: None, ..data };
    let expected = EncryptedDataTlv { padding: None, ..told.data };
    assert_eq!(without_padding, expected);
    // The key that follows, also where the hop is told to pass on another.
    secret.next_path_key(&EncryptedDataTlv::default()).expect("no factor is out of range")
}

/// Two paths become one with the hops of both.
fn join(path: &BlindedPath<'_>) {
    let mut buffer = vec![0; 2 * path.length()];
    let joined = path.join(path, &mut buffer).expect("short enough");
    assert!(joined.hops().iter().eq(path.hops().iter().chain(path.hops().iter())));
}

/// The price of a path is what plain arithmetic gives, and pays every hop.
#[expect(clippy::manual_div_ceil, reason = "as BOLT 4 writes it")]
fn total(relays: &[PaymentRelay]) {
    let exact = relays.iter().rev().try_fold((0_u128, 0_u128, 0_u128), |(base, fee, delta), relay| {
        let [hop_base, hop_fee] = [relay.fee_base_msat, relay.fee_proportional_millionths].map(u128::from);
        let base = (hop_base * MILLION + base * (MILLION + hop_fee) + MILLION - 1) / MILLION;
        let fee = ((fee + hop_fee) * MILLION + fee * hop_fee + MILLION - 1) / MILLION;
        let delta = delta + u128::from(relay.cltv_expiry_delta);
        let fits = base <= u32::MAX.into() && fee <= u32::MAX.into() && delta <= u16::MAX.into();
        fits.then_some((base, fee, delta))
    });
    let total = TotalRelay::of(relays.iter().copied(), 0);
    let found = total.map(|total| {
        let TotalRelay { fee_base_msat, fee_proportional_millionths, cltv_delta } = total;
        (u128::from(fee_base_msat), u128::from(fee_proportional_millionths), u128::from(cltv_delta))
    });
    assert_eq!(found.ok(), exact);
    let (Ok(total), amount) = (total, Msat(1_000_000)) else { return };
    let Some(sent) = total.amount_with_fees(amount) else { return };
    let arrives = relays.iter().try_fold(sent, |amount, relay| relay.amt_to_forward(amount));
    assert!(arrives.is_some_and(|arrives| arrives >= amount), "{relays:?}: {sent:?} becomes {arrives:?}");
}
