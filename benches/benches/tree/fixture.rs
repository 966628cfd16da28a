//! A round in which everybody signs.

use bitcoin::hashes::Hash as _;
use bitcoin::{Amount, ScriptBuf, Transaction, TxIn, TxOut, absolute, transaction};
use keelbolt::amount::Sat;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::cosign::{self, BranchNonces, Expected, TreeNonces, TreeSession};
use keelbolt::crypto::musig::{AggregateNonce, PartialSignature, PublicNonce};
use keelbolt::crypto::{KeyPair, Preimage, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::UserPolicy;
use keelbolt::vtxo::tree::{LeafSpec, TreeSpec, UnsignedTree};
use keelbolt::vtxo::{LockDelta, LockHeight, Terms, UnlockHash};
use std::sync::LazyLock;

pub(crate) static CONTEXT: LazyLock<SigningContext> =
    LazyLock::new(|| SigningContext::new(Entropy::new([7; 32])));

/// What all have sent: nonces, and partial signatures.
pub(crate) type Sent = (Vec<PublicNonce>, Vec<PartialSignature>);

/// A tree whose leaves all have keys, and what everybody has sent for it.
pub(crate) struct Ceremony {
    /// As the specification was received.
    pub(crate) spec: TreeSpec,
    pub(crate) anchor: Transaction,
    pub(crate) utxo: OutPoint,
    pub(crate) tree: UnsignedTree,
    pub(crate) server: KeyPair,
    pub(crate) user: KeyPair,
    pub(crate) cosigners: Vec<KeyPair>,
    pub(crate) aggregates: Vec<AggregateNonce>,
    pub(crate) leaves: Vec<Sent>,
    pub(crate) all: Sent,
}

impl Ceremony {
    pub(crate) fn hold(leaves: usize) -> Self {
        let (server, user, global) = (pair(1), pair(2), pair(3));
        let cosigners: Vec<KeyPair> = (0..leaves).map(|leaf| pair(100 + leaf as u64)).collect();
        let terms = Terms {
            server_pubkey: server.public_key(),
            expiry_height: LockHeight::new(BlockHeight(900_000)).unwrap(),
            exit_delta: LockDelta::new(144).unwrap(),
        };
        let leaf = |cosigner: &KeyPair| LeafSpec {
            policy: UserPolicy::Pubkey { user_pubkey: user.public_key() },
            amount: Sat(10_000),
            cosign_pubkey: Some(cosigner.public_key()),
            unlock_hash: UnlockHash::of(&preimage()),
        };
        let spec =
            TreeSpec::new(terms, vec![global.public_key()], cosigners.iter().map(leaf).collect()).unwrap();
        let spec = TreeSpec::parse(&spec.to_vec()).unwrap();
        let anchor = funding(&spec);
        let utxo = OutPoint { txid: Txid(anchor.compute_txid().to_byte_array()), vout: 0 };
        let tree = UnsignedTree::build(spec.clone(), utxo).unwrap();

        let nonces = |leaf: usize, key: &KeyPair| {
            BranchNonces::new(key.clone(), cosign::LEVELS, entropy(leaf), &CONTEXT).unwrap()
        };
        let users: Vec<_> = cosigners.iter().enumerate().map(|(leaf, key)| nonces(leaf, key)).collect();
        let inner = tree.shape().internal_nodes();
        let (secret, public) = TreeNonces::new(global.clone(), inner, entropy(leaves), &CONTEXT).unwrap();
        let of_leaves: Vec<_> = users.iter().map(|(_, public)| Some(&public[..])).collect();
        let aggregates = cosign::aggregate_nonces(&tree, &of_leaves, &[&public]).unwrap();
        let sign = |(leaf, (secret, public)): (usize, (BranchNonces, Vec<PublicNonce>))| {
            let branch = expected(&spec, leaf).check(tree.branch(leaf).unwrap(), &spec).unwrap();
            (public, secret.sign(&branch, &aggregates).unwrap())
        };
        let leaves = users.into_iter().enumerate().map(sign).collect();
        let all = (public, secret.sign(&TreeSession::new(&tree, &aggregates).unwrap()).unwrap());
        Self { spec, anchor, utxo, tree, server, user, cosigners, aggregates, leaves, all }
    }
}

/// What the owner of a leaf asked for.
pub(crate) fn expected(spec: &TreeSpec, leaf: usize) -> Expected {
    Expected {
        leaf: spec.leaves()[leaf],
        server_pubkey: spec.terms().server_pubkey,
        server_cosign_pubkey: spec.global_cosign_pubkeys()[0],
        exit_delta: spec.terms().exit_delta,
        earliest_expiry: BlockHeight(800_000),
        max_depth: cosign::LEVELS,
    }
}

pub(crate) fn preimage() -> Preimage {
    Preimage(Secret::new([9; 32]))
}

pub(crate) fn entropy(number: usize) -> Entropy {
    let mut bytes = [5; 32];
    bytes[..8].copy_from_slice(&(number as u64).to_be_bytes());
    Entropy::new(bytes)
}

fn pair(number: u64) -> KeyPair {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    CONTEXT.key_pair(&SecretKey::parse(Secret::new(bytes)).unwrap()).unwrap()
}

/// The transaction on chain.
fn funding(spec: &TreeSpec) -> Transaction {
    let output = spec.funding_output().unwrap();
    let script_pubkey = ScriptBuf::from_bytes(output.script_pubkey.to_vec());
    Transaction {
        version: transaction::Version::TWO,
        lock_time: absolute::LockTime::ZERO,
        input: vec![TxIn::default()],
        output: vec![TxOut { value: Amount::from_sat(output.value.0), script_pubkey }],
    }
}
