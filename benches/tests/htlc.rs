//! Contracts under Bitcoin Core's interpreter: each path spends, and each that must not, does not.

mod consensus;

use bitcoin::hashes::Hash as _;
use bitcoin::sighash::{EcdsaSighashType, Prevouts, SighashCache, TapSighashType};
use bitcoin::taproot::TapLeafHash;
use bitcoin::{Amount, ScriptBuf, Sequence, Transaction, TxOut, Witness, absolute, taproot};
use keelbolt::amount::Sat;
use keelbolt::codec::script::Script;
use keelbolt::codec::taproot::{ControlBlock, LEAF_VERSION, branch_hash};
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::crypto::musig::{AggregateNonce, NonceInputs, SecretNonce, Session};
use keelbolt::crypto::{
    KeyPair, PaymentHash, Preimage, SchnorrSignature, SecretKey, Sha256, SigningContext, hash160, sha256,
};
use keelbolt::entropy::Entropy;
use keelbolt::htlc::{Funding, HashLock, LockTime, P2wshHtlc, Signed, TaprootHtlc, Terms};
use keelbolt::secret::Secret;
use keelbolt::time::{BlockHeight, UnixTime};

const RECEIVER: u8 = 2;
const SENDER: u8 = 3;
const STRANGER: u8 = 9;
const PREIMAGE: [u8; 32] = [4; 32];
const VALUE: u64 = 100_000;
const FEERATE_PER_KW: u32 = 2_500;

/// In either form.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::large_enum_variant, reason = "a handful of them, for a test")]
enum Contract {
    P2wsh(P2wshHtlc),
    Taproot(TaprootHtlc),
}

/// How a contract is spent.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Path {
    Claim,
    Refund,
    Cooperate,
}

impl Contract {
    fn terms(&self) -> &Terms {
        match self {
            Self::P2wsh(contract) => contract.terms(),
            Self::Taproot(contract) => contract.terms(),
        }
    }

    fn spent(&self) -> TxOut {
        let program = match self {
            Self::P2wsh(contract) => contract.program(),
            Self::Taproot(contract) => contract.program(),
        };
        TxOut {
            value: Amount::from_sat(VALUE),
            script_pubkey: ScriptBuf::from_bytes(program.script_pubkey().to_vec()),
        }
    }

    fn paths(&self) -> &'static [Path] {
        match self {
            Self::P2wsh(_) => &[Path::Claim, Path::Refund],
            Self::Taproot(_) => &[Path::Claim, Path::Refund, Path::Cooperate],
        }
    }
}

/// Each form, under each hash, with lock times of every shape.
fn contracts() -> Vec<Contract> {
    let hash = Preimage(Secret::new(PREIMAGE)).payment_hash();
    let hashes = [HashLock::Sha256(hash), HashLock::hash160(&hash)];
    hashes.iter().flat_map(|hash| lock_times().into_iter().flat_map(|lock| forms(*hash, lock))).collect()
}

fn lock_times() -> Vec<LockTime> {
    let heights =
        [1, 16, 17, 127, 128, 900_000, 499_999_999].map(|height| LockTime::height(BlockHeight(height)));
    let times = [500_000_000, 1_750_000_000, u32::MAX].map(|time| LockTime::time(UnixTime(time.into())));
    heights.into_iter().chain(times).map(Result::unwrap).collect()
}

fn forms(hash: HashLock, lock_time: LockTime) -> [Contract; 2] {
    let public_key = |key| context().public_key(&secret_key(key)).unwrap();
    let terms = Terms::new(hash, public_key(RECEIVER), public_key(SENDER), lock_time).unwrap();
    [Contract::P2wsh(P2wshHtlc::new(terms)), Contract::Taproot(TaprootHtlc::new(terms).unwrap())]
}

/// What the library makes is accepted, and is what was announced before it was signed.
#[test]
fn every_path_spends() {
    for contract in contracts() {
        contract.paths().iter().for_each(|path| check_path(&contract, *path));
    }
}

fn check_path(contract: &Contract, path: Path) {
    let funding = Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 1 }, value: Sat(VALUE) };
    let destination = [&[0, 20][..], &[6; 20]].concat();
    let (destination, preimage) = (destination.as_slice(), Preimage(Secret::new(PREIMAGE)));
    let (weight, txid, signed) = match contract {
        Contract::P2wsh(contract) => {
            let (spend, key) = match path {
                Path::Claim => (contract.claim(&funding, &preimage, destination, FEERATE_PER_KW), RECEIVER),
                _ => (contract.refund(&funding, destination, FEERATE_PER_KW), SENDER),
            };
            let spend = spend.unwrap();
            (spend.weight(), spend.txid(), spend.sign(&secret_key(key), &context()).unwrap())
        }
        Contract::Taproot(contract) => {
            let (spend, key) = match path {
                Path::Claim => (contract.claim(&funding, &preimage, destination, FEERATE_PER_KW), RECEIVER),
                Path::Refund => (contract.refund(&funding, destination, FEERATE_PER_KW), SENDER),
                Path::Cooperate => (contract.cooperate(&funding, destination, FEERATE_PER_KW), 0),
            };
            let spend = spend.unwrap();
            let (weight, txid) = (spend.weight(), spend.txid());
            let signed = match path {
                Path::Cooperate => spend.clone().finish(&both(contract, &spend.sighash())),
                _ => spend.sign(&pair(key), Entropy::new([8; 32]), &context()),
            };
            (weight, txid, signed.unwrap())
        }
    };
    let transaction = signed.transaction();
    assert!(consensus::accepts(&transaction, &contract.spent()), "{path:?} of {contract:?}");
    assert_eq!(transaction.compute_txid().to_byte_array(), txid.0);
    check_fee(contract, &signed, weight);
    let found = contract.terms().hash().preimage_in(transaction.input[0].witness.iter());
    assert_eq!(found.is_some(), path == Path::Claim);
}

/// The fee is that of the weight, which is exact where signatures have one length.
fn check_fee(contract: &Contract, signed: &Signed<'_>, announced: u64) {
    let transaction = signed.transaction();
    let weight = transaction.weight().to_wu();
    let shorter = match contract {
        Contract::P2wsh(_) => 72 - transaction.input[0].witness[0].len() as u64,
        Contract::Taproot(_) => 0,
    };
    assert_eq!(announced, weight + shorter);
    assert!(shorter <= 2, "a rare signature: change the keys");
    assert_eq!(signed.fee().0, (announced * u64::from(FEERATE_PER_KW)).div_ceil(1000));
    assert_eq!(transaction.output[0].value.to_sat() + signed.fee().0, VALUE);
}

/// A spend made by hand, with the signature hashes of the crate `bitcoin`, so that it can break a rule and still be
/// signed.
#[derive(Clone, Debug)]
struct Attempt {
    path: Path,
    lock_time: u32,
    sequence: u32,
    preimage: Vec<u8>,
    signer: u8,
    /// What the signature says that is spent.
    value: u64,
}

impl Attempt {
    /// One that keeps to all rules.
    fn new(contract: &Contract, path: Path) -> Self {
        Self {
            path,
            lock_time: if path == Path::Refund { contract.terms().lock_time().to_u32() } else { 0 },
            sequence: 0xffff_fffe,
            preimage: PREIMAGE.to_vec(),
            signer: if path == Path::Refund { SENDER } else { RECEIVER },
            value: VALUE,
        }
    }

    fn transaction(&self, contract: &Contract) -> Transaction {
        let mut transaction = Transaction {
            version: bitcoin::transaction::Version::TWO,
            lock_time: absolute::LockTime::from_consensus(self.lock_time),
            input: vec![bitcoin::TxIn { sequence: Sequence(self.sequence), ..Default::default() }],
            output: vec![contract.spent()],
        };
        let witness = match contract {
            Contract::P2wsh(contract) => self.p2wsh_witness(contract, &transaction),
            Contract::Taproot(contract) => self.taproot_witness(contract, &transaction),
        };
        transaction.input[0].witness = Witness::from_slice(&witness);
        transaction
    }

    fn p2wsh_witness(&self, contract: &P2wshHtlc, transaction: &Transaction) -> Vec<Vec<u8>> {
        let script = ScriptBuf::from_bytes(contract.witness_script().to_vec());
        let value = Amount::from_sat(self.value);
        let digest = SighashCache::new(transaction)
            .p2wsh_signature_hash(0, &script, value, EcdsaSighashType::All)
            .unwrap();
        let digest = Sha256(digest.to_byte_array());
        let signature = context().sign(&digest, &secret_key(self.signer)).unwrap();
        let signature = [&*signature.to_der(), &[EcdsaSighashType::All as u8]].concat();
        match self.path {
            Path::Claim => vec![signature, self.preimage.clone(), vec![1], script.into_bytes()],
            _ => vec![signature, vec![], script.into_bytes()],
        }
    }

    fn taproot_witness(&self, contract: &TaprootHtlc, transaction: &Transaction) -> Vec<Vec<u8>> {
        let spent = TxOut { value: Amount::from_sat(self.value), ..Contract::Taproot(*contract).spent() };
        let (spent, mut sighashes) = ([spent], SighashCache::new(transaction));
        let spent = Prevouts::All(&spent);
        let leaves = [contract.claim_leaf().script(), contract.refund_leaf().script()];
        let hashes = [contract.claim_leaf().hash(), contract.refund_leaf().hash()];
        let (leaf, sibling) = match self.path {
            Path::Claim => (&leaves[0], &hashes[1]),
            Path::Refund => (&leaves[1], &hashes[0]),
            Path::Cooperate => {
                let digest = sighashes.taproot_key_spend_signature_hash(0, &spent, TapSighashType::Default);
                let digest = Sha256(digest.unwrap().to_byte_array());
                let signature = match self.signer {
                    RECEIVER => both(contract, &digest),
                    // Alone, with a key that is tweaked as the output's is.
                    key => schnorr(&digest, &pair(key).tap_tweak(Some(&contract.merkle_root())).unwrap()),
                };
                return vec![signature.to_bytes().to_vec()];
            }
        };
        let script = ScriptBuf::from_bytes(leaf.to_vec());
        let hash = TapLeafHash::from_script(&script, taproot::LeafVersion::TapScript);
        let digest = sighashes.taproot_script_spend_signature_hash(0, &spent, hash, TapSighashType::Default);
        let signature = schnorr(&Sha256(digest.unwrap().to_byte_array()), &pair(self.signer));
        let signature = signature.to_bytes().to_vec();
        let block = control_block(contract, &sibling.0);
        match self.path {
            Path::Claim => vec![signature, self.preimage.clone(), leaf.to_vec(), block],
            _ => vec![signature, leaf.to_vec(), block],
        }
    }
}

fn control_block(contract: &TaprootHtlc, sibling: &[u8]) -> Vec<u8> {
    let root = branch_hash(&contract.claim_leaf().hash(), &contract.refund_leaf().hash());
    let (_, parity) = contract.internal_key().tap_tweak(Some(&root)).unwrap();
    let block = ControlBlock::new(LEAF_VERSION, parity, *contract.internal_key(), sibling).unwrap();
    block.write(&mut [0; 65]).unwrap().to_vec()
}

/// A name, the path, and what breaks its rule.
type Row = (&'static str, Path, fn(&mut Attempt));

const FORBIDDEN: &[Row] = &[
    ("a preimage of another hash", Path::Claim, |attempt| attempt.preimage[31] ^= 1),
    ("a preimage cut by a byte", Path::Claim, |attempt| attempt.preimage.truncate(31)),
    ("no preimage", Path::Claim, |attempt| attempt.preimage.clear()),
    ("claimed by the sender", Path::Claim, |attempt| attempt.signer = SENDER),
    ("claimed by a stranger", Path::Claim, |attempt| attempt.signer = STRANGER),
    ("another value, claimed", Path::Claim, |attempt| attempt.value += 1),
    ("one below the lock time", Path::Refund, |attempt| attempt.lock_time -= 1),
    ("no lock time", Path::Refund, |attempt| attempt.lock_time = 0),
    ("a lock time of the other kind", Path::Refund, |attempt| {
        attempt.lock_time = if attempt.lock_time < 500_000_000 { u32::MAX } else { 499_999_999 };
    }),
    ("a final input", Path::Refund, |attempt| attempt.sequence = u32::MAX),
    ("taken back by the receiver", Path::Refund, |attempt| attempt.signer = RECEIVER),
    ("taken back by a stranger", Path::Refund, |attempt| attempt.signer = STRANGER),
    ("another value, taken back", Path::Refund, |attempt| attempt.value += 1),
    ("the sender alone", Path::Cooperate, |attempt| attempt.signer = SENDER),
    ("a stranger alone", Path::Cooperate, |attempt| attempt.signer = STRANGER),
    ("another value, together", Path::Cooperate, |attempt| attempt.value += 1),
];

#[test]
fn forbidden_paths_do_not_spend() {
    for contract in contracts() {
        let rows = FORBIDDEN.iter().filter(|(_, path, _)| contract.paths().contains(path));
        rows.for_each(|row| check_forbidden(&contract, row));
    }
}

/// The attempt is accepted until its rule is broken.
fn check_forbidden(contract: &Contract, (name, path, breaks): &Row) {
    let mut attempt = Attempt::new(contract, *path);
    let spent = contract.spent();
    assert!(consensus::accepts(&attempt.transaction(contract), &spent), "{path:?} of {contract:?}");
    breaks(&mut attempt);
    assert!(!consensus::accepts(&attempt.transaction(contract), &spent), "{name}: {contract:?}");
}

/// A preimage of another length does not claim, though the contract has its hash.
#[test]
fn preimages_have_one_length() {
    for length in [0, 1, 31, 32, 33, 64] {
        let preimage = vec![4; length];
        let hashes =
            [HashLock::Sha256(PaymentHash(sha256(&preimage).0)), HashLock::Hash160(hash160(&preimage))];
        for contract in hashes.into_iter().flat_map(|hash| forms(hash, lock_times()[0])) {
            let attempt = Attempt { preimage: preimage.clone(), ..Attempt::new(&contract, Path::Claim) };
            let accepted = consensus::accepts(&attempt.transaction(&contract), &contract.spent());
            assert_eq!(accepted, length == 32, "{length} bytes: {contract:?}");
        }
    }
}

/// A leaf of one contract does not spend another: with another lock time, the root differs.
#[test]
fn leaves_of_another_tree_do_not_spend() {
    let hash = HashLock::Sha256(Preimage(Secret::new(PREIMAGE)).payment_hash());
    let [one, other] = [0, 1].map(|at| forms(hash, lock_times()[at])[1]);
    for path in [Path::Claim, Path::Refund] {
        let transaction = Attempt::new(&one, path).transaction(&one);
        assert!(consensus::accepts(&transaction, &one.spent()));
        assert!(!consensus::accepts(&transaction, &other.spent()), "{path:?}");
    }
}

/// What is recognised is what was written, and no script that differs from it by a byte.
#[test]
fn scripts_are_recognised() {
    for contract in contracts() {
        match contract {
            Contract::P2wsh(contract) => {
                let recognised = |script: &[u8]| P2wshHtlc::recognise(script);
                check_recognised(&contract.witness_script(), contract, recognised);
            }
            Contract::Taproot(contract) => {
                let [claim, refund] = [contract.claim_leaf().script(), contract.refund_leaf().script()];
                let terms = *contract.terms();
                let with = |claim: &[u8], refund: &[u8]| {
                    TaprootHtlc::recognise(claim, refund, terms.receiver(), terms.sender())
                };
                check_recognised(&claim, contract, |script| with(script, &refund));
                check_recognised(&refund, contract, |script| with(&claim, script));
                let swapped = TaprootHtlc::recognise(&claim, &refund, terms.sender(), terms.receiver());
                assert_eq!(swapped, None, "the keys belong to the leaves");
            }
        }
    }
}

fn check_recognised<T: PartialEq + std::fmt::Debug>(
    script: &Script,
    contract: T,
    recognise: impl Fn(&[u8]) -> Option<T>,
) {
    assert_eq!(recognise(script), Some(contract));
    let whole = recognise(script);
    for at in 0..script.len() {
        assert_eq!(recognise(&script[..at]), None, "cut at {at}");
        for bit in 0..8 {
            let mut changed = script.to_vec();
            changed[at] ^= 1 << bit;
            assert_ne!(recognise(&changed), whole, "bit {bit} of byte {at}");
        }
    }
    assert_eq!(recognise(&[script, &[0x51][..]].concat()), None);
}

/// The signature of both over a key path's digest.
fn both(contract: &TaprootHtlc, digest: &Sha256) -> SchnorrSignature {
    let keys = contract.output_keys().unwrap();
    let inputs = NonceInputs { keys: Some(&keys), message: Some(digest), extra: None };
    let signers = [RECEIVER, SENDER].map(pair);
    let nonces = [0, 1].map(|at: usize| {
        SecretNonce::new(Entropy::new([1 + at as u8; 32]), &signers[at], inputs, &context()).unwrap()
    });
    let [(first, one), (second, two)] = nonces;
    let nonce = AggregateNonce::new(&[one, two]).unwrap();
    let session = Session::new(&keys, &nonce, digest).unwrap();
    let partials = [first.sign(&session, &signers[0]).unwrap(), second.sign(&session, &signers[1]).unwrap()];
    session.aggregate(&partials).unwrap()
}

fn schnorr(digest: &Sha256, key: &KeyPair) -> SchnorrSignature {
    context().sign_schnorr(&digest.0, key, Entropy::new([8; 32])).unwrap()
}

fn pair(key: u8) -> KeyPair {
    context().key_pair(&secret_key(key)).unwrap()
}

fn secret_key(key: u8) -> SecretKey {
    SecretKey::parse(Secret::new([key; 32])).unwrap()
}

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([1; 32]))
}
