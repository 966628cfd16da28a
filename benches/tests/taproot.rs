//! Taproot and extended keys against the crate `bitcoin`, which has its own code for all of it and another
//! libsecp256k1.

use bitcoin::bip32::{self, DerivationPath, Xpriv, Xpub};
use bitcoin::hashes::Hash as _;
use bitcoin::key::TapTweak as _;
use bitcoin::secp256k1::{self, Keypair, Secp256k1, schnorr};
use bitcoin::sighash::{Prevouts, SighashCache, TapSighashType};
use bitcoin::taproot::{LeafVersion, TapLeafHash, TapNodeHash as OracleNode, TaprootBuilder};
use bitcoin::{Amount, ScriptBuf, Sequence, Transaction, absolute, transaction};
use keelbolt::amount::Sat;
use keelbolt::codec::sighash::{Taproot, TaprootSighashType};
use keelbolt::codec::taproot::{ControlBlock, LEAF_VERSION, branch_hash, leaf_hash};
use keelbolt::codec::transaction::{OutPoint, TransactionRef, TxIn, TxOut, Txid};
use keelbolt::codec::witness_program::WitnessProgram;
use keelbolt::crypto::bip32::{ChildNumber, ExtendedSecretKey, Network};
use keelbolt::crypto::{KeyPair, SecretKey, SigningContext, TapNodeHash, sha256};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;

const CASES: u32 = 100;

const TYPES: [(TaprootSighashType, TapSighashType); 7] = [
    (TaprootSighashType::Default, TapSighashType::Default),
    (TaprootSighashType::All, TapSighashType::All),
    (TaprootSighashType::None, TapSighashType::None),
    (TaprootSighashType::Single, TapSighashType::Single),
    (TaprootSighashType::AllAnyoneCanPay, TapSighashType::AllPlusAnyoneCanPay),
    (TaprootSighashType::NoneAnyoneCanPay, TapSighashType::NonePlusAnyoneCanPay),
    (TaprootSighashType::SingleAnyoneCanPay, TapSighashType::SinglePlusAnyoneCanPay),
];

/// Values that look random and are the same in every run.
struct Dice {
    seed: u32,
    thrown: u32,
}

impl Dice {
    fn new(seed: u32) -> Self {
        Self { seed, thrown: 0 }
    }

    fn bytes(&mut self) -> [u8; 32] {
        self.thrown += 1;
        sha256(&[self.seed.to_be_bytes(), self.thrown.to_be_bytes()].concat()).0
    }

    fn below(&mut self, limit: u32) -> u32 {
        self.number() % limit
    }

    fn number(&mut self) -> u32 {
        u32::from_be_bytes(self.bytes()[..4].try_into().unwrap())
    }

    /// Up to 300 bytes, so that lengths of one byte and of three occur.
    fn script(&mut self) -> Vec<u8> {
        let byte = self.bytes()[0];
        vec![byte; self.below(300) as usize]
    }
}

/// Every type, for every input, by key and by script; an output for `Single` where there is one.
#[test]
fn signature_hashes_agree() {
    (0..CASES).for_each(check_sighashes);
}

fn check_sighashes(case: u32) {
    let mut dice = Dice::new(case);
    let (inputs, outputs) = (1 + dice.below(4), dice.below(4));
    let inputs: Vec<TxIn> = (0..inputs)
        .map(|_| OutPoint { txid: Txid(dice.bytes()), vout: dice.number() })
        .map(|previous_output| TxIn { previous_output, sequence: previous_output.vout.rotate_left(7) })
        .collect();
    let mut txouts = |count| -> Vec<(u64, Vec<u8>)> {
        (0..count).map(|_| (u64::from(dice.number()), dice.script())).collect()
    };
    let (spent, made) = (txouts(inputs.len() as u32), txouts(outputs));
    let (version, lock_time, leaf) = (2 + dice.below(2), dice.number(), dice.script());
    let ours = |(value, script): &'_ (u64, Vec<u8>)| (Sat(*value), script.clone());
    let theirs = |(value, script): &(u64, Vec<u8>)| bitcoin::TxOut {
        value: Amount::from_sat(*value),
        script_pubkey: ScriptBuf::from_bytes(script.clone()),
    };
    let oracle = Transaction {
        version: transaction::Version(version as i32),
        lock_time: absolute::LockTime::from_consensus(lock_time),
        input: inputs.iter().map(oracle_input).collect(),
        output: made.iter().map(theirs).collect(),
    };
    let oracle_spent: Vec<_> = spent.iter().map(theirs).collect();
    let (spent, made): (Vec<_>, Vec<_>) = (spent.iter().map(ours).collect(), made.iter().map(ours).collect());
    let (spent, made) = (borrowed(&spent), borrowed(&made));
    let transaction = TransactionRef { version, inputs: &inputs, outputs: &made, lock_time };
    let sighashes = Taproot::new(transaction, &spent).unwrap();
    assert!(Taproot::new(transaction, &spent[1..]).is_none());
    let mut cache = SighashCache::new(&oracle);
    let hash = leaf_hash(LEAF_VERSION, &leaf);
    let oracle_hash = TapLeafHash::from_script(&ScriptBuf::from_bytes(leaf), LeafVersion::TapScript);
    assert_eq!(hash.0, oracle_hash.to_byte_array());
    for (index, (ours, theirs)) in (0..inputs.len()).flat_map(|index| TYPES.map(|kinds| (index, kinds))) {
        let prevouts = Prevouts::All(&oracle_spent);
        let expected = cache.taproot_key_spend_signature_hash(index, &prevouts, theirs);
        let found = sighashes.key_path(index, ours).map(|digest| digest.0);
        assert_eq!(found, expected.ok().map(|digest| digest.to_byte_array()), "{ours:?} of input {index}");
        let expected = cache.taproot_script_spend_signature_hash(index, &prevouts, oracle_hash, theirs);
        let found = sighashes.script_path(index, &hash, ours).map(|digest| digest.0);
        assert_eq!(found, expected.ok().map(|digest| digest.to_byte_array()), "{ours:?} of leaf {index}");
    }
    assert!(sighashes.key_path(inputs.len(), TaprootSighashType::Default).is_none());
}

fn oracle_input(input: &TxIn) -> bitcoin::TxIn {
    let txid = bitcoin::Txid::from_byte_array(input.previous_output.txid.0);
    bitcoin::TxIn {
        previous_output: bitcoin::OutPoint { txid, vout: input.previous_output.vout },
        sequence: Sequence(input.sequence),
        ..Default::default()
    }
}

fn borrowed(outputs: &[(Sat, Vec<u8>)]) -> Vec<TxOut<'_>> {
    outputs.iter().map(|(value, script)| TxOut { value: *value, script_pubkey: script }).collect()
}

/// Output keys, scripts and control blocks of trees of up to six leaves, each one deeper than the last.
#[test]
fn trees_agree() {
    (0..CASES).for_each(check_tree);
}

fn check_tree(case: u32) {
    let mut dice = Dice::new(case);
    let (key, oracle_key) = keys(dice.bytes());
    let scripts: Vec<_> = (0..=dice.below(6)).map(|_| dice.script()).collect();
    let depths = (1..scripts.len() as u8).chain([scripts.len().saturating_sub(1) as u8]);
    let oracle = depths.zip(&scripts).fold(TaprootBuilder::new(), |builder, (depth, script)| {
        builder.add_leaf(depth, ScriptBuf::from_bytes(script.clone())).unwrap()
    });
    let secp = Secp256k1::new();
    let oracle = oracle.finalize(&secp, oracle_key.x_only_public_key().0).unwrap();

    let hash = |script: &Vec<u8>| leaf_hash(LEAF_VERSION, script);
    let (deepest, above) = scripts.split_last().unwrap();
    let root = above.iter().rev().fold(hash(deepest), |node, script| branch_hash(&hash(script), &node));
    assert_eq!(Some(OracleNode::from_byte_array(root.0)), oracle.merkle_root());
    let internal_key = key.x_only_public_key();
    let (output_key, parity) = internal_key.tap_tweak(Some(&root)).unwrap();
    assert_eq!(output_key.to_bytes(), oracle.output_key().serialize());
    let script_pubkey = ScriptBuf::new_p2tr_tweaked(oracle.output_key());
    assert_eq!(*WitnessProgram::p2tr(&output_key).script_pubkey(), *script_pubkey.as_bytes());
    for script in &scripts {
        let leaf = (ScriptBuf::from_bytes(script.clone()), LeafVersion::TapScript);
        let expected = oracle.control_block(&leaf).unwrap().serialize();
        let block = ControlBlock::parse(&expected).unwrap();
        assert_eq!((block.parity(), *block.internal_key()), (parity, internal_key));
        block.verify(&output_key, script).unwrap();
        let mut written = vec![0; block.length()];
        assert_eq!(block.write(&mut written).unwrap(), expected);
    }
    check_signatures(&mut dice, &key, &oracle_key, &root);
}

/// Both sign for the tweaked key alike, and each accepts the other's signature.
fn check_signatures(dice: &mut Dice, key: &KeyPair, oracle_key: &Keypair, root: &TapNodeHash) {
    let secp = Secp256k1::new();
    let oracle = oracle_key.tap_tweak(&secp, Some(OracleNode::from_byte_array(root.0))).to_keypair();
    let key = key.tap_tweak(Some(root)).unwrap();
    assert_eq!(key.x_only_public_key().to_bytes(), oracle.x_only_public_key().0.serialize());
    let (message, auxiliary) = (dice.bytes(), dice.bytes());
    let signature = context().sign_schnorr(&message, &key, Entropy::new(auxiliary)).unwrap();
    let message = secp256k1::Message::from_digest(message);
    let expected = secp.sign_schnorr_with_aux_rand(&message, &oracle, &auxiliary);
    assert_eq!(signature.to_bytes(), expected.serialize());
    let signature = schnorr::Signature::from_slice(signature.as_bytes()).unwrap();
    secp.verify_schnorr(&signature, &message, &oracle.x_only_public_key().0).unwrap();
}

fn keys(secret: [u8; 32]) -> (KeyPair, Keypair) {
    let key = context().key_pair(&SecretKey::parse(Secret::new(secret)).unwrap()).unwrap();
    (key, Keypair::from_seckey_slice(&Secp256k1::new(), &secret).unwrap())
}

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

/// Whole paths, hardened and not, on both kinds of networks.
#[test]
fn extended_keys_agree() {
    (0..CASES).for_each(check_extended_key);
}

fn check_extended_key(case: u32) {
    let mut dice = Dice::new(case);
    let seed = [dice.bytes(), dice.bytes()].concat();
    let seed = &seed[..16 + dice.below(49) as usize];
    let (network, oracle_network) = match dice.below(2) {
        0 => (Network::Mainnet, bitcoin::NetworkKind::Main),
        _ => (Network::Testnet, bitcoin::NetworkKind::Test),
    };
    let numbers: Vec<u32> = (0..dice.below(5)).map(|_| dice.number()).collect();
    let path: DerivationPath = numbers.iter().copied().map(bip32::ChildNumber::from).collect();
    let secp = Secp256k1::new();
    let oracle = Xpriv::new_master(oracle_network, seed).unwrap().derive_priv(&secp, &path).unwrap();

    let master = ExtendedSecretKey::from_seed(seed, network).unwrap();
    let path = numbers.iter().copied().map(ChildNumber::from_u32);
    let key = master.derive_path(path, &context()).unwrap();
    assert_eq!(key.to_text().expose(), oracle.to_string());
    let public = key.public(&context()).unwrap();
    assert_eq!(*public.to_text(), Xpub::from_priv(&secp, &oracle).to_string());
    assert_eq!(public.fingerprint(), oracle.fingerprint(&secp).to_bytes());
}
