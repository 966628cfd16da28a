//! VTXOs that are not right any more: both refuse them.

use crate::pool::{POOL, PeerVtxo, Valid};
use arbitrary::Unstructured;
use ark::ProtocolEncoding;
use bitcoin::Transaction;
use keelbolt::amount::Sat;
use keelbolt::codec::transaction::{TxOut, Txid};
use keelbolt::crypto::{PublicKey, SchnorrSignature, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::UserPolicy;
use keelbolt::vtxo::{
    BareVtxo, GenesisItem, HashLockVersion, Keys, LockDelta, LockHeight, Siblings, Transition, Unlock,
    UnlockHash, Vtxo, VtxoRef,
};
use keelbolt_benches::{cases, random_bytes};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Why two correct judges of a VTXO may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rule {
    /// The peer takes the id of the transaction that it is given for the genesis's, and leaves it to the caller that it is
    /// the right one; Keelbolt takes what the VTXO says.
    AnchorTxid,
}

/// Of each a VTXO: whether it can be read, and whether it is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Unreadable,
    Wrong,
    Right,
}

fn ours(bytes: &[u8], anchor: &Transaction) -> Verdict {
    let Ok(vtxo) = VtxoRef::parse(bytes) else { return Verdict::Unreadable };
    let Some(output) = anchor.output.get(vtxo.chain_anchor().vout as usize) else { return Verdict::Wrong };
    let output = TxOut { value: Sat(output.value.to_sat()), script_pubkey: output.script_pubkey.as_bytes() };
    match vtxo.check_chain(&output) {
        Ok(()) => Verdict::Right,
        Err(_) => Verdict::Wrong,
    }
}

fn theirs(bytes: &[u8], anchor: &Transaction) -> Verdict {
    let Ok(vtxo) = PeerVtxo::deserialize(bytes) else { return Verdict::Unreadable };
    match vtxo.validate(anchor) {
        Ok(()) => Verdict::Right,
        Err(_) => Verdict::Wrong,
    }
}

/// The verdict of both, or the rule by which they differ.
fn judge(bytes: &[u8], anchor: &Transaction, case: &str) -> Result<Verdict, Rule> {
    let (ours, theirs) = (ours(bytes, anchor), theirs(bytes, anchor));
    if ours == theirs {
        return Ok(ours);
    }
    let txid = Txid(*AsRef::<[u8; 32]>::as_ref(&anchor.compute_txid()));
    let is_other = VtxoRef::parse(bytes).is_ok_and(|vtxo| vtxo.chain_anchor().txid != txid);
    match (ours, theirs) {
        (Verdict::Wrong, Verdict::Right) if is_other => Err(Rule::AnchorTxid),
        _ => panic!("{case}: {ours:?} for Keelbolt, {theirs:?} for the peer"),
    }
}

static KEYS: LazyLock<[PublicKey; 2]> = LazyLock::new(|| {
    let context = SigningContext::new(Entropy::new([1; 32]));
    [77, 78].map(|byte| context.public_key(&SecretKey::parse(Secret::new([byte; 32])).unwrap()).unwrap())
});

static SIBLING: [TxOut<'static>; 1] = [TxOut { value: Sat(1_000), script_pubkey: &[0x51] }];

type Change = (&'static str, fn(&mut BareVtxo));

const CHANGES: [Change; 9] = [
    ("amount", |vtxo| vtxo.amount.0 += 1),
    ("server's key", |vtxo| vtxo.terms.server_pubkey = KEYS[0]),
    ("expiry", |vtxo| vtxo.terms.expiry_height = LockHeight::new(BlockHeight(5)).unwrap()),
    ("delay of exits", |vtxo| vtxo.terms.exit_delta = LockDelta::new(5).unwrap()),
    ("anchor's transaction", |vtxo| vtxo.chain_anchor.txid.0[0] ^= 1),
    ("anchor's index", |vtxo| vtxo.chain_anchor.vout ^= 1),
    ("policy", |vtxo| vtxo.policy = UserPolicy::Pubkey { user_pubkey: KEYS[0] }),
    ("point's transaction", |vtxo| vtxo.point.txid.0[0] ^= 1),
    ("point's index", |vtxo| vtxo.point.vout ^= 1),
];

/// A change of a step of the genesis; nothing where that has no such field.
type ItemChange = (&'static str, for<'a> fn(GenesisItem<'a>) -> Option<GenesisItem<'a>>);

const ITEM_CHANGES: [ItemChange; 13] = [
    ("no signature", |item| Some(GenesisItem { transition: signed(item.transition, None), ..item })),
    ("another signature", |item| {
        let other = SchnorrSignature::new([1; 64]);
        Some(GenesisItem { transition: signed(item.transition, Some(other)), ..item })
    }),
    ("other keys", |item| match item.transition {
        Transition::Cosigned { signature, .. } => {
            let transition = Transition::Cosigned { pubkeys: Keys::new(&*KEYS), signature };
            Some(GenesisItem { transition, ..item })
        }
        Transition::Arkoor { tap_tweak, signature, .. } => {
            let transition = Transition::Arkoor { client_pubkeys: Keys::new(&*KEYS), tap_tweak, signature };
            Some(GenesisItem { transition, ..item })
        }
        Transition::HashLocked { version, signature, unlock, .. } => {
            let transition = Transition::HashLocked { version, user_pubkey: KEYS[0], signature, unlock };
            Some(GenesisItem { transition, ..item })
        }
    }),
    ("tweak", |item| match item.transition {
        Transition::Arkoor { client_pubkeys, signature, mut tap_tweak } => {
            tap_tweak[31] ^= 1;
            let transition = Transition::Arkoor { client_pubkeys, tap_tweak, signature };
            Some(GenesisItem { transition, ..item })
        }
        _ => None,
    }),
    ("version of the hash lock", |item| match item.transition {
        Transition::HashLocked { version, user_pubkey, signature, unlock } => {
            let version = match version {
                HashLockVersion::V0 => HashLockVersion::V1,
                HashLockVersion::V1 => HashLockVersion::V0,
            };
            let transition = Transition::HashLocked { version, user_pubkey, signature, unlock };
            Some(GenesisItem { transition, ..item })
        }
        _ => None,
    }),
    ("the hash alone", |item| unlocked(item, |unlock| Unlock::Hash(unlock.hash()))),
    ("another hash", |item| unlocked(item, |_| Unlock::Hash(UnlockHash([7; 32])))),
    ("another preimage", |item| unlocked(item, |_| Unlock::Preimage(&[7; 32]))),
    ("another kind of step", |item| match item.transition {
        Transition::Cosigned { pubkeys, signature } => {
            let transition = Transition::Arkoor { client_pubkeys: pubkeys, tap_tweak: [1; 32], signature };
            Some(GenesisItem { transition, ..item })
        }
        Transition::Arkoor { client_pubkeys, signature, .. } => {
            let transition = Transition::Cosigned { pubkeys: client_pubkeys, signature };
            Some(GenesisItem { transition, ..item })
        }
        Transition::HashLocked { .. } => None,
    }),
    ("index", |item| {
        let outputs = item.siblings.len() + 1;
        let index = (usize::from(item.output_index) + 1) % outputs;
        (outputs > 1).then_some(GenesisItem { output_index: index as u8, ..item })
    }),
    ("other siblings", |item| {
        let siblings = Siblings::new(&SIBLING)?;
        Some(GenesisItem { siblings, output_index: item.output_index.min(1), ..item })
    }),
    ("no siblings", |item| {
        let none = Siblings::new(&[])?;
        (!item.siblings.is_empty()).then_some(GenesisItem { siblings: none, output_index: 0, ..item })
    }),
    ("fee", |item| Some(GenesisItem { fee: Sat(item.fee.0 + 1), ..item })),
];

fn signed<'a>(transition: Transition<'a>, signature: Option<SchnorrSignature>) -> Transition<'a> {
    match transition {
        Transition::Cosigned { pubkeys, .. } => Transition::Cosigned { pubkeys, signature },
        Transition::Arkoor { client_pubkeys, tap_tweak, .. } => {
            Transition::Arkoor { client_pubkeys, tap_tweak, signature }
        }
        Transition::HashLocked { version, user_pubkey, unlock, .. } => {
            Transition::HashLocked { version, user_pubkey, signature, unlock }
        }
    }
}

fn unlocked<'a>(
    item: GenesisItem<'a>,
    change: impl FnOnce(Unlock<'a>) -> Unlock<'a>,
) -> Option<GenesisItem<'a>> {
    match item.transition {
        Transition::HashLocked { version, user_pubkey, signature, unlock } => {
            let unlock = change(unlock);
            let transition = Transition::HashLocked { version, user_pubkey, signature, unlock };
            Some(GenesisItem { transition, ..item })
        }
        _ => None,
    }
}

/// How often each was said.
#[derive(Default)]
struct Count(BTreeMap<String, usize>);

impl Count {
    fn add(&mut self, verdict: Result<Verdict, Rule>) {
        let name = verdict.map_or_else(|rule| format!("{rule:?}"), |verdict| format!("{verdict:?}"));
        *self.0.entry(name).or_default() += 1;
    }
}

#[test]
fn every_field_matters_to_both() {
    let mut count = Count::default();
    for Valid { name, bytes, anchor } in POOL.iter() {
        let vtxo = Vtxo::parse(bytes).unwrap();
        let items: Vec<GenesisItem<'_>> = vtxo.as_ref().genesis().items().collect();
        assert_eq!(judge(bytes, anchor, name), Ok(Verdict::Right), "{name}");
        for (field, change) in CHANGES {
            let mut bare = *vtxo.bare();
            change(&mut bare);
            let case = format!("{name}, {field}");
            let verdict = judge(&Vtxo::new(bare, &items).unwrap().to_vec(), anchor, &case);
            assert_ne!(verdict, Ok(Verdict::Right), "{case}");
            count.add(verdict);
        }
        for (depth, item) in items.iter().enumerate() {
            for (field, change) in ITEM_CHANGES {
                let case = format!("{name}, {field} of step {depth}");
                let Some(changed) = change(*item) else { continue };
                let mut items = items.clone();
                items[depth] = changed;
                let verdict = judge(&Vtxo::new(*vtxo.bare(), &items).unwrap().to_vec(), anchor, &case);
                assert_ne!(verdict, Ok(Verdict::Right), "{case}");
                count.add(verdict);
            }
        }
    }
    println!("> fields changed: {:?}", count.0);
}

#[test]
fn every_bit_matters_to_both() {
    let mut count = Count::default();
    for seed in 0..cases() {
        let random = random_bytes(seed, 64);
        let source = &mut Unstructured::new(&random);
        let Valid { name, bytes, anchor } = &POOL[source.choose_index(POOL.len()).unwrap()];
        let mut bytes = bytes.clone();
        let (at, bit) = (source.choose_index(bytes.len()).unwrap(), source.int_in_range(0..=7).unwrap());
        bytes[at] ^= 1 << bit;
        let case = format!("{name}, bit {bit} of byte {at}");
        let verdict = judge(&bytes, anchor, &case);
        assert_ne!(verdict, Ok(Verdict::Right), "{case}");
        count.add(verdict);
    }
    println!("> bits changed: {:?}", count.0);
}
