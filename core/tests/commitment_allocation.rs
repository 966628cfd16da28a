//! Keys, secrets and scripts allocate nothing; a commitment no more than its HTLCs and outputs take.

use allocation_counter::{AllocationInfo, measure};
use keelbolt::commitment::{
    Basepoints, CommitmentKeys, CommitmentNumber, Format, HtlcTemplate, ObscuringFactor, SecretGenerator,
    SecretStore, Template, derive_privkey, revocation_privkey,
};
use keelbolt::crypto::{PaymentHash, PublicKey, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use std::hint::black_box;

/// Every operation that needs no allocator.
const OPERATIONS: &[(&str, fn())] =
    &[("keys", keys), ("number", number), ("secrets", secrets), ("scripts", scripts), ("error text", error)];

#[test]
fn nothing_is_allocated() {
    for (name, operation) in OPERATIONS {
        assert_eq!(measure(operation), AllocationInfo::default(), "{name}");
    }
}

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

fn secret_key(seed: u8) -> SecretKey {
    SecretKey::parse(Secret::new([seed; 32])).unwrap()
}

fn point(seed: u8) -> PublicKey {
    context().public_key(&secret_key(seed)).unwrap()
}

fn basepoints(seed: u8) -> Basepoints {
    Basepoints {
        funding_pubkey: point(seed),
        revocation_basepoint: point(seed + 1),
        payment_basepoint: point(seed + 2),
        delayed_payment_basepoint: point(seed + 3),
        htlc_basepoint: point(seed + 4),
    }
}

fn commitment_keys() -> CommitmentKeys {
    CommitmentKeys::derive(point(30), &basepoints(1), &basepoints(10)).unwrap()
}

fn keys() {
    let secret = SecretGenerator::new(Secret::new([1; 32])).secret(CommitmentNumber::FIRST);
    let per_commitment_point = secret.point(&context()).unwrap();
    black_box(derive_privkey(&secret_key(5), &point(5), &per_commitment_point)).unwrap();
    let (own, basepoint) = (secret_key(2), point(2));
    black_box(revocation_privkey(&own, &basepoint, &secret, &per_commitment_point)).unwrap();
    black_box(commitment_keys());
}

fn number() {
    let factor = ObscuringFactor::derive(&point(1), &point(2));
    let number = CommitmentNumber::LAST;
    assert_eq!(factor.number(factor.lock_time(number), factor.sequence(number)), Some(number));
}

fn secrets() {
    let mut generator = SecretGenerator::new(Secret::new([1; 32]));
    let mut store = SecretStore::new();
    let mut number = CommitmentNumber::FIRST;
    for _ in 0..64 {
        store.insert(number, generator.secret(number)).unwrap();
        store = SecretStore::parse(store.to_bytes().expose()).unwrap();
        assert!(store.secret(number).is_some());
        number = number.next().unwrap();
    }
}

fn scripts() {
    let keys = commitment_keys();
    let htlc = HtlcTemplate::new(&keys, &PaymentHash([1; 32]), Format::Anchors);
    let templates = [
        Template::funding(point(1), point(2)),
        Template::to_local(&keys, 144),
        Template::ToRemote { remotepubkey: keys.remotepubkey },
        Template::Anchor { funding_pubkey: point(1) },
        Template::OfferedHtlc(htlc),
        Template::ReceivedHtlc { htlc, cltv_expiry: 500_000 },
    ];
    for template in templates {
        assert_eq!(Template::recognise(&template.write()), Some(template));
        black_box(template.script_pubkey());
    }
}

fn error() {
    use std::fmt::Write as _;
    let mut text = heapless::String::<128>::new();
    let secret = SecretGenerator::new(Secret::new([1; 32])).secret(CommitmentNumber::FIRST);
    let error = SecretStore::new().insert(CommitmentNumber::LAST, secret).unwrap_err();
    write!(text, "{error}").unwrap();
    assert!(!text.is_empty());
}

#[cfg(feature = "alloc")]
mod commitments {
    use super::{basepoints, context, point, secret_key};
    use allocation_counter::measure;
    use keelbolt::amount::{Msat, Sat};
    use keelbolt::codec::transaction::{OutPoint, Txid};
    use keelbolt::commitment::{
        ChannelParameters, CommitmentDraft, CommitmentNumber, Format, Htlc, Node, NodeParameters, PeerKeys,
    };
    use keelbolt::crypto::PaymentHash;
    use keelbolt::time::BlockHeight;

    /// How often building may allocate, whatever the number of HTLCs.
    const COUNT: u64 = 4;

    /// The most bytes for an HTLC: a copy of it, its output, and the output as it is hashed.
    const BYTES_OF_HTLC: u64 = 192;

    /// The most bytes for all else.
    const BYTES: u64 = 1024;

    #[test]
    fn building_and_signing_allocate_as_much_as_there_are_htlcs() {
        for each in [0, 1, 10, 100, 483] {
            check(each);
        }
    }

    fn check(each: u64) {
        let parameters =
            |seed| NodeParameters { basepoints: basepoints(seed), dust_limit: Sat(546), to_self_delay: 144 };
        let htlcs: Vec<Htlc> = (0..2 * each)
            .map(|index| Htlc {
                offered_by: if index % 2 == 0 { Node::Opener } else { Node::Accepter },
                amount: Msat(5_000_000 + index * 7919 % 1_000_000),
                payment_hash: PaymentHash([index as u8; 32]),
                cltv_expiry: BlockHeight(500_000),
            })
            .collect();
        let channel = ChannelParameters {
            format: Format::Anchors,
            funding: OutPoint { txid: Txid([9; 32]), vout: 0 },
            funding_amount: Sat(1_000_000_000),
            opener: parameters(1),
            accepter: parameters(10),
        };
        let sum: u64 = htlcs.iter().map(|htlc| htlc.amount.0).sum();
        let draft = CommitmentDraft {
            owner: Node::Opener,
            number: CommitmentNumber::FIRST,
            per_commitment_point: point(30),
            opener_balance: Msat(1_000_000_000_000 - sum - 100_000_000),
            accepter_balance: Msat(100_000_000),
            feerate_per_kw: 253,
            htlcs: &htlcs,
        };
        let mut commitment = None;
        let build = measure(|| commitment = Some(draft.build(&channel).unwrap()));
        let (context, funding, htlc_basepoint) = (context(), secret_key(10), secret_key(14));
        let keys = PeerKeys { funding: &funding, htlc_basepoint: &htlc_basepoint };
        let commitment = commitment.unwrap();
        let sign = measure(|| drop(commitment.sign(&keys, &context).unwrap()));
        for info in [build, sign] {
            assert!(info.count_total <= COUNT, "2 × {each} htlcs: {info:?}");
            assert!(info.bytes_total <= BYTES + BYTES_OF_HTLC * 2 * each, "2 × {each} htlcs: {info:?}");
        }
    }
}
