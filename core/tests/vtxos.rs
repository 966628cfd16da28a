//! VTXOs of Ark: what is written is read back, what is cut or changed is refused, and a genesis leads from the chain to
//! its point or to an error with a name.
#![cfg(feature = "alloc")]

mod ark;
mod variants;

use ark::{Item, any_vtxo, key, pair, preimage, signature, terms, vtxo};
use bitcoin::consensus::serialize;
use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::codec::transaction::{OutPoint, TxOut, Txid};
use keelbolt::crypto;
use keelbolt::crypto::musig::{KeyAggregation, sort_keys};
use keelbolt::vtxo::policy::{Policy, UserPolicy};
use keelbolt::vtxo::{
    BareVtxo, ChainError, Counted, Error, ExitOutput, GenesisRef, HashLockVersion, Keys, LockDelta,
    LockHeight, NotStandard, Transition, UnlockHash, Vtxo, VtxoRef,
};
use keelbolt::{bytes, codec::compact_size};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

proptest! {
    #[test]
    fn what_is_written_is_read_back(vtxo in any_vtxo()) {
        let bytes = vtxo.to_vec();
        let view = VtxoRef::parse(&bytes).unwrap();
        prop_assert_eq!(view, vtxo.as_ref());
        prop_assert_eq!(&Vtxo::parse(&bytes), &Ok(vtxo.clone()));
        let mut buffer = vec![0; view.length()];
        prop_assert_eq!(view.write(&mut buffer).unwrap(), &bytes[..]);
        prop_assert_eq!(GenesisRef::parse(vtxo.genesis_bytes()), Ok(view.genesis()));
        prop_assert_eq!(view.genesis().items().len(), view.genesis().len());

        let mut buffer = vec![0; vtxo.bare().length()];
        let bare = vtxo.bare().write(&mut buffer).unwrap();
        prop_assert_eq!(BareVtxo::parse(bare), Ok(*vtxo.bare()));
        prop_assert_eq!(BareVtxo::parse(&bytes), Ok(*vtxo.bare()));
        if !view.genesis().is_empty() {
            prop_assert_eq!(VtxoRef::parse(bare), Err(Error::NoGenesis));
        }
    }

    /// The view of a VTXO that keeps its keys as points is the view of its bytes.
    #[test]
    fn kept_keys_are_those_of_the_bytes(vtxo in any_vtxo()) {
        let bytes = vtxo.to_vec();
        let (view, kept) = (VtxoRef::parse(&bytes).unwrap(), Vtxo::parse(&bytes).unwrap());
        prop_assert_eq!(&Vtxo::from(view), &kept);
        prop_assert_eq!(&Vtxo::from(kept.as_ref()), &kept);
        let kept = kept.as_ref();
        prop_assert_eq!(format!("{view:?}"), format!("{kept:?}"));
        let mut buffer = vec![0; kept.length()];
        prop_assert_eq!(kept.write(&mut buffer).unwrap(), &bytes[..]);
        prop_assert_eq!(ids(&view), ids(&kept));
        for (item, kept) in view.genesis().items().zip(kept.genesis().items()) {
            prop_assert_eq!(item, kept);
            let (keys, kept) = (keys(&item.transition), keys(&kept.transition));
            prop_assert_eq!(keys.iter().collect::<Vec<_>>(), kept.iter().collect::<Vec<_>>());
            prop_assert!(keys.iter().all(|key| keys.contains(&key) && kept.contains(&key)));
            prop_assert_eq!(keys.contains(&key(7)), kept.contains(&key(7)));
        }
        // One that is made from borrowed items, with keys of either kind.
        let items: Vec<_> = view.genesis().items().collect();
        prop_assert_eq!(Vtxo::new(*view.bare(), &items), Ok(vtxo.clone()));
        let items: Vec<_> = kept.genesis().items().collect();
        prop_assert_eq!(Vtxo::new(*view.bare(), &items), Ok(vtxo));
    }

    #[test]
    fn what_is_cut_or_longer_is_refused(vtxo in any_vtxo(), cuts in vec(any::<Index>(), 8)) {
        let bytes = vtxo.to_vec();
        for length in cuts.iter().map(|cut| cut.index(bytes.len())) {
            let refused = VtxoRef::parse(&bytes[..length]).unwrap_err();
            prop_assert!(matches!(refused, Error::Bytes(_) | Error::CountAboveInput { .. }), "{}", refused);
        }
        let longer = [&bytes[..], &[0]].concat();
        prop_assert_eq!(VtxoRef::parse(&longer), Err(Error::TrailingBytes { found: 1 }));
    }

    /// Whatever is changed, nothing panics, and what is accepted says what was changed.
    #[test]
    fn what_is_changed_is_another(vtxo in any_vtxo(), at in any::<Index>(), bit in 0..8_u8) {
        let mut bytes = vtxo.to_vec();
        bytes[at.index(vtxo.to_vec().len())] ^= 1 << bit;
        prop_assert_eq!(Vtxo::parse(&bytes), VtxoRef::parse(&bytes).map(Vtxo::from));
        if let Ok(changed) = VtxoRef::parse(&bytes) {
            let mut buffer = vec![0; changed.length()];
            let written = changed.write(&mut buffer).unwrap();
            // Version 1 is written as version 2.
            prop_assert_eq!(&written[2..], &bytes[2..]);
            _ = changed.hops().map(Iterator::count);
        }
    }
}

/// The ids of the transactions, and the error that ends them.
fn ids(vtxo: &VtxoRef<'_>) -> Result<Vec<Txid>, Error> {
    vtxo.hops()?.map(|hop| Ok(hop?.txid())).collect()
}

/// The keys that sign for a node or a payment.
const fn keys<'a>(transition: &Transition<'a>) -> Keys<'a> {
    match *transition {
        Transition::Cosigned { pubkeys: keys, .. } | Transition::Arkoor { client_pubkeys: keys, .. } => keys,
        Transition::HashLocked { .. } => Keys::new(&[]),
    }
}

/// An item that only a row of a test needs.
fn item(kind: u8) -> Item {
    Item {
        keys: vec![key(2), key(1)],
        kind,
        bytes: [9; 32],
        knows_preimage: true,
        signature: None,
        index: 0,
        siblings: Vec::new(),
        fee: 0,
    }
}

fn bare() -> BareVtxo {
    let chain_anchor = OutPoint { txid: Txid([4; 32]), vout: 1 };
    let policy = UserPolicy::Pubkey { user_pubkey: key(2) };
    let point = OutPoint { txid: Txid([5; 32]), vout: 0 };
    BareVtxo { amount: Sat(10_000), terms: terms(), chain_anchor, policy, point }
}

/// Where the genesis begins, its count first.
const GENESIS: usize = 2 + 8 + 39 + 36;

/// The bytes of a VTXO of these items, or of the bare form without one, changed.
fn changed(items: &[Item], change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = match items {
        [] => bare().write(&mut [0; 200]).unwrap().to_vec(),
        _ => vtxo(bare(), items).to_vec(),
    };
    change(&mut bytes);
    bytes
}

/// A VTXO with these bytes from the first item on.
fn with_item(kind: u8, at: usize, new: &[u8]) -> Vec<u8> {
    changed(&[item(kind)], |bytes| {
        let at = GENESIS + 1 + at;
        bytes.splice(at..at + new.len(), new.iter().copied());
    })
}

/// Encodings that are refused, and why.
fn refusals() -> Vec<(&'static str, Vec<u8>, Error)> {
    let truncated =
        |offset, expected, found| Error::Bytes(bytes::Error::Truncated { offset, expected, found });
    let items = Counted::GenesisItems;
    let first = GENESIS + 1;
    // Two keys, a signature.
    let outputs = 1 + 1 + 66 + 64;
    let left = vtxo(bare(), &[item(1)]).to_vec().len() - GENESIS;
    let no_point = crypto::Error::NotAPoint;
    let with_count = |count: &[u8]| {
        changed(&[item(1)], |bytes| {
            _ = bytes.splice(GENESIS..=GENESIS, count.iter().copied());
        })
    };
    vec![
        ("nothing", Vec::new(), truncated(0, 2, 0)),
        ("version 0", changed(&[], |bytes| bytes[0] = 0), Error::Version { found: 0 }),
        ("version 3", changed(&[], |bytes| bytes[0] = 3), Error::Version { found: 3 }),
        ("version 258", changed(&[], |bytes| bytes[1] = 1), Error::Version { found: 258 }),
        (
            "an expiry above the largest",
            changed(&[], |bytes| bytes[10..14].copy_from_slice(&499_934_468_u32.to_le_bytes())),
            Error::Height { offset: 10, found: 499_934_468 },
        ),
        (
            "a delay above the largest",
            changed(&[], |bytes| bytes[47..49].copy_from_slice(&16_384_u16.to_le_bytes())),
            Error::Delta { offset: 47, found: 16_384 },
        ),
        ("no server", changed(&[], |bytes| bytes[14] = 5), Error::Key { offset: 14, error: no_point }),
        (
            "a count that is not minimal",
            with_count(&[0xfd, 1, 0]),
            Error::Count(compact_size::Error::NotMinimal { offset: GENESIS, value: 1 }),
        ),
        (
            "65,535 steps",
            with_count(&[0xfd, 0xff, 0xff]),
            Error::TooMany { what: items, limit: 16_384, found: 65_535 },
        ),
        (
            "2^64 - 1 steps",
            with_count(&[0xff; 9]),
            Error::TooMany { what: items, limit: 16_384, found: u64::MAX },
        ),
        (
            "more steps than the rest can hold",
            with_count(&[9]),
            Error::CountAboveInput { what: items, offset: GENESIS, found: 9, left: left - 1 },
        ),
        ("transition 0", with_item(1, 0, &[0]), Error::TransitionType { offset: first, found: 0 }),
        ("transition 5", with_item(1, 0, &[5]), Error::TransitionType { offset: first, found: 5 }),
        ("no cosigner", with_item(1, 1, &[0]), Error::NoCosigners { offset: first + 1 }),
        (
            "a cosigner that is none",
            with_item(1, 2 + 33, &[4]),
            Error::Key { offset: first + 2 + 33, error: no_point },
        ),
        (
            "a tweak of the group order",
            with_item(2, 1 + 1 + 33, &secp256k1_order()),
            Error::Tweak { offset: first + 2 + 33 },
        ),
        (
            "neither preimage nor hash",
            with_item(4, 1 + 33 + 64, &[2]),
            Error::Unlock { offset: first + 98, found: 2 },
        ),
        ("no output", with_item(1, outputs, &[0]), Error::NoOutputs { offset: first + outputs }),
        (
            "an index that is the number",
            with_item(1, outputs, &[1, 1]),
            Error::OutputIndex { offset: first + outputs + 1, outputs: 1, found: 1 },
        ),
        (
            "a long script",
            with_sibling_script(&[101]),
            Error::ScriptLength { offset: first + outputs + 2 + 8, limit: 100, found: 101 },
        ),
        (
            "an endless script",
            with_sibling_script(&[0xff; 9]),
            Error::ScriptLength { offset: first + outputs + 2 + 8, limit: 100, found: u64::MAX },
        ),
        (
            "an unknown policy",
            changed(&[], |bytes| bytes[GENESIS + 1] = 0x0c),
            Error::PolicyType { offset: GENESIS + 1, found: 0x0c },
        ),
        (
            "the server's policy",
            changed(&[], |bytes| bytes[GENESIS + 1] = 3),
            Error::ServerPolicy { offset: GENESIS + 1, found: 3 },
        ),
        ("bytes behind the end", changed(&[], |bytes| bytes.push(0)), Error::TrailingBytes { found: 1 }),
        ("the bare form", changed(&[], |_| ()), Error::NoGenesis),
        (
            "a genesis of what lies on chain",
            changed(&[item(1)], |bytes| {
                let anchor = bytes[GENESIS - 36..GENESIS].to_vec();
                let point = bytes.len() - 36;
                bytes[point..].copy_from_slice(&anchor);
            }),
            Error::UnexpectedGenesis,
        ),
    ]
}

/// The group order, big-endian.
fn secp256k1_order() -> [u8; 32] {
    let mut order = [0xff; 32];
    order[15..].copy_from_slice(&[
        0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
    ]);
    order
}

/// A VTXO whose only sibling has a script of this length.
fn with_sibling_script(length: &[u8]) -> Vec<u8> {
    let sibling = Item { siblings: vec![(1, vec![0x51; 20])], ..item(1) };
    changed(&[sibling], |bytes| {
        let at = GENESIS + 1 + 1 + 1 + 66 + 64 + 2 + 8;
        bytes.splice(at..at + length.len(), length.iter().copied());
    })
}

#[test]
fn wrong_encodings_are_refused() {
    let rows = refusals();
    for (name, bytes, expected) in &rows {
        // What is made from rows without items is the bare form, which has the same fields.
        let found = match expected {
            Error::NoGenesis | Error::UnexpectedGenesis => VtxoRef::parse(bytes).map(drop),
            _ => BareVtxo::parse(bytes).map(drop),
        };
        assert_eq!(found, Err(*expected), "{name}");
        assert_eq!(expected.blame(), Blame::Peer, "{name}");
    }
    let of_others = [Error::TooFewLeaves { found: 1 }, Error::AmountOverflow { limit: Sat::MAX_MONEY }];
    let rows = rows.iter().map(|(_, _, error)| *error).chain(of_others);
    // No keys are known that have no aggregate, or that cannot be tweaked.
    variants::assert_complete(include_str!("../src/vtxo/error.rs"), rows, &["Aggregate", "Output"]);
}

#[test]
fn buffers_that_are_too_small_are_left_alone() {
    let vtxo = vtxo(bare(), &[item(1)]);
    let needed = vtxo.to_vec().len();
    let mut buffer = vec![7; needed - 1];
    let error = bytes::Error::BufferTooSmall { needed, found: needed - 1 };
    assert_eq!(vtxo.as_ref().write(&mut buffer), Err(Error::Bytes(error)));
    assert_eq!(Error::Bytes(error).blame(), Blame::Capacity);
    assert!(buffer.iter().all(|byte| *byte == 7));
}

/// A board that was divided, paid on and refreshed: every kind of transition, each signed by users 2 and server 1.
fn signed() -> (Vtxo, Sat, Vec<u8>) {
    let both = [pair(2), pair(1)];
    let internal_key = {
        let mut keys = both.clone().map(|pair| pair.public_key());
        sort_keys(&mut keys);
        KeyAggregation::new(&keys).unwrap().x_only_public_key()
    };
    let board = Policy::Expiry { internal_key }.output(&terms()).unwrap();
    let checkpoint = Policy::Checkpoint { user_pubkey: key(2) }.output(&terms()).unwrap();
    let tweak = internal_key.tap_tweak_hash(checkpoint.merkle_root().as_ref()).0;
    let unlock_hash = UnlockHash::of(&preimage());
    let sibling = (1_000, [[0x51, 0x20].as_slice(), &[3; 32]].concat());
    let mut items = vec![
        Item { fee: 330, ..item(1) },
        Item {
            bytes: tweak,
            keys: vec![key(1), key(2)],
            siblings: vec![sibling.clone()],
            index: 1,
            ..item(2)
        },
        Item { bytes: *preimage().0.expose(), siblings: vec![sibling], ..item(3) },
        Item { bytes: *preimage().0.expose(), ..item(4) },
    ];
    let mut bare = bare();
    let roots = [board.merkle_root(), checkpoint.merkle_root(), None, None];
    for depth in 0..items.len() {
        let unsigned = vtxo(bare, &items);
        let hop = unsigned.as_ref().hops().unwrap().nth(depth).unwrap().unwrap();
        let signature = signature(&both, roots[depth].as_ref(), &hop.sighash());
        items[depth].signature = Some(signature.to_bytes());
        bare.point = hop.outpoint();
    }
    assert_eq!(vtxo(bare, &items).as_ref().unlock_hash(), Some(unlock_hash));
    (vtxo(bare, &items), Sat(10_000 + 330 + 1_000 + 1_000), board.script_pubkey().to_vec())
}

#[test]
fn every_transition_leads_on() {
    let (vtxo, value, script_pubkey) = signed();
    let view = vtxo.as_ref();
    let anchor = TxOut { value, script_pubkey: &script_pubkey };
    assert_eq!(view.check_chain(&anchor), Ok(()));
    assert_eq!(view.check_standard(), Ok(()));
    assert!(view.is_complete());
    let mut spent = (view.chain_anchor(), value);
    for hop in view.hops().unwrap() {
        let hop = hop.unwrap();
        assert_eq!((hop.input(), hop.spent_value()), spent);
        let transaction = hop.transaction();
        assert_eq!(hop.weight(), transaction.weight().to_wu());
        assert_eq!(hop.txid().to_string(), transaction.compute_txid().to_string());
        let mut buffer = vec![0; hop.length()];
        assert_eq!(hop.write(&mut buffer), Ok(&serialize(&transaction)[..]));
        // Nothing is lost but what the anchor of a board holds.
        let paid: u64 = transaction.output.iter().map(|output| output.value.to_sat()).sum();
        assert_eq!(Sat(paid), hop.spent_value());
        let own = &transaction.output[usize::from(hop.item().output_index)];
        spent = (hop.outpoint(), Sat(own.value.to_sat()));
    }
    assert_eq!(spent, (vtxo.bare().point, vtxo.bare().amount));
}

/// The signed VTXO with a change, and what is wrong with it on which output.
fn wrong_chains() -> Vec<(&'static str, Vtxo, TxOut<'static>, ChainError)> {
    let (right, value, script) = signed();
    let script: &'static [u8] = script.leak();
    let anchor = TxOut { value, script_pubkey: script };
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = right.to_vec();
        change(&mut bytes);
        Vtxo::parse(&bytes).unwrap()
    };
    let last_signature = right.to_vec().len() - 36 - 34 - 8 - 2 - 33 - 64;
    let end = right.to_vec().len();
    let signature_of = |depth| ChainError::Signature { depth, error: crypto::Error::SignatureMismatch };
    let found = right.bare().point;
    let mut huge = right.to_vec();
    huge[2..10].copy_from_slice(&u64::MAX.to_le_bytes());
    vec![
        (
            "another value",
            right.clone(),
            TxOut { value: Sat(value.0 + 1), ..anchor },
            ChainError::AnchorValue { expected: value, found: Sat(value.0 + 1) },
        ),
        (
            "another script",
            right.clone(),
            TxOut { script_pubkey: &[0x51], ..anchor },
            ChainError::AnchorScript,
        ),
        (
            "more than there is",
            Vtxo::parse(&huge).unwrap(),
            anchor,
            ChainError::Transaction(Error::AmountOverflow { limit: Sat::MAX_MONEY }),
        ),
        ("another signature", with(&|bytes| bytes[last_signature + 63] ^= 1), anchor, signature_of(3)),
        (
            "no signature",
            with(&|bytes| bytes[last_signature..last_signature + 64].fill(0)),
            anchor,
            ChainError::NoSignature { depth: 3 },
        ),
        (
            "no preimage",
            with(&|bytes| {
                bytes[last_signature + 64] = 1;
                let hash = UnlockHash::of(&preimage()).0;
                bytes[last_signature + 65..last_signature + 97].copy_from_slice(&hash);
            }),
            anchor,
            ChainError::NoPreimage { depth: 3 },
        ),
        // The script that the third transaction pays to is another, so that its signature is, too.
        ("another preimage", with(&|bytes| bytes[last_signature + 65] ^= 1), anchor, signature_of(2)),
        // The delay of the exit is in the last output alone.
        ("another delay", with(&|bytes| bytes[47] ^= 1), anchor, signature_of(3)),
        (
            "another point",
            with(&|bytes| bytes[end - 4] = 1),
            anchor,
            ChainError::Point { expected: found, found: OutPoint { vout: 1, ..found } },
        ),
    ]
}

#[test]
fn wrong_chains_are_refused() {
    let rows = wrong_chains();
    for (name, vtxo, anchor, expected) in &rows {
        assert_eq!(vtxo.as_ref().check_chain(anchor), Err(*expected), "{name}");
        assert_eq!(expected.blame(), Blame::Peer);
    }
    let errors: Vec<String> = rows.iter().map(|(_, _, _, error)| variants::of_value(error)).collect();
    for name in
        ["Transaction", "AnchorValue", "AnchorScript", "NoSignature", "NoPreimage", "Signature", "Point"]
    {
        assert!(errors.iter().any(|error| error == name), "{name}");
    }
}

#[test]
fn a_leaf_is_unlocked() {
    let (complete, value, script_pubkey) = signed();
    let anchor = TxOut { value, script_pubkey: &script_pubkey };
    let last = complete.as_ref().genesis().items().last().unwrap().transition;
    let signature = *last.signature().unwrap();
    // As it is handed out by a round: neither signature nor preimage.
    let mut locked = complete.to_vec();
    let at = locked.len() - 36 - 34 - 8 - 2 - 33 - 64;
    locked[at..at + 64].fill(0);
    locked[at + 64] = 1;
    locked[at + 65..at + 97].copy_from_slice(&UnlockHash::of(&preimage()).0);
    let locked = Vtxo::parse(&locked).unwrap();
    assert!(!locked.as_ref().is_complete());
    assert_eq!(locked.as_ref().check_chain_unsigned(&anchor), Ok(()));
    let Transition::HashLocked { version: HashLockVersion::V1, .. } = last else { panic!("a leaf") };

    assert!(
        locked
            .with_unlock_preimage(&keelbolt::crypto::Preimage(keelbolt::secret::Secret::new([8; 32])))
            .is_none()
    );
    let unlocked = locked.with_unlock_preimage(&preimage()).unwrap();
    assert_eq!(unlocked.with_unlock_signature(signature), Some(complete.clone()));
    let board = vtxo(bare(), &[item(1)]);
    assert!(board.with_unlock_signature(signature).is_none());

    // Without an allocator it is written into a buffer.
    let mut buffer = vec![0; complete.to_vec().len()];
    let other = keelbolt::crypto::Preimage(keelbolt::secret::Secret::new([8; 32]));
    assert_eq!(locked.as_ref().write_with_unlock_preimage(&other, &mut buffer), Ok(None));
    let written = locked.as_ref().write_with_unlock_preimage(&preimage(), &mut buffer);
    assert_eq!(written, Ok(Some(&unlocked.to_vec()[..])));
    let written = unlocked.as_ref().write_with_unlock_signature(signature, &mut buffer);
    assert_eq!(written, Ok(Some(&complete.to_vec()[..])));
    assert_eq!(board.as_ref().write_with_unlock_signature(signature, &mut buffer), Ok(None));
    let too_small = unlocked.as_ref().write_with_unlock_signature(signature, &mut []);
    assert!(matches!(too_small, Err(Error::Bytes(_))), "{too_small:?}");
}

/// A name, what a sibling holds, its script, and whether an exit beside it is relayed.
type Sibling = (&'static str, u64, Vec<u8>, Result<(), NotStandard>);

fn siblings() -> Vec<Sibling> {
    let output = ExitOutput::Sibling { depth: 0, index: 0 };
    let script = |parts: &[&[u8]]| parts.concat();
    let dust = |limit, found| Err(NotStandard::Dust { output, limit: Sat(limit), found: Sat(found) });
    let unusual = Err(NotStandard::Script { output });
    vec![
        ("P2TR", 330, script(&[&[0x51, 0x20], &[1; 32]]), Ok(())),
        ("P2TR dust", 329, script(&[&[0x51, 0x20], &[1; 32]]), dust(330, 329)),
        ("P2WSH", 330, script(&[&[0, 0x20], &[1; 32]]), Ok(())),
        ("P2WPKH", 294, script(&[&[0, 0x14], &[1; 20]]), Ok(())),
        ("P2WPKH dust", 293, script(&[&[0, 0x14], &[1; 20]]), dust(294, 293)),
        ("P2PKH", 546, script(&[&[0x76, 0xa9, 0x14], &[1; 20], &[0x88, 0xac]]), Ok(())),
        ("P2PKH dust", 545, script(&[&[0x76, 0xa9, 0x14], &[1; 20], &[0x88, 0xac]]), dust(546, 545)),
        ("P2SH", 540, script(&[&[0xa9, 0x14], &[1; 20], &[0x87]]), Ok(())),
        ("OP_RETURN", 0, script(&[&[0x6a], &[1; 82]]), Ok(())),
        ("long OP_RETURN", 0, script(&[&[0x6a], &[1; 83]]), unusual),
        ("bare OP_RETURN", 0, vec![0x6a], Ok(())),
        ("OP_RETURN of numbers", 0, vec![0x6a, 0, 0x4f, 0x50, 0x51, 0x60], Ok(())),
        ("OP_RETURN of an operation", 0, vec![0x6a, 0x61], unusual),
        ("OP_RETURN of a cut push", 0, script(&[&[0x6a, 2], &[1]]), unusual),
        ("OP_RETURN of long pushes", 0, vec![0x6a, 76, 1, 7, 77, 1, 0, 7, 78, 1, 0, 0, 0, 7], Ok(())),
        ("OP_RETURN of a cut length", 0, vec![0x6a, 77, 1], unusual),
        ("nothing", 1_000, Vec::new(), unusual),
        ("OP_TRUE", 1_000, vec![0x51], unusual),
        ("another anchor", 0, vec![0x51, 0x02, 0x4e, 0x73], unusual),
        ("version 2", 1_000, script(&[&[0x52, 0x20], &[1; 32]]), unusual),
    ]
}

#[test]
fn siblings_must_be_relayed() {
    for (name, value, script, expected) in siblings() {
        let item = Item { siblings: vec![(value, script)], ..item(1) };
        assert_eq!(vtxo(bare(), &[item]).as_ref().check_standard(), expected, "{name}");
    }
    let dust = BareVtxo { amount: Sat(329), ..bare() };
    let expected = NotStandard::Dust { output: ExitOutput::Own, limit: Sat(330), found: Sat(329) };
    assert_eq!(vtxo(dust, &[item(1)]).as_ref().check_standard(), Err(expected));
    assert_eq!(expected.blame(), Blame::Peer);
}

/// How many siblings of P2TR and of data there are, and whether nodes relay a transaction of each kind with them.
#[test]
fn transactions_must_be_relayed() {
    let weight = |found| Err(NotStandard::Weight { depth: 0, limit: 40_000, found });
    let second = ExitOutput::Sibling { depth: 0, index: 2 };
    let rows = [
        (1, 229, 0, Ok(())),
        (1, 230, 0, weight(40_056)),
        (2, 230, 0, weight(40_056)),
        (4, 229, 0, weight(40_045)),
        (4, 228, 0, Ok(())),
        (1, 1, 1, Ok(())),
        (1, 1, 2, Err(NotStandard::SecondData { output: second })),
    ];
    for (kind, siblings, data, expected) in rows {
        let sibling = (330, [[0x51, 0x20].as_slice(), &[1; 32]].concat());
        let mut siblings = vec![sibling; siblings];
        siblings.extend(vec![(0, vec![0x6a]); data]);
        let count = siblings.len();
        let vtxo = vtxo(bare(), &[Item { siblings, ..item(kind) }]);
        assert_eq!(vtxo.as_ref().check_standard(), expected, "{kind}: {count}");
        let hop = vtxo.as_ref().hops().unwrap().next().unwrap().unwrap();
        if let Err(NotStandard::Weight { found, .. }) = expected {
            assert_eq!(found, hop.weight());
        }
    }
}

#[test]
fn locks_have_limits() {
    let above = keelbolt::time::BlockHeight(LockHeight::MAX.to_u32() + 1);
    assert_eq!(LockHeight::new(above), None);
    assert_eq!(LockDelta::new(LockDelta::MAX.blocks() + 1), None);
    // Four of the longest delays above the largest height are still a height.
    assert_eq!(LockHeight::MAX.to_u32() + 4 * u32::from(LockDelta::MAX.blocks()), 499_999_999);
}
