//! Witnesses.

use crate::amount::Sat;
use crate::codec::script::{Op, Script};
use crate::codec::sighash::SighashType;
use crate::commitment::transaction::complete::with_type;
use crate::commitment::{ScriptPubkey, Template};
use crate::crypto::{Preimage, PublicKey, Signature, hash160};
use alloc::vec;
use alloc::vec::Vec;
use bitcoin::ScriptBuf;

/// What an input shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unlock {
    /// `<signature> <choice> <script>`
    Script { script: Script, choice: Choice },
    /// `0 <remotehtlcsig> <localhtlcsig> <payment_preimage>` or `<>`, `<script>`
    HtlcTransaction {
        script: Script,
        remote_signature: Vec<u8>,
        preimage: Option<Preimage>,
        value: Sat,
        script_pubkey: ScriptPubkey,
    },
    /// `<signature> <key>`
    KeyHash { public_key: PublicKey },
    /// `<> <script>`
    WithoutKey { script: Script },
    /// Nothing.
    Anybody,
    /// What the host's wallet adds.
    Wallet { script_pubkey: ScriptBuf, witness_weight: u64 },
}

/// What chooses between the paths of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// There is one path.
    None,
    /// An empty element: false.
    False,
    /// "`1`", as MINIMALIF has it.
    True,
    /// `revocationpubkey`
    Key([u8; 33]),
    /// `payment_preimage`
    Preimage(Preimage),
}

impl Choice {
    fn element(&self) -> Option<&[u8]> {
        match self {
            Self::None => None,
            Self::False => Some(&[]),
            Self::True => Some(&[1]),
            Self::Key(key) => Some(key),
            Self::Preimage(preimage) => Some(preimage.0.expose()),
        }
    }
}

/// The longest signature with its type: S is always low, so DER has at most 71 bytes.
const SIGNATURE: [u8; 72] = [0; 72];

impl Unlock {
    /// The elements of the witness, for this signature with its type.
    pub(super) fn witness(&self, signature: &[u8]) -> Vec<Vec<u8>> {
        match self {
            Self::Script { script, choice } => {
                let choice = choice.element().map(<[u8]>::to_vec);
                [signature.to_vec()].into_iter().chain(choice).chain([script.to_vec()]).collect()
            }
            Self::HtlcTransaction { script, remote_signature, preimage, .. } => {
                let last = preimage.as_ref().map_or(&[][..], |preimage| preimage.0.expose());
                vec![Vec::new(), remote_signature.clone(), signature.to_vec(), last.to_vec(), script.to_vec()]
            }
            Self::KeyHash { public_key } => vec![signature.to_vec(), public_key.to_bytes().to_vec()],
            Self::WithoutKey { script } => vec![Vec::new(), script.to_vec()],
            Self::Anybody | Self::Wallet { .. } => Vec::new(),
        }
    }

    /// What a signature covers of the output: its script.
    pub(super) fn script_code(&self) -> Script {
        match self {
            Self::Script { script, .. }
            | Self::HtlcTransaction { script, .. }
            | Self::WithoutKey { script } => script.clone(),
            // BIP 143: "For P2WPKH witness program, the scriptCode is 0x1976a914{20-byte-pubkey-hash}88ac."
            Self::KeyHash { public_key } => Script::new()
                .op(Op::DUP)
                .op(Op::HASH160)
                .push(&hash160(&public_key.to_bytes()))
                .op(Op::EQUALVERIFY)
                .op(Op::CHECKSIG),
            Self::Anybody | Self::Wallet { .. } => Script::new(),
        }
    }

    /// The weight of the witness with the longest signature.
    pub(super) fn weight(&self) -> u64 {
        self.weight_with(&SIGNATURE)
    }

    /// The weight of the witness with this signature.
    pub(super) fn weight_with(&self, signature: &[u8]) -> u64 {
        match self {
            Self::Wallet { witness_weight, .. } => *witness_weight,
            _ => {
                let witness = self.witness(signature);
                let elements = witness.iter().map(|element| prefixed(element.len()));
                compact_size(witness.len()).saturating_add(elements.fold(0, u64::saturating_add))
            }
        }
    }
}

/// The bytes of something of this length, and of the length before it.
pub(super) fn prefixed(length: usize) -> u64 {
    compact_size(length).saturating_add(u64::try_from(length).unwrap_or(u64::MAX))
}

/// The bytes of a count.
pub(super) fn compact_size(count: usize) -> u64 {
    match count {
        0..=0xfc => 1,
        0xfd..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

/// What BOLT 5, appendix A, counts for the witness that takes a revoked output: a signature of 73 bytes, and for
/// `to_local` a delay of eight. `None` for scripts that are not revoked.
///
/// What a [`Claim`](crate::commitment::spend::Claim) counts is less, and never less than what it comes to.
#[must_use]
pub fn penalty_witness_weight(script: &Template) -> Option<u64> {
    match script {
        Template::ToLocal { .. } => Some(160),
        Template::OfferedHtlc(_) | Template::ReceivedHtlc { .. } => {
            // `number_of_witness_elements`, `revocation_sig`, `revocation_key`, `witness_script`
            let elements = [prefixed(73), prefixed(33), prefixed(script.write().len())];
            Some(elements.into_iter().fold(1, u64::saturating_add))
        }
        Template::Funding { .. } | Template::ToRemote { .. } | Template::Anchor { .. } => None,
    }
}

/// The signature with its type, as [`Unlock::witness`] takes it.
pub(super) fn signature_bytes(signature: &Signature) -> Vec<u8> {
    with_type(signature, SighashType::All)
}
