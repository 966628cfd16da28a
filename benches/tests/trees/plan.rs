//! Specifications of trees, drawn from bytes.

use arbitrary::{Result, Unstructured};
use keelbolt::amount::Sat;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::crypto::{KeyPair, PaymentHash, PublicKey, SecretKey, SigningContext};
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

/// How many leaves there are at most, in most cases: large trees take long.
const MOST: [usize; 8] = [4, 5, 8, 16, 17, 32, 64, 300];

/// A tree that is to be built.
pub struct Plan {
    pub spec: TreeSpec,
    pub utxo: OutPoint,
    /// The keys of leaves, by the number of the leaf.
    pub cosigners: Vec<Option<KeyPair>>,
    /// The keys that sign for all nodes.
    pub global: Vec<KeyPair>,
}

impl Plan {
    pub fn draw(source: &mut Unstructured<'_>, seed: u64) -> Result<Self> {
        let most = MOST[seed as usize % MOST.len()];
        Self::of(source.int_in_range(2..=most)?, source)
    }

    /// A tree of so many leaves.
    pub fn of(leaves: usize, source: &mut Unstructured<'_>) -> Result<Self> {
        let terms = Terms {
            server_pubkey: key(source)?.public_key(),
            expiry_height: height(source)?,
            exit_delta: delta(source)?,
        };
        let global = (0..source.int_in_range(1..=3)?).map(|_| key(source)).collect::<Result<Vec<_>>>()?;
        // In one of four trees nobody signs but the server; in one of four everybody does.
        let signing = source.int_in_range(0..=3_u8)?;
        let mut cosigners = Vec::new();
        for _ in 0..leaves {
            let signs = match signing {
                0 => false,
                1 => true,
                _ => source.arbitrary()?,
            };
            cosigners.push(if signs { Some(key(source)?) } else { None });
        }
        let version = match source.ratio(1, 4)? {
            true => HashLockVersion::V0,
            false => HashLockVersion::V1,
        };
        let leaf = |cosigner: &Option<KeyPair>, source: &mut Unstructured<'_>| {
            Ok(LeafSpec {
                policy: policy(source)?,
                amount: Sat(source.int_in_range(330..=1_000_000_000)?),
                cosign_pubkey: cosigner.as_ref().map(KeyPair::public_key),
                unlock_hash: UnlockHash(source.arbitrary()?),
            })
        };
        let specs = cosigners.iter().map(|cosigner| leaf(cosigner, source)).collect::<Result<Vec<_>>>()?;
        let keys = global.iter().map(KeyPair::public_key).collect();
        let spec = TreeSpec::new(terms, keys, specs).unwrap().with_hash_lock(version);
        let utxo = OutPoint { txid: Txid(source.arbitrary()?), vout: source.int_in_range(0..=3)? };
        Ok(Self { spec, utxo, cosigners, global })
    }
}

fn policy(source: &mut Unstructured<'_>) -> Result<UserPolicy> {
    let user_pubkey: PublicKey = key(source)?.public_key();
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
