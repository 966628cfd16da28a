//! Values of Ark, random and fixed, for several tests.
#![allow(dead_code, reason = "no test needs all of them")]

use keelbolt::amount::Sat;
use keelbolt::codec::transaction::TxOut;
#[cfg(feature = "alloc")]
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::crypto::musig::{AggregateNonce, KeyAggregation, NonceInputs, SecretNonce, Session, sort_keys};
use keelbolt::crypto::{
    KeyPair, PaymentHash, Preimage, PublicKey, SchnorrSignature, SecretKey, Sha256, SigningContext,
    TapNodeHash,
};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::{Policy, UserPolicy};
#[cfg(feature = "alloc")]
use keelbolt::vtxo::{BareVtxo, Vtxo};
use keelbolt::vtxo::{
    GenesisItem, HashLockVersion, Keys, LockDelta, LockHeight, Siblings, Terms, Transition, Unlock,
    UnlockHash,
};
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::LazyLock;

pub fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

/// The pair of a small number, not 0.
pub fn pair(number: u8) -> KeyPair {
    context().key_pair(&SecretKey::parse(Secret::new([number; 32])).unwrap()).unwrap()
}

/// The public key of a small number, not 0.
pub fn key(number: u8) -> PublicKey {
    static KEYS: LazyLock<Vec<PublicKey>> =
        LazyLock::new(|| (1..=250).map(|n| pair(n).public_key()).collect());
    KEYS[usize::from(number) - 1]
}

pub fn height(height: u32) -> LockHeight {
    LockHeight::new(BlockHeight(height)).unwrap()
}

pub fn delta(blocks: u16) -> LockDelta {
    LockDelta::new(blocks).unwrap()
}

/// Of the server with key 1.
pub fn terms() -> Terms {
    Terms { server_pubkey: key(1), expiry_height: height(900_000), exit_delta: delta(144) }
}

pub fn preimage() -> Preimage {
    Preimage(Secret::new([9; 32]))
}

/// One policy of each kind and version, of the user with key 2.
pub fn policies() -> Vec<Policy> {
    use HashLockVersion::{V0, V1};
    let (user_pubkey, htlc_expiry, htlc_expiry_delta) = (key(2), height(800_000), delta(40));
    let payment_hash = preimage().payment_hash();
    let unlock_hash = UnlockHash::of(&preimage());
    let versioned = |version| {
        [
            Policy::User(UserPolicy::LightningSend { version, user_pubkey, payment_hash, htlc_expiry }),
            Policy::User(UserPolicy::LightningReceive {
                version,
                user_pubkey,
                payment_hash,
                htlc_expiry,
                htlc_expiry_delta,
            }),
            Policy::HarkLeaf { version, user_pubkey, unlock_hash },
            Policy::HarkForfeit { version, user_pubkey, unlock_hash },
        ]
    };
    let others = [
        Policy::User(UserPolicy::Pubkey { user_pubkey }),
        Policy::Checkpoint { user_pubkey },
        Policy::Expiry { internal_key: key(3).x_only().0 },
        Policy::ServerOwned,
    ];
    [V0, V1].into_iter().flat_map(versioned).chain(others).collect()
}

pub fn any_key() -> impl Strategy<Value = PublicKey> + Clone {
    (1_u8..=250).prop_map(key)
}

pub fn any_version() -> impl Strategy<Value = HashLockVersion> + Clone {
    prop_oneof![Just(HashLockVersion::V0), Just(HashLockVersion::V1)]
}

pub fn any_height() -> impl Strategy<Value = LockHeight> + Clone {
    prop_oneof![0..=17_u32, 0..=LockHeight::MAX.to_u32()].prop_map(height)
}

pub fn any_delta() -> impl Strategy<Value = LockDelta> + Clone {
    prop_oneof![0..=17_u16, 0..=LockDelta::MAX.blocks()].prop_map(delta)
}

pub fn any_terms() -> impl Strategy<Value = Terms> {
    (any_key(), any_height(), any_delta()).prop_map(|(server_pubkey, expiry_height, exit_delta)| Terms {
        server_pubkey,
        expiry_height,
        exit_delta,
    })
}

pub fn any_policy() -> impl Strategy<Value = Policy> {
    let hash = any::<[u8; 32]>();
    let locked = (any_version(), any_key(), hash.prop_map(UnlockHash));
    prop_oneof![
        4 => any_user_policy().prop_map(Policy::User),
        1 => any_key().prop_map(|user_pubkey| Policy::Checkpoint { user_pubkey }),
        1 => any_key().prop_map(|key| Policy::Expiry { internal_key: key.x_only().0 }),
        1 => locked.clone().prop_map(|(version, user_pubkey, unlock_hash)| {
            Policy::HarkLeaf { version, user_pubkey, unlock_hash }
        }),
        1 => locked.prop_map(|(version, user_pubkey, unlock_hash)| {
            Policy::HarkForfeit { version, user_pubkey, unlock_hash }
        }),
        1 => Just(Policy::ServerOwned),
    ]
}

pub fn any_user_policy() -> impl Strategy<Value = UserPolicy> {
    let htlc = (any_version(), any_key(), any::<[u8; 32]>().prop_map(PaymentHash), any_height(), any_delta());
    prop_oneof![
        any_key().prop_map(|user_pubkey| UserPolicy::Pubkey { user_pubkey }),
        htlc.clone().prop_map(|(version, user_pubkey, payment_hash, htlc_expiry, _)| {
            UserPolicy::LightningSend { version, user_pubkey, payment_hash, htlc_expiry }
        }),
        htlc.prop_map(|(version, user_pubkey, payment_hash, htlc_expiry, htlc_expiry_delta)| {
            UserPolicy::LightningReceive {
                version,
                user_pubkey,
                payment_hash,
                htlc_expiry,
                htlc_expiry_delta,
            }
        }),
    ]
}

/// A transaction of a genesis, owned.
#[derive(Clone, Debug)]
pub struct Item {
    pub keys: Vec<PublicKey>,
    /// 1 to 4, as encodings say it.
    pub kind: u8,
    pub bytes: [u8; 32],
    pub knows_preimage: bool,
    pub signature: Option<[u8; 64]>,
    pub index: u8,
    pub siblings: Vec<(u64, Vec<u8>)>,
    pub fee: u64,
}

impl Item {
    /// Shows the item, borrowed.
    pub fn view<T>(&self, see: impl FnOnce(GenesisItem<'_>) -> T) -> T {
        let signature = self.signature.map(SchnorrSignature::new);
        let transition = match self.kind {
            1 => Transition::Cosigned { pubkeys: Keys::new(&self.keys), signature },
            2 => {
                let client_pubkeys = Keys::new(&self.keys[1..]);
                Transition::Arkoor { client_pubkeys, tap_tweak: self.bytes, signature }
            }
            kind => Transition::HashLocked {
                version: if kind == 3 { HashLockVersion::V0 } else { HashLockVersion::V1 },
                user_pubkey: self.keys[0],
                signature,
                unlock: match self.knows_preimage {
                    true => Unlock::Preimage(&self.bytes),
                    false => Unlock::Hash(UnlockHash(self.bytes)),
                },
            },
        };
        let siblings = self.siblings.iter();
        let siblings: Vec<_> =
            siblings.map(|(value, script)| TxOut { value: Sat(*value), script_pubkey: script }).collect();
        let siblings = Siblings::new(&siblings).unwrap();
        see(GenesisItem { transition, output_index: self.index, siblings, fee: Sat(self.fee) })
    }
}

pub fn any_item() -> impl Strategy<Value = Item> {
    // Below the group order in any case.
    let bytes = any::<[u8; 32]>().prop_map(|mut bytes| {
        bytes[0] &= 0x7f;
        bytes
    });
    let signature = any::<Option<[u8; 32]>>();
    let sibling = (0..=1_000_000_u64, vec(any::<u8>(), 0..=100));
    (
        vec(any_key(), 1..6),
        1..=4_u8,
        bytes,
        any::<bool>(),
        signature,
        any::<u8>(),
        vec(sibling, 0..6),
        0..=1_000_u64,
    )
        .prop_map(|(keys, kind, bytes, knows_preimage, signature, index, siblings, fee)| Item {
            // 64 zeros would be none.
            signature: signature
                .map(|half| std::array::from_fn(|i| if i < 32 { half[i] | 1 } else { half[i - 32] })),
            index: index % (u8::try_from(siblings.len()).unwrap() + 1),
            keys,
            kind,
            bytes,
            knows_preimage,
            siblings,
            fee,
        })
}

/// A VTXO to which some transactions lead, whose signatures are nonsense.
#[cfg(feature = "alloc")]
pub fn any_vtxo() -> impl Strategy<Value = Vtxo> {
    let outpoint =
        (any::<[u8; 32]>(), any::<u32>()).prop_map(|(txid, vout)| OutPoint { txid: Txid(txid), vout });
    (1..=1_000_000_u64, any_terms(), outpoint, any_user_policy(), vec(any_item(), 0..5)).prop_map(
        |(amount, terms, chain_anchor, policy, items)| {
            let point = match items.is_empty() {
                true => chain_anchor,
                false => OutPoint { vout: chain_anchor.vout ^ 1, ..chain_anchor },
            };
            let bare = BareVtxo { amount: Sat(amount), terms, chain_anchor, policy, point };
            vtxo(bare, &items)
        },
    )
}

/// Joins them.
#[cfg(feature = "alloc")]
pub fn vtxo(bare: BareVtxo, items: &[Item]) -> Vtxo {
    // Each view lives in the call of the one before it.
    fn join(bare: BareVtxo, items: &[Item], views: &mut Vec<GenesisItem<'_>>) -> Vtxo {
        match items.split_first() {
            Some((first, rest)) => first.view(|view| {
                let mut views: Vec<GenesisItem<'_>> = views.iter().copied().chain([view]).collect();
                join(bare, rest, &mut views)
            }),
            None => Vtxo::new(bare, views).unwrap(),
        }
    }
    join(bare, items, &mut Vec::new())
}

/// Signs for `signers` together, as one.
pub fn signature(signers: &[KeyPair], tweak: Option<&TapNodeHash>, message: &Sha256) -> SchnorrSignature {
    let mut keys: Vec<PublicKey> = signers.iter().map(KeyPair::public_key).collect();
    sort_keys(&mut keys);
    let aggregate = KeyAggregation::new(&keys).unwrap();
    let aggregate = tweak.map_or(aggregate, |root| aggregate.tap_tweak(Some(root)).unwrap());
    let nonces = (1..).zip(signers).map(|(entropy, signer)| {
        SecretNonce::new(Entropy::new([entropy; 32]), signer, NonceInputs::default(), &context()).unwrap()
    });
    let (secret, public): (Vec<_>, Vec<_>) = nonces.unzip();
    let session = Session::new(&aggregate, &AggregateNonce::new(&public).unwrap(), message).unwrap();
    let partials: Vec<_> = secret
        .into_iter()
        .zip(signers)
        .map(|(nonce, signer)| nonce.sign(&session, signer).unwrap())
        .collect();
    session.aggregate(&partials).unwrap()
}
