//! A commitment that was built: what it is, and who signs what.

use crate::bytes::{Octets, Sha256, Signature, Txid};
use crate::commitment::CommitmentError;
use crate::commitment::channel::{ChannelParameters, CommitmentHtlc};
use crate::commitment::channel_secrets::ChannelSecrets;
use crate::commitment::draft::CommitmentDraft;
use crate::commitment::htlc::HtlcTransaction;
use crate::commitment::keys::CommitmentKeys;
use crate::commitment::node::Node;
use crate::commitment::output::OutputKind;
use crate::commitment::template::ScriptTemplate;
use crate::secret::{Preimage, signing_context};
use crate::transaction::{index, transaction_bytes};
use keelbolt::{commitment, crypto};
use std::sync::Arc;

/// An output of a commitment.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CommitmentOutput {
    /// What it holds, in satoshi.
    pub value_sat: u64,
    /// Who can spend it.
    pub script_pubkey: Octets,
    /// What it is.
    pub kind: OutputKind,
}

/// What the other node gives the owner of a commitment: `commitment_signed`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CommitmentSignatures {
    /// Of the commitment itself.
    pub signature: Signature,
    /// Of the HTLC transactions, in the order of their outputs.
    pub htlc_signatures: Vec<Signature>,
}

/// A commitment transaction, unsigned, with what is known of each output. It compares by content, and any thread may
/// use it.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct Commitment(pub(crate) commitment::Commitment);

#[uniffi::export]
impl Commitment {
    /// Builds a commitment: trims, takes fees and anchors from the opener, orders the outputs.
    ///
    /// What the opener cannot pay of the fee it does not pay, but for the anchors: whether that may be is
    /// `check_reserve`'s of the draft to say.
    ///
    /// # Errors
    ///
    /// `FundingAmount`, `Balance`, `TooManyHtlcs`, `CltvExpiry`, `CommitmentFeerate`, `FeeExceedsBalance` when the
    /// opener cannot even pay the anchors; `CommitmentNumberTooLarge`, `KeyNotAPoint` or `WrongLength`, and for keys
    /// that nobody makes by chance `TweakOutOfRange` or `PointsCancel`.
    #[uniffi::constructor]
    pub fn new(draft: CommitmentDraft, channel: ChannelParameters) -> Result<Self, CommitmentError> {
        let channel = channel.try_into()?;
        draft.with_core(|draft| Ok(Self(draft.build(&channel)?)))
    }

    /// The channel.
    #[must_use]
    pub fn channel(&self) -> ChannelParameters {
        (*self.0.channel()).into()
    }

    /// Whose it is.
    #[must_use]
    pub fn owner(&self) -> Node {
        self.0.owner().into()
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.0.number().to_u64()
    }

    /// Its feerate, which HTLC transactions share, in satoshi for a thousand units of weight.
    #[must_use]
    pub fn feerate_per_kw(&self) -> u32 {
        self.0.feerate_per_kw()
    }

    /// Its keys.
    #[must_use]
    pub fn keys(&self) -> CommitmentKeys {
        (*self.0.keys()).into()
    }

    /// All HTLCs, trimmed ones too, as the draft had them.
    #[must_use]
    pub fn htlcs(&self) -> Vec<CommitmentHtlc> {
        self.0.htlcs().iter().map(|htlc| (*htlc).into()).collect()
    }

    /// The outputs, in their order.
    #[must_use]
    pub fn outputs(&self) -> Vec<CommitmentOutput> {
        let output = |output: &commitment::CommitmentOutput| CommitmentOutput {
            value_sat: output.value.0,
            script_pubkey: (&*output.script_pubkey).into(),
            kind: output.kind.into(),
        };
        self.0.outputs().iter().map(output).collect()
    }

    /// Its id, which no signature changes.
    #[must_use]
    pub fn txid(&self) -> Txid {
        Txid(self.0.txid().0)
    }

    /// What it pays, in satoshi.
    #[must_use]
    pub fn fee_sat(&self) -> u64 {
        self.0.fee().0
    }

    /// The witness script of an output, by its parts; nothing for one that has none, or is none.
    #[must_use]
    pub fn template(&self, output: u32) -> Option<ScriptTemplate> {
        self.0.template(index(output)).map(Into::into)
    }

    /// The transaction without its witness.
    #[must_use]
    pub fn transaction(&self) -> Octets {
        transaction_bytes(&self.0.transaction())
    }

    /// What both nodes sign: the whole transaction.
    #[must_use]
    pub fn digest(&self) -> Sha256 {
        Sha256(self.0.digest().0)
    }

    /// The transaction as it is published, with the signatures of the owner and of the other node over the digest.
    /// Neither is verified here.
    ///
    /// # Errors
    ///
    /// `SignatureOutOfRange`, `SignatureHighS` or `WrongLength`.
    pub fn signed(&self, local: Signature, remote: Signature) -> Result<Octets, CommitmentError> {
        Ok(transaction_bytes(&self.0.signed(&local.try_into()?, &remote.try_into()?)))
    }

    /// The transactions that take its HTLCs, in the order of their outputs: that of `htlc_signature` in
    /// `commitment_signed`.
    #[must_use]
    pub fn htlc_transactions(&self) -> Vec<HtlcTransaction> {
        self.0.htlc_transactions().map(|htlc| HtlcTransaction::of(&htlc)).collect()
    }

    /// The HTLC transaction of an output as it is published, with the owner's signature over `local_digest`, the other
    /// node's over `remote_digest`, and for HTLC-success the preimage. The signatures are not verified here.
    ///
    /// With anchors and without fees it pays none: there, claim the output by its HTLC transaction, which adds what
    /// pays.
    ///
    /// # Errors
    ///
    /// `NoSuchOutput`; `SpendPath` for one that is no HTLC; `SpendPreimage` for another preimage, or none where one is
    /// needed; `SignatureOutOfRange`, `SignatureHighS` or `WrongLength`.
    #[uniffi::method(default(preimage = None))]
    pub fn signed_htlc_transaction(
        &self,
        output: u32,
        local: Signature,
        remote: Signature,
        preimage: Option<Arc<Preimage>>,
    ) -> Result<Octets, CommitmentError> {
        let htlc = self.htlc_transaction(output)?;
        let preimage = preimage.as_ref().map(|preimage| &preimage.0);
        Ok(transaction_bytes(&htlc.signed(&local.try_into()?, &remote.try_into()?, preimage)?))
    }

    /// Signs as the other node than the owner, with the keys of `funding_pubkey` and `htlc_basepoint` of its secrets:
    /// one signature, and one for every HTLC output. `entropy` are 32 fresh random bytes, which blind the computation
    /// against side channels; the signatures do not depend on them.
    ///
    /// # Errors
    ///
    /// `WrongLength` for the entropy.
    pub fn sign(
        &self,
        secrets: Arc<ChannelSecrets>,
        entropy: Vec<u8>,
    ) -> Result<CommitmentSignatures, CommitmentError> {
        let keys = commitment::PeerKeys {
            funding: &secrets.core.funding,
            htlc_basepoint: &secrets.core.htlc_basepoint,
        };
        Ok(self.0.sign(&keys, &signing_context(entropy)?)?.into())
    }

    /// Verifies what the other node has signed.
    ///
    /// # Errors
    ///
    /// `CommitmentSignature`, `HtlcSignatureCount`, or `HtlcSignature` with the HTLC; `SignatureOutOfRange`,
    /// `SignatureHighS` or `WrongLength`.
    pub fn verify(&self, signatures: CommitmentSignatures) -> Result<(), CommitmentError> {
        Ok(self.0.verify(&signatures.try_into()?)?)
    }
}

impl Commitment {
    fn htlc_transaction(&self, output: u32) -> Result<commitment::HtlcTransaction, CommitmentError> {
        use commitment::spend::Error;
        let (outputs, output) = (self.0.outputs(), index(output));
        let absent = Error::NoSuchOutput { expected: outputs.len(), found: output };
        let kind = outputs.get(output).map(|output| output.kind).ok_or(absent)?;
        let mut htlcs = self.0.htlc_transactions();
        let found = htlcs.find(|htlc| index(htlc.previous_output.vout) == output);
        Ok(found.ok_or(Error::Path { output, kind })?)
    }
}

/// Two of the same id are one.
impl std::hash::Hash for Commitment {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.txid().hash(state);
    }
}

impl std::fmt::Display for Commitment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Commitment({}, {}, {})", self.0.number(), self.0.owner(), self.0.txid())
    }
}

impl From<commitment::CommitmentSignatures> for CommitmentSignatures {
    fn from(core: commitment::CommitmentSignatures) -> Self {
        Self {
            signature: core.signature.into(),
            htlc_signatures: core.htlc_signatures.into_iter().map(Into::into).collect(),
        }
    }
}

impl TryFrom<CommitmentSignatures> for commitment::CommitmentSignatures {
    type Error = crypto::Error;

    fn try_from(ours: CommitmentSignatures) -> Result<Self, crypto::Error> {
        Ok(Self {
            signature: ours.signature.try_into()?,
            htlc_signatures: ours
                .htlc_signatures
                .into_iter()
                .map(TryInto::try_into)
                .collect::<Result<_, _>>()?,
        })
    }
}
