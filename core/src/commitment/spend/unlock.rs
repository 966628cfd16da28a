//! Witnesses.

use crate::amount::Sat;
use crate::codec::script::{Op, Script};
use crate::codec::sighash::SighashType;
use crate::commitment::transaction::complete::with_type;
use crate::commitment::{ScriptPubkey, Template};
use crate::crypto::{Preimage, PublicKey, Signature, hash160};
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
    /// Shows the elements of the witness, for this signature with its type. A preimage is not copied for that: it is
    /// secret until the transaction is published.
    pub(super) fn witness<R>(&self, signature: &[u8], read: impl FnOnce(&[&[u8]]) -> R) -> R {
        match self {
            Self::Script { script, choice } => match choice.element() {
                Some(choice) => read(&[signature, choice, script]),
                None => read(&[signature, script]),
            },
            Self::HtlcTransaction { script, remote_signature, preimage, .. } => {
                let last = preimage.as_ref().map_or(&[][..], |preimage| preimage.0.expose());
                read(&[&[], remote_signature, signature, last, script])
            }
            Self::KeyHash { public_key } => read(&[signature, &public_key.to_bytes()]),
            Self::WithoutKey { script } => read(&[&[], script]),
            Self::Anybody | Self::Wallet { .. } => read(&[]),
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
            _ => self.witness(signature, |witness| {
                let elements = witness.iter().map(|element| prefixed(element.len()));
                compact_size(witness.len()).saturating_add(elements.fold(0, u64::saturating_add))
            }),
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
