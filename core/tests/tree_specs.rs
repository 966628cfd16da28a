//! What a tree of VTXOs is made from, and a signed one: what is written is read back, hostile counts are refused.
#![cfg(feature = "alloc")]

mod ark;

use allocation_counter::measure;
use ark::{any_key, any_terms, any_user_policy, key, terms};
use keelbolt::amount::Sat;
use keelbolt::bytes;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::crypto::{self, SchnorrSignature};
use keelbolt::vtxo::policy::UserPolicy;
use keelbolt::vtxo::tree::{LeafSpec, SignedTree, TreeSpec};
use keelbolt::vtxo::{Counted, Error, UnlockHash};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

fn any_leaf() -> impl Strategy<Value = LeafSpec> {
    (any_user_policy(), 0..=1_000_000_u64, proptest::option::of(any_key()), any::<[u8; 32]>()).prop_map(
        |(policy, amount, cosign_pubkey, hash)| LeafSpec {
            policy,
            amount: Sat(amount),
            cosign_pubkey,
            unlock_hash: UnlockHash(hash),
        },
    )
}

fn any_spec() -> impl Strategy<Value = TreeSpec> {
    (any_terms(), vec(any_key(), 0..3), vec(any_leaf(), 2..6))
        .prop_map(|(terms, global, leaves)| TreeSpec::new(terms, global, leaves).unwrap())
}

fn any_tree() -> impl Strategy<Value = SignedTree> {
    (any_spec(), any::<[u8; 32]>(), any::<u32>(), vec(any::<[u8; 32]>(), 0..4)).prop_map(
        |(spec, txid, vout, signatures)| SignedTree {
            spec,
            utxo: OutPoint { txid: Txid(txid), vout },
            signatures: signatures
                .into_iter()
                .map(|half| SchnorrSignature::new(std::array::from_fn(|i| half[i % 32])))
                .collect(),
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(tree in any_tree(), cuts in vec(any::<Index>(), 8)) {
        let spec = tree.spec.to_vec();
        prop_assert_eq!(spec.len(), tree.spec.length());
        prop_assert_eq!(TreeSpec::parse(&spec), Ok(tree.spec.clone()));
        let bytes = tree.to_vec();
        prop_assert_eq!(bytes.len(), tree.length());
        prop_assert_eq!(SignedTree::parse(&bytes), Ok(tree.clone()));
        for cut in cuts {
            let cut = &bytes[..cut.index(bytes.len())];
            let refused = SignedTree::parse(cut).unwrap_err();
            prop_assert!(matches!(refused, Error::Bytes(_) | Error::CountAboveInput { .. }), "{}", refused);
        }
        let longer = [&bytes[..], &[0]].concat();
        prop_assert_eq!(SignedTree::parse(&longer), Err(Error::TrailingBytes { found: 1 }));
        // The older form counts signatures in four bytes.
        let count = u32::try_from(tree.signatures.len()).unwrap();
        let signatures = &bytes[bytes.len() - 64 * tree.signatures.len()..];
        let utxo = &bytes[1 + spec.len()..][..36];
        let old = [&[1], &spec[..], utxo, &count.to_le_bytes(), signatures].concat();
        prop_assert_eq!(SignedTree::parse(&old), Ok(tree));
    }
}

fn leaf(amount: u64) -> LeafSpec {
    let policy = UserPolicy::Pubkey { user_pubkey: key(2) };
    LeafSpec { policy, amount: Sat(amount), cosign_pubkey: None, unlock_hash: UnlockHash([9; 32]) }
}

/// Where the global keys are counted, and, behind one, the leaves.
const GLOBAL: usize = 1 + 39;
const LEAVES: usize = GLOBAL + 1 + 33;

/// The specification of two leaves, with some bytes in place of others.
fn with(range: std::ops::Range<usize>, new: &[u8]) -> Vec<u8> {
    let mut bytes = TreeSpec::new(terms(), vec![key(1)], vec![leaf(1), leaf(2)]).unwrap().to_vec();
    bytes.splice(range, new.iter().copied());
    bytes
}

#[test]
fn wrong_specifications_are_refused() {
    let whole = with(0..0, &[]);
    let left = whole.len() - LEAVES - 1;
    let (keys, leaves) = (Counted::Cosigners, Counted::Leaves);
    let no_point = crypto::Error::NotAPoint;
    let one_leaf = [&whole[..LEAVES], &[1], &whole[LEAVES + 1..LEAVES + 1 + 75]].concat();
    let huge = Sat::MAX_MONEY.0.to_le_bytes();
    let rows: Vec<(&str, Vec<u8>, Error)> = vec![
        ("version 1", with(0..1, &[1]), Error::Version { found: 1 }),
        ("an expiry", with(1..5, &[0xff; 4]), Error::Height { offset: 1, found: u32::MAX }),
        ("a delay", with(38..40, &[0xff; 2]), Error::Delta { offset: 38, found: u16::MAX }),
        ("no server", with(5..6, &[4]), Error::Key { offset: 5, error: no_point }),
        (
            "256 global keys",
            with(GLOBAL..GLOBAL + 1, &[0xfd, 0, 1]),
            Error::TooMany { what: keys, limit: 255, found: 256 },
        ),
        (
            "more keys than the rest can hold",
            with(GLOBAL..GLOBAL + 1, &[200]),
            Error::CountAboveInput { what: keys, offset: GLOBAL, found: 200, left: left + 34 },
        ),
        (
            "no global key",
            with(GLOBAL + 1..GLOBAL + 2, &[4]),
            Error::Key { offset: GLOBAL + 1, error: no_point },
        ),
        (
            "100,001 leaves",
            with(LEAVES..LEAVES + 1, &[0xfe, 0xa1, 0x86, 1, 0]),
            Error::TooMany { what: leaves, limit: 100_000, found: 100_001 },
        ),
        (
            "2^64 - 1 leaves",
            with(LEAVES..LEAVES + 1, &[0xff; 9]),
            Error::TooMany { what: leaves, limit: 100_000, found: u64::MAX },
        ),
        (
            "100,000 leaves in little",
            with(LEAVES..LEAVES + 1, &[0xfe, 0xa0, 0x86, 1, 0]),
            Error::CountAboveInput { what: leaves, offset: LEAVES, found: 100_000, left },
        ),
        ("no leaf", [&whole[..LEAVES], &[0]].concat(), Error::TooFewLeaves { found: 0 }),
        ("one leaf", one_leaf, Error::TooFewLeaves { found: 1 }),
        (
            "more than there is",
            with(LEAVES + 1 + 34..LEAVES + 1 + 42, &huge),
            Error::AmountOverflow { limit: Sat::MAX_MONEY },
        ),
        (
            "more than 64 bits",
            with(LEAVES + 1 + 34..LEAVES + 1 + 42, &[0xff; 8]),
            Error::AmountOverflow { limit: Sat::MAX_MONEY },
        ),
        (
            "a leaf of the server",
            with(LEAVES + 1..LEAVES + 2, &[7]),
            Error::ServerPolicy { offset: LEAVES + 1, found: 7 },
        ),
        (
            "a cosigner that is none",
            with(LEAVES + 1 + 42..LEAVES + 1 + 43, &[1]),
            Error::Key { offset: LEAVES + 43, error: no_point },
        ),
    ];
    for (name, bytes, expected) in rows {
        // A version and a count of 64 signatures around it change no error.
        assert_eq!(TreeSpec::parse(&bytes), Err(expected), "{name}");
    }
    assert_eq!(SignedTree::parse(&[3]), Err(Error::Version { found: 3 }));
    let tree = [&[1], &whole[..], &[4; 36], &[0xff; 4]].concat();
    let what = Counted::Signatures;
    let found = u32::MAX.into();
    assert_eq!(SignedTree::parse(&tree), Err(Error::TooMany { what, limit: 100_000, found }));
    let mut small = [0; 10];
    let needed = whole.len();
    let error = Error::Bytes(bytes::Error::BufferTooSmall { needed, found: 10 });
    assert_eq!(TreeSpec::parse(&whole).unwrap().write(&mut small), Err(error));
}

#[test]
fn leaves_in_memory_have_limits() {
    let new = |count, amount| {
        TreeSpec::new(terms(), Vec::new(), vec![leaf(amount); count]).map(|spec| spec.total())
    };
    assert_eq!(new(1, 1), Err(Error::TooFewLeaves { found: 1 }));
    assert_eq!(new(100_000, 1), Ok(Sat(100_000)));
    let limit = 100_000;
    assert_eq!(new(100_001, 1), Err(Error::TooMany { what: Counted::Leaves, limit, found: 100_001 }));
    assert_eq!(new(2, u64::MAX), Err(Error::AmountOverflow { limit: Sat::MAX_MONEY }));
}

/// No input makes more room than a few times its own length.
#[test]
fn memory_is_bounded_by_the_input() {
    let spec = TreeSpec::new(terms(), vec![key(1)], vec![leaf(1); 1_000]).unwrap().to_vec();
    let cut = &spec[..spec.len() - 1];
    let hostile = with(LEAVES..LEAVES + 1, &[0xfe, 0xa0, 0x86, 1, 0]);
    for bytes in [&spec[..], cut, &hostile] {
        let used = measure(|| _ = TreeSpec::parse(bytes));
        assert!(used.bytes_max <= 16 * bytes.len() as u64, "{} bytes for {}", used.bytes_max, bytes.len());
    }
}
