//! Keys, terms and VTXOs whose secrets are known: what the fuzz targets of Ark draw.

use crate::{CONTEXT, NODES, bytes, flip, number};
use keelbolt::amount::Sat;
use keelbolt::codec::serialized::SerializedTransaction;
use keelbolt::codec::transaction::{OutPoint, TxOut, Txid};
use keelbolt::crypto::musig::{AggregateNonce, KeyAggregation, NonceInputs, SecretNonce, Session, sort_keys};
use keelbolt::crypto::{KeyPair, PaymentHash, Preimage, PublicKey, SchnorrSignature, Sha256};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::{Policy, UserPolicy};
use keelbolt::vtxo::{
    BareVtxo, GenesisItem, HashLockVersion, Hop, Keys, LockDelta, LockHeight, Siblings, Terms, Transition,
    Unlock, UnlockHash, Vtxo,
};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use std::sync::LazyLock;

/// The server's key, that of its trees, the wallet's own, and a stranger's, by their places.
pub const SERVER: usize = 0;
pub const COSIGNER: usize = 1;
pub const OWN: usize = 2;
pub const STRANGER: usize = 3;

static PAIRS: LazyLock<Vec<KeyPair>> =
    LazyLock::new(|| NODES.iter().map(|node| CONTEXT.key_pair(&node.key).expect("a key")).collect());

pub fn key(place: usize) -> PublicKey {
    NODES[place].id
}

pub fn pair(place: usize) -> KeyPair {
    PAIRS[place].clone()
}

/// The pair of one of the known keys.
pub fn pair_of(key: &PublicKey) -> KeyPair {
    let place = NODES.iter().position(|node| node.id == *key).expect("one of them");
    pair(place)
}

pub fn any_key(source: &mut Unstructured<'_>) -> Result<PublicKey> {
    Ok(key(source.choose_index(NODES.len())?))
}

pub fn height(source: &mut Unstructured<'_>) -> Result<LockHeight> {
    let height = number(source)? % (u64::from(LockHeight::MAX.to_u32()) + 1);
    Ok(LockHeight::new(BlockHeight(height as u32)).expect("in range"))
}

pub fn delta(source: &mut Unstructured<'_>) -> Result<LockDelta> {
    let blocks = number(source)? % (u64::from(LockDelta::MAX.blocks()) + 1);
    Ok(LockDelta::new(blocks as u16).expect("in range"))
}

pub fn version(source: &mut Unstructured<'_>) -> Result<HashLockVersion> {
    Ok(if source.arbitrary()? { HashLockVersion::V0 } else { HashLockVersion::V1 })
}

pub fn preimage(byte: u8) -> Preimage {
    Preimage(Secret::new([byte; 32]))
}

pub fn user_policy(source: &mut Unstructured<'_>, user_pubkey: PublicKey) -> Result<UserPolicy> {
    let (version, payment_hash) = (version(source)?, PaymentHash(source.arbitrary()?));
    Ok(match source.int_in_range(0..=3)? {
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

/// A transaction of a genesis before it is signed.
#[derive(Clone, Debug)]
pub struct Step {
    pub lock: StepLock,
    pub index: u8,
    pub siblings: Vec<(u64, Vec<u8>)>,
    pub fee: u64,
    pub signature: Option<SchnorrSignature>,
}

#[derive(Clone, Debug)]
pub enum StepLock {
    Cosigned(Vec<PublicKey>),
    Arkoor(Vec<PublicKey>, [u8; 32]),
    /// The user's key, the preimage, and whether it is known.
    HashLocked(HashLockVersion, PublicKey, [u8; 32], bool),
}

impl Step {
    fn transition(&self) -> Transition<'_> {
        let signature = self.signature;
        match &self.lock {
            StepLock::Cosigned(keys) => Transition::Cosigned { pubkeys: Keys::new(keys), signature },
            StepLock::Arkoor(keys, tweak) => {
                Transition::Arkoor { client_pubkeys: Keys::new(keys), tap_tweak: *tweak, signature }
            }
            StepLock::HashLocked(version, user_pubkey, preimage, is_known) => Transition::HashLocked {
                version: *version,
                user_pubkey: *user_pubkey,
                signature,
                unlock: match is_known {
                    true => Unlock::Preimage(preimage),
                    false => Unlock::Hash(UnlockHash::of(&Preimage(Secret::new(*preimage)))),
                },
            },
        }
    }
}

/// A VTXO before it is signed: where it lies and from where it leads follow.
#[derive(Clone, Debug)]
pub struct Draft {
    pub amount: u64,
    pub terms: Terms,
    pub policy: UserPolicy,
    pub steps: Vec<Step>,
}

/// A VTXO that leads from an output of this transaction.
pub struct Made {
    pub vtxo: Vtxo,
    pub anchor: Vec<u8>,
}

/// Which of the outputs of the transaction on chain it is.
pub const ANCHOR_INDEX: u32 = 1;

impl Draft {
    /// As a wallet expects it: up to four nodes of a tree and a leaf, or a board, and payments behind it.
    pub fn draw(source: &mut Unstructured<'_>) -> Result<Self> {
        let terms = Terms {
            server_pubkey: key(SERVER),
            expiry_height: LockHeight::new(BlockHeight(900_000)).expect("in range"),
            exit_delta: LockDelta::new(144).expect("in range"),
        };
        let mut steps = Vec::new();
        let is_board = source.ratio(1, 4)?;
        let nodes = if is_board { 1 } else { source.int_in_range(1..=4)? };
        for _ in 0..nodes {
            let mut keys = vec![if is_board { key(SERVER) } else { key(COSIGNER) }];
            for _ in 0..source.int_in_range(0..=3)? {
                keys.push(any_key(source)?);
            }
            let siblings = if is_board { Vec::new() } else { siblings(source)? };
            let fee = if is_board { source.int_in_range(0..=1_000)? } else { 0 };
            steps.push(Step::of(StepLock::Cosigned(keys), siblings, fee, source)?);
        }
        let payments = if source.ratio(1, 3)? { source.int_in_range(1..=2)? } else { 0 };
        if !is_board {
            let owner = if payments == 0 { key(OWN) } else { any_key(source)? };
            let lock = StepLock::HashLocked(version(source)?, owner, [9; 32], true);
            steps.push(Step::of(lock, Vec::new(), 0, source)?);
        }
        for _ in 0..payments {
            let user_pubkey = any_key(source)?;
            let policy = Policy::User(UserPolicy::Pubkey { user_pubkey });
            let output = policy.output(&terms).expect("keys");
            let tweak = output.internal_key().tap_tweak_hash(output.merkle_root().as_ref());
            let lock = StepLock::Arkoor(vec![user_pubkey], tweak.0);
            steps.push(Step::of(lock, siblings(source)?, 0, source)?);
        }
        let policy = UserPolicy::Pubkey { user_pubkey: key(OWN) };
        Ok(Self { amount: source.int_in_range(330..=1_000_000)?, terms, policy, steps })
    }

    /// The transactions before the VTXO's own, signed by those whose keys they name; `None` when there can be none.
    pub fn make(mut self) -> Option<Made> {
        let point = OutPoint { txid: Txid([7; 32]), vout: u32::MAX };
        let anchor = {
            let vtxo = self.vtxo(OutPoint { txid: Txid([6; 32]), vout: 0 }, point)?;
            let value = vtxo.as_ref().chain_anchor_amount()?;
            funding(value, &vtxo.as_ref().hops().ok()?.next_script())
        };
        let txid = SerializedTransaction::parse(&anchor).expect("a transaction").txid();
        let from = OutPoint { txid, vout: ANCHOR_INDEX };
        let vtxo = self.vtxo(from, point)?;
        let mut end = from;
        let mut signatures = Vec::new();
        for (hop, step) in vtxo.as_ref().hops().ok()?.zip(&self.steps) {
            let hop = hop.ok()?;
            signatures.push(sign(&hop, step, &self.terms)?);
            end = hop.outpoint();
        }
        for (step, signature) in self.steps.iter_mut().zip(signatures) {
            step.signature = Some(signature);
        }
        Some(Made { vtxo: self.vtxo(from, end)?, anchor })
    }

    fn vtxo(&self, chain_anchor: OutPoint, point: OutPoint) -> Option<Vtxo> {
        let outputs: Vec<Vec<TxOut<'_>>> = self.steps.iter().map(|step| outputs(&step.siblings)).collect();
        let items = self.steps.iter().zip(&outputs).map(|(step, outputs)| {
            Some(GenesisItem {
                transition: step.transition(),
                output_index: step.index,
                siblings: Siblings::new(outputs)?,
                fee: Sat(step.fee),
            })
        });
        let items: Vec<_> = items.collect::<Option<_>>()?;
        let (terms, policy) = (self.terms, self.policy);
        let bare = BareVtxo { amount: Sat(self.amount), terms, chain_anchor, policy, point };
        Vtxo::new(bare, &items).ok()
    }
}

impl Step {
    fn of(
        lock: StepLock,
        siblings: Vec<(u64, Vec<u8>)>,
        fee: u64,
        source: &mut Unstructured<'_>,
    ) -> Result<Self> {
        let index = source.choose_index(siblings.len() + 1)? as u8;
        Ok(Self { lock, index, siblings, fee, signature: None })
    }
}

fn siblings(source: &mut Unstructured<'_>) -> Result<Vec<(u64, Vec<u8>)>> {
    let p2tr = [&[0x51, 0x20][..], &key(STRANGER).x_only().0.to_bytes()].concat();
    let count = source.int_in_range(0..=3)?;
    (0..count).map(|_| Ok((source.int_in_range(330..=1_000_000)?, p2tr.clone()))).collect()
}

/// Other outputs of any kind, in any number.
pub fn any_siblings(source: &mut Unstructured<'_>) -> Result<Vec<(u64, Vec<u8>)>> {
    let count = if source.ratio(1, 16)? { 254 } else { source.int_in_range(0..=3)? };
    (0..count).map(|_| Ok((number(source)?, bytes(source, 40)?))).collect()
}

fn outputs(siblings: &[(u64, Vec<u8>)]) -> Vec<TxOut<'_>> {
    siblings.iter().map(|(value, script)| TxOut { value: Sat(*value), script_pubkey: script }).collect()
}

/// A transaction whose second output is the one.
fn funding(value: Sat, script: &[u8]) -> Vec<u8> {
    let mut bytes = vec![2, 0, 0, 0, 1];
    bytes.extend([6; 36]);
    bytes.extend([0, 0xff, 0xff, 0xff, 0xff, 2]);
    for (value, script) in [(777, &[0x51][..]), (value.0, script)] {
        bytes.extend(value.to_le_bytes());
        bytes.push(script.len() as u8);
        bytes.extend(script);
    }
    bytes.extend([0; 4]);
    bytes
}

/// The signature of all that a step names, by the path that it takes.
fn sign(hop: &Hop<'_>, step: &Step, terms: &Terms) -> Option<SchnorrSignature> {
    let sighash = hop.sighash();
    match &step.lock {
        StepLock::Cosigned(keys) => {
            let aggregate = aggregate(keys.clone());
            let keys = KeyAggregation::new(&aggregate).ok()?;
            let policy = Policy::Expiry { internal_key: keys.x_only_public_key() };
            let root = policy.output(terms).ok()?.merkle_root();
            Some(together(&keys.tap_tweak(root.as_ref()).ok()?, &aggregate, &sighash))
        }
        StepLock::Arkoor(clients, tweak) => {
            let aggregate = aggregate(clients.iter().copied().chain([terms.server_pubkey]).collect());
            let keys = KeyAggregation::new(&aggregate).ok()?.add_x_only_tweak(tweak).ok()?;
            Some(together(&keys, &aggregate, &sighash))
        }
        StepLock::HashLocked(_, user_pubkey, ..) => {
            let aggregate = aggregate(vec![*user_pubkey, terms.server_pubkey]);
            Some(together(&KeyAggregation::new(&aggregate).ok()?, &aggregate, &sighash))
        }
    }
}

fn aggregate(mut keys: Vec<PublicKey>) -> Vec<PublicKey> {
    sort_keys(&mut keys);
    keys
}

/// The signature of known keys, as one.
pub fn together(aggregate: &KeyAggregation<'_>, keys: &[PublicKey], message: &Sha256) -> SchnorrSignature {
    let pairs: Vec<KeyPair> = keys.iter().map(pair_of).collect();
    let nonces = (1..).zip(&pairs).map(|(byte, pair)| {
        let inputs = NonceInputs { keys: Some(aggregate), message: Some(message), extra: None };
        SecretNonce::new(Entropy::new([byte; 32]), pair, inputs, &CONTEXT).expect("entropy")
    });
    let (secret, public): (Vec<_>, Vec<_>) = nonces.unzip();
    let sum = AggregateNonce::new(&public).expect("there are some");
    let session = Session::new(aggregate, &sum, message).expect("a session");
    let partials = secret.into_iter().zip(&pairs).map(|(nonce, pair)| nonce.sign(&session, pair));
    let partials: Vec<_> = partials.collect::<std::result::Result<_, _>>().expect("signers");
    session.aggregate(&partials).expect("all have signed")
}

/// Some bits flipped, or a part cut out, doubled, or put in.
pub fn mutate(source: &mut Unstructured<'_>, input: &mut Vec<u8>) -> Result<()> {
    for _ in 0..source.int_in_range(0..=2)? {
        let at = source.choose_index(input.len() + 1)?;
        let length = source.int_in_range(0..=input.len() - at)?.min(64);
        match source.int_in_range(0..=3)? {
            0 => {
                input.drain(at..at + length);
            }
            1 => {
                let part = input[at..at + length].to_vec();
                input.splice(at..at, part);
            }
            2 => {
                let part = bytes(source, 40)?;
                input.splice(at..at, part);
            }
            _ => flip(source, input)?,
        }
    }
    Ok(())
}
