//! Deriving keys, Taproot, and spending contracts allocate nothing.

use allocation_counter::{AllocationInfo, measure};
use keelbolt::amount::Sat;
use keelbolt::codec::network::Network;
use keelbolt::codec::script::Script;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::codec::witness_program::WitnessProgram;
use keelbolt::crypto::bip32::{ExtendedPublicKey, ExtendedSecretKey, Network as KeyNetwork, Path};
use keelbolt::crypto::{Preimage, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::htlc::{Funding, HashLock, LockTime, P2wshHtlc, TaprootHtlc, Terms};
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use std::fmt::Write as _;
use std::hint::black_box;

/// Every operation, from its inputs on.
const OPERATIONS: &[(&str, fn())] =
    &[("extended keys", extended_keys), ("P2WSH contract", p2wsh), ("Taproot contract", taproot)];

const FUNDING: Funding = Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 1 }, value: Sat(100_000) };

#[test]
fn nothing_is_allocated() {
    for (name, operation) in OPERATIONS {
        assert_eq!(measure(operation), AllocationInfo::default(), "{name}");
    }
}

fn extended_keys() {
    let master = ExtendedSecretKey::from_seed(&[1; 32], KeyNetwork::Mainnet).unwrap();
    let key = master.derive_path(Path::parse("m/84'/0'/3").unwrap(), &context()).unwrap();
    assert_eq!(ExtendedSecretKey::parse(key.to_text().expose()).unwrap(), key);
    let public = key.public(&context()).unwrap();
    assert_eq!(ExtendedPublicKey::parse(&public.to_text()).unwrap(), public);
}

fn p2wsh() {
    let contract = P2wshHtlc::new(terms());
    assert_eq!(P2wshHtlc::recognise(&contract.witness_script()), Some(contract));
    let destination = paid_to(contract.program());
    let signed = contract.claim(&FUNDING, &preimage(), &destination, 1_000).unwrap();
    let signed = signed.sign(&secret_key(2), &context()).unwrap();
    assert_eq!(contract.terms().hash().preimage_in(signed.witness()), Some(preimage()));
}

fn taproot() {
    let contract = TaprootHtlc::new(terms()).unwrap();
    let destination = paid_to(contract.program());
    let spend = contract.refund(&FUNDING, &destination, 1_000).unwrap();
    let key = context().key_pair(&secret_key(3)).unwrap();
    black_box(spend.sign(&key, Entropy::new([8; 32]), &context()).unwrap());
}

/// The output script, after its address was shown.
fn paid_to(program: WitnessProgram) -> Script {
    write!(Discard, "{}", program.address(Network::Bitcoin)).unwrap();
    program.script_pubkey()
}

fn terms() -> Terms {
    let public_key = |key| context().public_key(&secret_key(key)).unwrap();
    let hash = HashLock::hash160(&preimage().payment_hash());
    Terms::new(hash, public_key(2), public_key(3), LockTime::height(BlockHeight(900_000)).unwrap()).unwrap()
}

fn preimage() -> Preimage {
    Preimage(Secret::new([4; 32]))
}

fn secret_key(key: u8) -> SecretKey {
    SecretKey::parse(Secret::new([key; 32])).unwrap()
}

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([1; 32]))
}

struct Discard;

impl std::fmt::Write for Discard {
    fn write_str(&mut self, _: &str) -> std::fmt::Result {
        Ok(())
    }
}
