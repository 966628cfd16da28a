//! Reading VTXOs, walking a genesis and rebuilding its transactions, spending clauses, addresses and attestations:
//! nothing of it allocates.

mod ark;

use allocation_counter::{AllocationInfo, measure};
use ark::{context, key, pair, policies, preimage, terms};
use keelbolt::amount::Sat;
use keelbolt::codec::spend::Funding;
use keelbolt::codec::transaction::{OutPoint, TxOut, Txid};
use keelbolt::entropy::Entropy;
use keelbolt::vtxo::policy::{Clause, Policy};
use keelbolt::vtxo::{Address, Attestation, BareVtxo, ChainError, Delivery, MailboxId, VtxoId, VtxoRef};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Every operation, from its inputs on.
const OPERATIONS: &[(&str, fn())] = &[
    ("policies", policy),
    ("clauses", clauses),
    ("VTXO", vtxo),
    ("genesis", genesis),
    ("address", address),
    ("attestation", attestation),
];

/// A leaf of a tree with two nodes above it (`ark/vtxo_encoding`, "round leaf pubkey").
static VTXO: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let vectors = include_str!("vectors/ark/vtxo_encoding.json");
    let vectors: serde_json::Value = serde_json::from_str(vectors).unwrap();
    let case = vectors["cases"].as_array().unwrap().iter().find(|case| case["name"] == NAME).unwrap();
    let hex = case["encoding"].as_str().unwrap();
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
});
const NAME: &str = "round leaf pubkey, encoding version 2";

/// One of each kind, made before anything is counted.
static POLICIES: LazyLock<Vec<Policy>> = LazyLock::new(policies);

#[test]
fn nothing_is_allocated() {
    assert_eq!((VTXO.len(), POLICIES.len(), key(250)), (1136, 12, key(250)));
    for (name, operation) in OPERATIONS {
        assert_eq!(measure(operation), AllocationInfo::default(), "{name}");
    }
}

/// How many times the input's length an owned VTXO takes at most while it is read: a copy, and a point for each key in a
/// list that grew by doubling.
#[cfg(feature = "alloc")]
const MOST: u64 = 8;

#[cfg(feature = "alloc")]
#[test]
fn memory_is_a_few_times_the_input() {
    use keelbolt::vtxo::{GenesisItem, Keys, Siblings, Transition, Vtxo};
    let bare = *VtxoRef::parse(&VTXO).unwrap().bare();
    for count in [1, 32, 33, 10_000] {
        let keys = vec![key(2); count];
        let transition = Transition::Cosigned { pubkeys: Keys::new(&keys), signature: None };
        let item =
            GenesisItem { transition, output_index: 0, siblings: Siblings::new(&[]).unwrap(), fee: Sat(0) };
        let bytes = Vtxo::new(bare, &[item]).unwrap().to_vec();
        let info = measure(|| assert!(Vtxo::parse(&bytes).is_ok()));
        assert!(info.bytes_max <= MOST * bytes.len() as u64, "{count} keys: {info:?}");
    }
}

fn policy() {
    let mut buffer = [0; 80];
    for policy in POLICIES.iter() {
        assert_eq!(Policy::parse(policy.write(&mut buffer).unwrap()), Ok(*policy));
        let output = policy.output(&terms()).unwrap();
        assert!(
            Policy::recognise(&output.script_pubkey(), POLICIES.iter().copied(), &terms()).unwrap().is_some()
        );
    }
}

fn clauses() {
    let funding = Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 1 }, value: Sat(100_000) };
    let (policy, preimage) = (POLICIES[5], preimage());
    let (output, clauses) = (policy.output(&terms()).unwrap(), policy.clauses(&terms()).unwrap());
    assert_eq!(Clause::recognise(&clauses[0].script()), Some(clauses[0]));
    let spend = output.spend(&clauses[0], &funding, Some(&preimage), &[0x51; 34], 1_000).unwrap();
    let signed = spend.sign(&pair(2), Entropy::new([8; 32]), &context()).unwrap();
    assert_eq!(clauses[0].hash().unwrap().preimage_in(signed.witness()), Some(preimage));
}

fn vtxo() {
    let vtxo = VtxoRef::parse(&VTXO).unwrap();
    let mut buffer = [0; 1136];
    assert_eq!(vtxo.write(&mut buffer), Ok(&VTXO[..]));
    assert_eq!(&BareVtxo::parse(&VTXO).unwrap(), vtxo.bare());
    assert_eq!(vtxo.past_arkoor_pubkeys().count(), 0);
    assert!(vtxo.unlock_hash().is_some() && vtxo.is_complete() && vtxo.check_standard().is_ok());
}

fn genesis() {
    let vtxo = VtxoRef::parse(&VTXO).unwrap();
    let hops = vtxo.hops().unwrap();
    let script_pubkey = hops.next_script();
    let value = vtxo.chain_anchor_amount().unwrap();
    let weight: u64 = hops.map(|hop| hop.unwrap().weight()).sum();
    assert!(weight > 1_000);
    let anchor = TxOut { value, script_pubkey: &script_pubkey };
    assert_eq!(vtxo.check_chain(&anchor), Ok(()));
    let anchor = TxOut { value, script_pubkey: &[0x51] };
    assert_eq!(vtxo.check_chain(&anchor), Err(ChainError::AnchorScript));
}

fn address() {
    let secret = pair(2).secret_key().unwrap();
    let mailbox = MailboxId(key(3)).blind(&secret, &key(4)).unwrap();
    let Policy::User(policy) = POLICIES[5] else { panic!("a user's policy") };
    let address = Address::new(true, &key(1), policy, &[Delivery::Mailbox(mailbox)]).unwrap();
    let mut buffer = [0; 300];
    let text = address.write(&mut buffer).unwrap();
    assert_eq!(Address::parse(text), Ok(address));
}

fn attestation() {
    let vtxo = VtxoId(OutPoint { txid: Txid([5; 32]), vout: 1 });
    let attestation = Attestation::VtxoStatus { vtxo };
    let signature = attestation.sign(&pair(2), Entropy::new([8; 32]), &context()).unwrap();
    attestation.verify(&signature, &key(2)).unwrap();
    write!(Discard, "{vtxo}").unwrap();
}

struct Discard;

impl std::fmt::Write for Discard {
    fn write_str(&mut self, _: &str) -> std::fmt::Result {
        Ok(())
    }
}
