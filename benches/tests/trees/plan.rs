//! Specifications of trees, drawn from bytes.

use arbitrary::{Result, Unstructured};
use bitcoin::hashes::Hash as _;
use bitcoin::{Amount, ScriptBuf, Transaction, TxIn, TxOut, absolute, transaction};
use keelbolt::amount::Sat;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::crypto::{KeyPair, PaymentHash, Preimage, PublicKey, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::UserPolicy;
use keelbolt::vtxo::tree::{LeafSpec, TreeSpec};
use keelbolt::vtxo::{HashLockVersion, LockDelta, LockHeight, Terms, UnlockHash};
use std::sync::LazyLock;

/// The curve, for Keelbolt.
pub static CONTEXT: LazyLock<SigningContext> = LazyLock::new(|| SigningContext::new(Entropy::new([1; 32])));

/// All keys, so that a draw costs nothing: those of users, and those that they sign trees with.
static KEYS: LazyLock<Vec<KeyPair>> = LazyLock::new(|| (1..=2_048).map(key_pair).collect());

/// How many leaves there are at most, in most cases: without optimisation libsecp256k1 takes ten times as long, so that
/// large trees are compared once.
const MOST: [usize; 16] = [3, 4, 4, 5, 5, 6, 7, 8, 8, 9, 10, 12, 14, 17, 20, 33];

/// Which users sign the tree.
#[derive(Clone, Copy)]
pub enum Signing {
    Nobody,
    Some,
    Everybody,
}

/// A tree that is to be built.
pub struct Plan {
    pub spec: TreeSpec,
    /// The transaction whose output funds the tree.
    pub anchor: Transaction,
    pub utxo: OutPoint,
    pub server: KeyPair,
    /// The keys of the users, by the number of the leaf.
    pub users: Vec<KeyPair>,
    /// What unlocks the leaves.
    pub preimages: Vec<Preimage>,
    /// The keys of leaves, by the number of the leaf.
    pub cosigners: Vec<Option<KeyPair>>,
    /// The keys that sign for all nodes.
    pub global: Vec<KeyPair>,
}

impl Plan {
    pub fn draw(source: &mut Unstructured<'_>, seed: u64) -> Result<Self> {
        let most = MOST[seed as usize % MOST.len()];
        // In one of four trees nobody signs but the server; in one of four everybody does.
        let signing = match source.int_in_range(0..=3_u8)? {
            0 => Signing::Nobody,
            1 => Signing::Everybody,
            _ => Signing::Some,
        };
        Self::of(source.int_in_range(2..=most)?, signing, source)
    }

    /// A tree of so many leaves.
    pub fn of(leaves: usize, signing: Signing, source: &mut Unstructured<'_>) -> Result<Self> {
        let server = key(source)?;
        let terms = Terms {
            server_pubkey: server.public_key(),
            expiry_height: height(source)?,
            exit_delta: delta(source)?,
        };
        let global = (0..source.int_in_range(1..=3)?).map(|_| key(source)).collect::<Result<Vec<_>>>()?;
        let version = match source.ratio(1, 4)? {
            true => HashLockVersion::V0,
            false => HashLockVersion::V1,
        };
        let (mut users, mut preimages, mut cosigners, mut specs) = (vec![], vec![], vec![], vec![]);
        for _ in 0..leaves {
            let signs = match signing {
                Signing::Nobody => false,
                Signing::Everybody => true,
                Signing::Some => source.arbitrary()?,
            };
            let (user, cosigner) = (key(source)?, if signs { Some(key(source)?) } else { None });
            let preimage = Preimage(Secret::new(source.arbitrary()?));
            specs.push(LeafSpec {
                policy: policy(user.public_key(), source)?,
                amount: Sat(source.int_in_range(330..=1_000_000_000)?),
                cosign_pubkey: cosigner.as_ref().map(KeyPair::public_key),
                unlock_hash: UnlockHash::of(&preimage),
            });
            users.push(user);
            cosigners.push(cosigner);
            preimages.push(preimage);
        }
        let keys = global.iter().map(KeyPair::public_key).collect();
        let spec = TreeSpec::new(terms, keys, specs).unwrap().with_hash_lock(version);
        let anchor = funding(&spec, source)?;
        let txid = Txid(anchor.compute_txid().to_byte_array());
        let utxo = OutPoint { txid, vout: anchor.output.len() as u32 - 1 };
        Ok(Self { spec, anchor, utxo, server, users, preimages, cosigners, global })
    }
}

/// A transaction whose last output funds the tree.
fn funding(spec: &TreeSpec, source: &mut Unstructured<'_>) -> Result<Transaction> {
    let output = |value: u64, script: &[u8]| TxOut {
        value: Amount::from_sat(value),
        script_pubkey: ScriptBuf::from_bytes(script.to_vec()),
    };
    let tree = spec.funding_output().unwrap();
    let others = source.int_in_range(0..=3)?;
    let others = (0..others).map(|value| output(value, &[0x51]));
    Ok(Transaction {
        version: transaction::Version::TWO,
        lock_time: absolute::LockTime::from_consensus(source.arbitrary()?),
        input: vec![TxIn::default()],
        output: others.chain([output(tree.value.0, &tree.script_pubkey)]).collect(),
    })
}

fn policy(user_pubkey: PublicKey, source: &mut Unstructured<'_>) -> Result<UserPolicy> {
    let version = HashLockVersion::V1;
    let payment_hash = PaymentHash(source.arbitrary()?);
    Ok(match source.int_in_range(0..=3_u8)? {
        0 => UserPolicy::LightningSend { version, user_pubkey, payment_hash, htlc_expiry: height(source)? },
        1 => UserPolicy::LightningReceive {
            version,
            user_pubkey,
            payment_hash,
            htlc_expiry: height(source)?,
            htlc_expiry_delta: delta(source)?,
        },
        _ => UserPolicy::Pubkey { user_pubkey },
    })
}

fn height(source: &mut Unstructured<'_>) -> Result<LockHeight> {
    Ok(LockHeight::new(BlockHeight(source.int_in_range(1..=LockHeight::MAX.to_u32())?)).unwrap())
}

fn delta(source: &mut Unstructured<'_>) -> Result<LockDelta> {
    Ok(LockDelta::new(source.int_in_range(1..=LockDelta::MAX.blocks())?).unwrap())
}

fn key(source: &mut Unstructured<'_>) -> Result<KeyPair> {
    Ok(KEYS[source.choose_index(KEYS.len())?].clone())
}

fn key_pair(number: u64) -> KeyPair {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    let key = SecretKey::parse(Secret::new(bytes)).unwrap();
    CONTEXT.key_pair(&key).unwrap()
}
