//! How a transaction of a genesis takes the output before it.

use crate::bytes::{Reader, Writer};
use crate::codec::spend::Frame;
use crate::crypto::{Preimage, PublicKey, SchnorrSignature, XOnlyPublicKey, is_below_group_order, sha256};
use crate::vtxo::keys::{self, Keys, Points};
use crate::vtxo::policy::{Clause, Policy, PolicyOutput};
use crate::vtxo::wire::{self, KEY_LENGTH};
use crate::vtxo::{Error, HashLockVersion, Terms, UnlockHash};
use core::fmt;

/// The types.
const COSIGNED: u8 = 1;
const ARKOOR: u8 = 2;
const HASH_LOCKED_V0: u8 = 3;
const HASH_LOCKED: u8 = 4;

const SIGNATURE_LENGTH: usize = 64;

/// A way to take an output, with the signature for it, if there is one already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition<'a> {
    /// The key path of a node of a tree, or of what funds a board.
    Cosigned {
        /// Who signs together, the server among them.
        pubkeys: Keys<'a>,
        /// The signature.
        signature: Option<SchnorrSignature>,
    },
    /// The key path of what a payment between users spends.
    Arkoor {
        /// Who signs together with the server.
        client_pubkeys: Keys<'a>,
        /// What is added to the aggregate of all, times the generator: it hides the output's scripts.
        tap_tweak: [u8; 32],
        /// The signature.
        signature: Option<SchnorrSignature>,
    },
    /// The unlock clause before a leaf of a tree.
    HashLocked {
        /// How the script asks for the preimage.
        version: HashLockVersion,
        /// The key of the leaf's owner, who signs together with the server.
        user_pubkey: PublicKey,
        /// The signature.
        signature: Option<SchnorrSignature>,
        /// What unlocks the leaf.
        unlock: Unlock<'a>,
    },
}

/// What unlocks a leaf: known, or not yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unlock<'a> {
    /// The preimage.
    Preimage(&'a [u8; 32]),
    /// Its hash.
    Hash(UnlockHash),
}

impl Unlock<'_> {
    /// The hash.
    #[must_use]
    pub fn hash(&self) -> UnlockHash {
        match self {
            Self::Preimage(preimage) => UnlockHash(sha256(*preimage).0),
            Self::Hash(hash) => *hash,
        }
    }
}

/// Whoever sees a preimage may take what is forfeited for it.
impl fmt::Debug for Unlock<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preimage(_) => f.write_str("Preimage(..)"),
            Self::Hash(hash) => write!(f, "Hash({hash})"),
        }
    }
}

/// What a transition takes: the key of an output, and how it is satisfied.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lock {
    pub(super) output_key: XOnlyPublicKey,
    /// The output with its unlock clause, where it is not the key path.
    pub(super) leaf: Option<(PolicyOutput, Clause)>,
}

impl<'a> Transition<'a> {
    /// The signature, if there is one.
    #[must_use]
    pub const fn signature(&self) -> Option<&SchnorrSignature> {
        match self {
            Self::Cosigned { signature, .. }
            | Self::Arkoor { signature, .. }
            | Self::HashLocked { signature, .. } => signature.as_ref(),
        }
    }

    /// The preimage, if this is a hash-locked transition and it is known.
    #[must_use]
    pub const fn preimage(&self) -> Option<&'a [u8; 32]> {
        match self {
            Self::HashLocked { unlock: Unlock::Preimage(preimage), .. } => Some(preimage),
            _ => None,
        }
    }

    /// Whether nothing is missing that a transaction's witness needs.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        let locked = matches!(self, Self::HashLocked { unlock: Unlock::Hash(_), .. });
        self.signature().is_some() && !locked
    }

    /// The same with the signature of a leaf transaction; `None` for others.
    pub(super) fn with_unlock_signature(self, signature: SchnorrSignature) -> Option<Self> {
        match self {
            Self::HashLocked { version, user_pubkey, unlock, .. } => {
                Some(Self::HashLocked { version, user_pubkey, unlock, signature: Some(signature) })
            }
            _ => None,
        }
    }

    /// The same with what unlocks it; `None` when it is no leaf transaction, or when that is the preimage of another hash.
    pub(super) fn with_unlock_preimage(self, preimage: &'a Preimage) -> Option<Self> {
        match self {
            Self::HashLocked { version, user_pubkey, signature, unlock }
                if unlock.hash() == UnlockHash::of(preimage) =>
            {
                let unlock = Unlock::Preimage(preimage.0.expose());
                Some(Self::HashLocked { version, user_pubkey, signature, unlock })
            }
            _ => None,
        }
    }

    /// Reads a transition; keys that sign together are left unchecked.
    pub(super) fn read(reader: &mut Reader<'a>, points: &mut Points<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        match reader.u8()? {
            COSIGNED => {
                let offset = reader.offset();
                let pubkeys = points.read_keys(reader)?;
                if pubkeys.is_empty() {
                    return Err(Error::NoCosigners { offset });
                }
                Ok(Self::Cosigned { pubkeys, signature: read_signature(reader)? })
            }
            ARKOOR => {
                let client_pubkeys = points.read_keys(reader)?;
                let offset = reader.offset();
                let tap_tweak = reader.array()?;
                if !is_below_group_order(&tap_tweak) {
                    return Err(Error::Tweak { offset });
                }
                Ok(Self::Arkoor { client_pubkeys, tap_tweak, signature: read_signature(reader)? })
            }
            HASH_LOCKED_V0 => Self::read_hash_locked(HashLockVersion::V0, reader, points),
            HASH_LOCKED => Self::read_hash_locked(HashLockVersion::V1, reader, points),
            found => Err(Error::TransitionType { offset, found }),
        }
    }

    fn read_hash_locked(
        version: HashLockVersion,
        reader: &mut Reader<'a>,
        points: &mut Points<'a>,
    ) -> Result<Self, Error> {
        let user_pubkey = points.read_key(reader)?;
        let signature = read_signature(reader)?;
        let offset = reader.offset();
        let selector = reader.u8()?;
        let unlock = match (selector, reader.take(32)?.first_chunk()) {
            (0, Some(preimage)) => Unlock::Preimage(preimage),
            (1, Some(hash)) => Unlock::Hash(UnlockHash(*hash)),
            (found, _) => return Err(Error::Unlock { offset, found }),
        };
        Ok(Self::HashLocked { version, user_pubkey, signature, unlock })
    }

    /// Checks the keys of a transition that was read at `offset`, and shows each.
    pub(super) fn check(&self, offset: usize, see: &mut impl FnMut(PublicKey)) -> Result<(), Error> {
        match self {
            Self::Cosigned { pubkeys: keys, .. } | Self::Arkoor { client_pubkeys: keys, .. } => {
                // Behind the type and the count.
                keys.check(offset.saturating_add(1).saturating_add(wire::count_length(keys.len())), see)
            }
            Self::HashLocked { user_pubkey, .. } => {
                see(*user_pubkey);
                Ok(())
            }
        }
    }

    /// The keys that it has, in order.
    #[cfg(feature = "alloc")]
    pub(super) fn points(&self) -> impl Iterator<Item = PublicKey> + use<'a> {
        let (keys, key) = match *self {
            Self::Cosigned { pubkeys: keys, .. } | Self::Arkoor { client_pubkeys: keys, .. } => (keys, None),
            Self::HashLocked { user_pubkey, .. } => (Keys::new(&[]), Some(user_pubkey)),
        };
        keys.iter().chain(key)
    }

    pub(super) fn put(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        match self {
            Self::Cosigned { pubkeys, signature } => {
                writer.put(&[COSIGNED])?;
                pubkeys.put(writer)?;
                put_signature(writer, signature.as_ref())
            }
            Self::Arkoor { client_pubkeys, tap_tweak, signature } => {
                writer.put(&[ARKOOR])?;
                client_pubkeys.put(writer)?;
                writer.put(tap_tweak)?;
                put_signature(writer, signature.as_ref())
            }
            Self::HashLocked { version, user_pubkey, signature, unlock } => {
                writer.put(&[match version {
                    HashLockVersion::V0 => HASH_LOCKED_V0,
                    HashLockVersion::V1 => HASH_LOCKED,
                }])?;
                writer.put(&user_pubkey.to_bytes())?;
                put_signature(writer, signature.as_ref())?;
                let (selector, bytes) = match unlock {
                    Unlock::Preimage(preimage) => (0, *preimage),
                    Unlock::Hash(hash) => (1, &hash.0),
                };
                writer.put(&[selector])?;
                Ok(writer.put(bytes)?)
            }
        }
    }

    /// How many bytes [`put`](Self::put) takes.
    pub(super) fn length(&self) -> usize {
        let (keys, others) = match self {
            Self::Cosigned { pubkeys, .. } => (pubkeys.length(), 0),
            Self::Arkoor { client_pubkeys, .. } => (client_pubkeys.length(), 32),
            Self::HashLocked { .. } => (KEY_LENGTH, 1 + 32),
        };
        keys.saturating_add(others).saturating_add(1 + SIGNATURE_LENGTH)
    }

    /// The weight of its witness, exactly, whether that is known yet or not.
    pub(super) fn witness_weight(&self) -> u64 {
        // HASH160, a hash, EQUALVERIFY; a key, CHECKSIG.
        const SCRIPT_V0: usize = (1 + 21 + 1) + (33 + 1);
        // SIZE, a number, EQUALVERIFY.
        const SCRIPT_V1: usize = (1 + 2 + 1) + SCRIPT_V0;
        // The leaf version, the internal key, one sibling.
        const CONTROL_BLOCK: usize = 1 + 32 + 32;
        let unlock = |script| Frame::witness_weight(&[SIGNATURE_LENGTH, 32, script, CONTROL_BLOCK]);
        match self {
            Self::Cosigned { .. } | Self::Arkoor { .. } => Frame::witness_weight(&[SIGNATURE_LENGTH]),
            Self::HashLocked { version: HashLockVersion::V0, .. } => unlock(SCRIPT_V0),
            Self::HashLocked { version: HashLockVersion::V1, .. } => unlock(SCRIPT_V1),
        }
    }

    /// The output that it takes.
    pub(super) fn lock(&self, terms: &Terms) -> Result<Lock, Error> {
        match self {
            Self::Cosigned { pubkeys, .. } => {
                let internal_key = keys::aggregate(pubkeys.iter(), None)?;
                let output = Policy::Expiry { internal_key }.output(terms)?;
                Ok(Lock { output_key: *output.output_key(), leaf: None })
            }
            Self::Arkoor { client_pubkeys, tap_tweak, .. } => {
                let all = client_pubkeys.iter().chain([terms.server_pubkey]);
                Ok(Lock { output_key: keys::aggregate(all, Some(tap_tweak))?, leaf: None })
            }
            Self::HashLocked { version, user_pubkey, unlock, .. } => {
                let (version, user_pubkey, unlock_hash) = (*version, *user_pubkey, unlock.hash());
                let policy = Policy::HarkLeaf { version, user_pubkey, unlock_hash };
                let internal_key = policy.internal_key(terms)?;
                let output = policy.output_with(&internal_key, terms)?;
                let clause = policy.unlock_clause(&internal_key);
                Ok(Lock { output_key: *output.output_key(), leaf: clause.map(|clause| (output, clause)) })
            }
        }
    }
}

/// 64 zeros stand for none.
fn read_signature(reader: &mut Reader<'_>) -> Result<Option<SchnorrSignature>, Error> {
    let bytes = reader.array()?;
    Ok(Some(bytes).filter(|bytes| *bytes != [0; SIGNATURE_LENGTH]).map(SchnorrSignature::new))
}

fn put_signature(writer: &mut Writer<'_>, signature: Option<&SchnorrSignature>) -> Result<(), Error> {
    const NONE: SchnorrSignature = SchnorrSignature::new([0; SIGNATURE_LENGTH]);
    Ok(writer.put(signature.unwrap_or(&NONE).as_bytes())?)
}
