//! The way from an output on chain to a VTXO.

use crate::bytes::{Octets, PublicKey, SchnorrSignature, UnlockHash};
use crate::secret::Preimage;
use crate::transaction::TxOut;
use crate::vtxo::lock::HashLockVersion;
use keelbolt::crypto;
use keelbolt::secret::Secret;
use keelbolt::vtxo;
use std::sync::Arc;

/// One transaction of a genesis: what it takes, and its outputs.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct GenesisItem {
    /// How it takes the output before it.
    pub transition: VtxoTransition,
    /// Which of its outputs leads on, or is the VTXO.
    pub output_index: u8,
    /// Its other outputs, in order and without the anchor.
    pub siblings: Vec<TxOut>,
    /// What its anchor holds, in satoshi: the fee of a board, zero elsewhere.
    pub fee_sat: u64,
}

/// A way to take an output, with the signature for it, if there is one already.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum VtxoTransition {
    /// The key path of a node of a tree, or of what funds a board.
    Cosigned {
        /// Who signs together, the server among them.
        pubkeys: Vec<PublicKey>,
        /// The signature.
        signature: Option<SchnorrSignature>,
    },
    /// The key path of what a payment between users spends.
    Arkoor {
        /// Who signs together with the server.
        client_pubkeys: Vec<PublicKey>,
        /// What is added to the aggregate of all, times the generator: it hides the output's scripts. 32 bytes.
        tap_tweak: Octets,
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
        /// The hash of the preimage.
        unlock_hash: UnlockHash,
        /// The preimage, once it is known.
        preimage: Option<Arc<Preimage>>,
    },
}

impl From<vtxo::GenesisItem<'_>> for GenesisItem {
    fn from(core: vtxo::GenesisItem<'_>) -> Self {
        let siblings = core
            .siblings
            .iter()
            .map(|output| TxOut { value_sat: output.value.0, script_pubkey: output.script_pubkey.into() });
        Self {
            transition: core.transition.into(),
            output_index: core.output_index,
            siblings: siblings.collect(),
            fee_sat: core.fee.0,
        }
    }
}

impl From<vtxo::Transition<'_>> for VtxoTransition {
    fn from(core: vtxo::Transition<'_>) -> Self {
        use vtxo::Transition as Core;
        let preimage = core.preimage().map(|bytes| crypto::Preimage(Secret::new(*bytes)));
        match core {
            Core::Cosigned { pubkeys, signature } => {
                Self::Cosigned { pubkeys: listed(pubkeys), signature: signature.map(Into::into) }
            }
            Core::Arkoor { client_pubkeys, tap_tweak, signature } => Self::Arkoor {
                client_pubkeys: listed(client_pubkeys),
                tap_tweak: tap_tweak.as_slice().into(),
                signature: signature.map(Into::into),
            },
            Core::HashLocked { version, user_pubkey, signature, unlock } => Self::HashLocked {
                version: version.into(),
                user_pubkey: user_pubkey.into(),
                signature: signature.map(Into::into),
                unlock_hash: unlock.hash().into(),
                preimage: preimage.map(|preimage| Arc::new(Preimage(preimage))),
            },
        }
    }
}

/// Keys that sign together, in their order.
pub(super) fn listed(keys: vtxo::Keys<'_>) -> Vec<PublicKey> {
    keys.iter().map(PublicKey::from).collect()
}
