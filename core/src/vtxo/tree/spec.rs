//! What a tree is made from.

use crate::amount::Sat;
use crate::bytes::{Reader, Writer};
use crate::crypto::PublicKey;
use crate::vtxo::keys::Keys;
use crate::vtxo::policy::UserPolicy;
use crate::vtxo::wire::{self, KEY_LENGTH, List};
use crate::vtxo::{Counted, Error, HashLockVersion, MAX_LEAVES, Terms, UnlockHash};
use alloc::vec::Vec;

/// The version of the encoding.
const VERSION: u8 = 2;

/// A leaf: a VTXO that a user asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeafSpec {
    /// What the user asked for.
    pub policy: UserPolicy,
    /// How much.
    pub amount: Sat,
    /// The user's key for this tree alone, which signs for all nodes above the leaf; none where the round is delegated.
    pub cosign_pubkey: Option<PublicKey>,
    /// What unlocks the leaf.
    pub unlock_hash: UnlockHash,
}

impl LeafSpec {
    /// The shortest: a key without one for signing.
    const LEAST: usize = 1 + KEY_LENGTH + 8 + 1 + 32;
    const LIST: List = List { what: Counted::Leaves, least: Self::LEAST, limit: MAX_LEAVES };

    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(Self {
            policy: UserPolicy::read(reader)?,
            amount: Sat(reader.u64_le()?),
            cosign_pubkey: match reader.rest().first() {
                Some(0) => reader.u8().map(|_| None)?,
                _ => Some(wire::key(reader)?),
            },
            unlock_hash: UnlockHash(reader.array()?),
        })
    }

    fn put(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        self.policy.put(writer)?;
        writer.put(&self.amount.0.to_le_bytes())?;
        match &self.cosign_pubkey {
            Some(key) => writer.put(&key.to_bytes())?,
            None => writer.put(&[0])?,
        }
        Ok(writer.put(&self.unlock_hash.0)?)
    }

    /// Its part of the encoding, by which leaves are told apart.
    pub(crate) fn to_vec(self) -> Vec<u8> {
        wire::to_vec(self.length(), |writer| self.put(writer))
    }

    fn length(&self) -> usize {
        let key = self.cosign_pubkey.map_or(1, |_| KEY_LENGTH);
        self.policy.length().saturating_add(8).saturating_add(key).saturating_add(32)
    }
}

/// All that decides a tree before it is signed: 2 to 100,000 leaves whose sum is no more than there is.
///
/// ```
/// # use keelbolt::amount::Sat;
/// # use keelbolt::time::BlockHeight;
/// # use keelbolt::vtxo::{LockDelta, LockHeight, Terms, UnlockHash, policy::UserPolicy};
/// # use keelbolt::{crypto::{SecretKey, SigningContext}, entropy::Entropy, secret::Secret};
/// use keelbolt::vtxo::tree::{LeafSpec, TreeSpec};
/// # let context = SigningContext::new(Entropy::new([7; 32]));
/// # let key = |n: u8| context.public_key(&SecretKey::parse(Secret::new([n; 32])).unwrap()).unwrap();
/// # let expiry_height = LockHeight::new(BlockHeight(900_000)).unwrap();
/// # let exit_delta = LockDelta::new(144).unwrap();
/// # let terms = Terms { server_pubkey: key(1), expiry_height, exit_delta };
/// # let user = |n| UserPolicy::Pubkey { user_pubkey: key(n) };
/// # let unlock_hash = UnlockHash([9; 32]);
/// let cosigned = LeafSpec { policy: user(3), amount: Sat(1_000), cosign_pubkey: Some(key(4)), unlock_hash };
/// let delegated = LeafSpec { policy: user(5), amount: Sat(2_000), cosign_pubkey: None, unlock_hash };
/// let spec = TreeSpec::new(terms, vec![key(2)], vec![cosigned, delegated])?;
/// assert_eq!(spec.total(), Sat(3_000));
/// assert_eq!(TreeSpec::parse(&spec.to_vec()), Ok(spec));
/// # Ok::<(), keelbolt::vtxo::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeSpec {
    terms: Terms,
    global_cosign_pubkeys: Vec<PublicKey>,
    leaves: Vec<LeafSpec>,
    hash_lock: HashLockVersion,
    total: Sat,
}

impl TreeSpec {
    /// A tree whose leaves have hash locks of version 1. `global_cosign_pubkeys` sign for every node, the server's key
    /// for this tree among them.
    ///
    /// # Errors
    ///
    /// [`Error::TooFewLeaves`], [`Error::TooMany`], or [`Error::AmountOverflow`].
    pub fn new(
        terms: Terms,
        global_cosign_pubkeys: Vec<PublicKey>,
        leaves: Vec<LeafSpec>,
    ) -> Result<Self, Error> {
        if leaves.len() < 2 {
            return Err(Error::TooFewLeaves { found: leaves.len() });
        }
        LeafSpec::LIST.limited(leaves.len())?;
        Keys::GLOBAL.limited(global_cosign_pubkeys.len())?;
        let limit = Sat::MAX_MONEY;
        let total = leaves.iter().try_fold(Sat(0), |sum, leaf| sum.checked_add(leaf.amount));
        let total = total.filter(|total| *total <= limit).ok_or(Error::AmountOverflow { limit })?;
        Ok(Self { terms, global_cosign_pubkeys, leaves, hash_lock: HashLockVersion::V1, total })
    }

    /// The same tree with hash locks of another version. No encoding tells it: the first signature does.
    #[must_use]
    pub fn with_hash_lock(self, hash_lock: HashLockVersion) -> Self {
        Self { hash_lock, ..self }
    }

    /// Reads a specification that fills `bytes`.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of an encoding; [`Error::TooFewLeaves`] or [`Error::AmountOverflow`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        wire::whole(bytes, Self::read)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        match reader.u8()? {
            VERSION => (),
            found => return Err(Error::Version { found: found.into() }),
        }
        let terms = wire::terms(reader)?;
        let global = (0..Keys::GLOBAL.count(reader)?).map(|_| wire::key(reader));
        let global = global.collect::<Result<_, _>>()?;
        let leaves = (0..LeafSpec::LIST.count(reader)?).map(|_| LeafSpec::read(reader));
        let leaves = leaves.collect::<Result<_, _>>()?;
        Self::new(terms, global, leaves)
    }

    /// Writes it.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when it does not fit.
    pub fn write<'b>(&self, out: &'b mut [u8]) -> Result<&'b [u8], Error> {
        wire::write(out, self.length(), |writer| self.put(writer))
    }

    /// Writes it into memory of its own.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        wire::to_vec(self.length(), |writer| self.put(writer))
    }

    pub(super) fn put(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        writer.put(&[VERSION])?;
        wire::put_terms(writer, &self.terms)?;
        Keys::new(&self.global_cosign_pubkeys).put(writer)?;
        wire::put_count(writer, self.leaves.len())?;
        self.leaves.iter().try_for_each(|leaf| leaf.put(writer))
    }

    /// How many bytes it takes.
    #[must_use]
    pub fn length(&self) -> usize {
        let leaves = self.leaves.iter().fold(0_usize, |sum, leaf| sum.saturating_add(leaf.length()));
        [
            wire::TERMS_LENGTH,
            Keys::new(&self.global_cosign_pubkeys).length(),
            wire::count_length(self.leaves.len()),
            leaves,
        ]
        .into_iter()
        .fold(1, usize::saturating_add)
    }

    /// The server's key, the expiry and the delay of exits.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The keys that sign for every node.
    #[must_use]
    pub fn global_cosign_pubkeys(&self) -> &[PublicKey] {
        &self.global_cosign_pubkeys
    }

    /// The leaves, in order.
    #[must_use]
    pub fn leaves(&self) -> &[LeafSpec] {
        &self.leaves
    }

    /// How the leaves ask for their preimages.
    #[must_use]
    pub const fn hash_lock(&self) -> HashLockVersion {
        self.hash_lock
    }

    /// The sum of all leaves: what the output on chain holds.
    #[must_use]
    pub const fn total(&self) -> Sat {
        self.total
    }
}
