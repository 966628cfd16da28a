//! Which outputs can be taken by which paths.

use crate::amount::Sat;
use crate::codec::script::Script;
use crate::codec::transaction::{OutPoint, Txid};
use crate::commitment::spend::claim::REPLACEABLE;
use crate::commitment::spend::unlock::{Choice, Unlock};
use crate::commitment::spend::{Claim, ClaimKind, Error, KeyOrigin, SigningKey};
use crate::commitment::transaction::complete::with_type;
use crate::commitment::{
    Commitment, CommitmentKeys, Format, Htlc, HtlcTransaction, OutputKind, PerCommitmentSecret, Stage,
    Template,
};
use crate::commitment::{Error as CommitmentError, Node};
use crate::crypto::{Preimage, PublicKey, Signature, SigningContext};
use alloc::vec::Vec;
use bitcoin::Transaction;
use bitcoin::hashes::Hash as _;

/// How an output is taken.
#[derive(Clone, Copy, Debug)]
pub enum Path<'a> {
    /// By the owner, when `to_self_delay` blocks have passed.
    Delayed,
    /// By the other node, with its payment key; with anchors after one block.
    Payment,
    /// An anchor by its node's funding key; the shared one by anybody.
    Anchor,
    /// An anchor of one node by anybody, after 16 blocks.
    AbandonedAnchor,
    /// By the owner, as an input of an HTLC transaction to which fees are added. The preimage is HTLC-success's.
    HtlcTransaction {
        /// The other node's, from `commitment_signed`.
        remote_signature: &'a Signature,
        /// What it is paid for.
        preimage: Option<&'a Preimage>,
    },
    /// An HTLC that the owner offered, by the other node.
    Preimage(&'a Preimage),
    /// An HTLC that the owner received, by the other node, from its expiry on.
    Timeout,
    /// By the other node, when the commitment is revoked.
    Revocation(&'a Revocation),
}

/// What the owner of a commitment has revealed to revoke it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    pub(super) secret: PerCommitmentSecret,
    pub(super) point: PublicKey,
}

impl Revocation {
    /// The revocation by this secret.
    ///
    /// # Errors
    ///
    /// [`Error::Commitment`] when the secret is no key.
    pub fn new(secret: PerCommitmentSecret, context: &SigningContext) -> Result<Self, Error> {
        let point = secret.point(context).map_err(Error::Commitment)?;
        Ok(Self { secret, point })
    }

    pub(super) fn key(&self, keys: &CommitmentKeys) -> SigningKey {
        let origin = KeyOrigin::Revocation {
            per_commitment_secret: self.secret.clone(),
            per_commitment_point: self.point,
        };
        SigningKey { origin, public_key: keys.revocation_pubkey }
    }
}

impl Commitment {
    /// The claim of an output by a path.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchOutput`]; [`Error::Path`] when the output has no such path; [`Error::Preimage`];
    /// [`Error::NotRevoked`]; [`Error::NotCombinable`]; [`Error::Commitment`] when the other node's signature is of
    /// another HTLC transaction.
    pub fn claim(&self, output: usize, path: &Path<'_>) -> Result<Claim, Error> {
        let (Some(spent), Some(previous_output)) = (self.outputs().get(output), self.outpoint(output)) else {
            return Err(Error::NoSuchOutput { expected: self.outputs().len(), found: output });
        };
        let format = self.channel().format;
        let place = Place { previous_output, amount: spent.value, format };
        let script = self.template(output).map(|template| template.write());
        let keys = self.keys();
        match (spent.kind, path, script) {
            (OutputKind::ToLocal, Path::Delayed, _) => Ok(self.delayed(place, ClaimKind::ToLocal)),
            (OutputKind::ToLocal, Path::Revocation(revocation), Some(script)) => {
                let key = self.revocation_key(revocation)?;
                Ok(place.revoked(ClaimKind::RevokedToLocal, script, key))
            }
            (OutputKind::ToRemote, Path::Payment, script) => Ok(place.payment(keys.remotepubkey, script)),
            (OutputKind::SharedAnchor, Path::Anchor, _) => {
                Ok(place.claim(ClaimKind::SharedAnchor, REPLACEABLE, Unlock::Anybody, None))
            }
            (OutputKind::LocalAnchor, Path::Anchor, Some(script)) => {
                Ok(self.anchor(place, self.owner(), script))
            }
            (OutputKind::RemoteAnchor, Path::Anchor, Some(script)) => {
                Ok(self.anchor(place, self.owner().other(), script))
            }
            (OutputKind::LocalAnchor | OutputKind::RemoteAnchor, Path::AbandonedAnchor, Some(script)) => {
                let unlock = Unlock::WithoutKey { script };
                Ok(place.claim(ClaimKind::AbandonedAnchor, ABANDONED, unlock, None))
            }
            (
                OutputKind::OfferedHtlc(_) | OutputKind::ReceivedHtlc(_),
                Path::Revocation(revocation),
                Some(script),
            ) => {
                let key = self.revocation_key(revocation)?;
                Ok(place.revoked(ClaimKind::RevokedHtlc, script, key))
            }
            (
                OutputKind::OfferedHtlc(_) | OutputKind::ReceivedHtlc(_),
                Path::HtlcTransaction { remote_signature, preimage },
                _,
            ) => self.htlc_transaction_claim(output, place, remote_signature, *preimage),
            (OutputKind::OfferedHtlc(index), Path::Preimage(preimage), Some(script)) => {
                self.check_preimage(output, index, preimage)?;
                let unlock = Unlock::Script { script, choice: Choice::Preimage((*preimage).clone()) };
                let key = self.htlc_key(keys.remote_htlcpubkey);
                Ok(place.claim(ClaimKind::Preimage, htlc_sequence(format), unlock, Some(key)))
            }
            (OutputKind::ReceivedHtlc(index), Path::Timeout, Some(script)) => {
                let unlock = Unlock::Script { script, choice: Choice::False };
                let key = self.htlc_key(keys.remote_htlcpubkey);
                let claim = place.claim(ClaimKind::Timeout, htlc_sequence(format), unlock, Some(key));
                Ok(Claim { lock_time: self.htlc(output, index)?.cltv_expiry.0, ..claim })
            }
            (kind, ..) => Err(Error::Path { output, kind }),
        }
    }

    /// The claims of what HTLC transactions of this commitment pay, which `transaction` contains, by [`Path::Delayed`]
    /// or [`Path::Revocation`].
    ///
    /// With anchors or without fees, whoever publishes a transaction may add outputs of the same script that hold less
    /// than it costs to take them. Taken along, they eat up what the others hold: leave out a claim whose amount is
    /// below the [`fee`](crate::commitment::fee) of its [`input_weight`](Claim::input_weight).
    ///
    /// # Errors
    ///
    /// [`Error::SecondStagePath`] for another path; [`Error::NotRevoked`].
    pub fn second_stage_claims(
        &self,
        transaction: &Transaction,
        path: &Path<'_>,
    ) -> Result<Vec<Claim>, Error> {
        let places = second_stage(transaction, self.txid(), &self.to_local(), self.channel().format);
        match path {
            Path::Delayed => {
                Ok(places.into_iter().map(|place| self.delayed(place, ClaimKind::SecondStage)).collect())
            }
            Path::Revocation(revocation) => {
                let key = self.revocation_key(revocation)?;
                let script = self.to_local().write();
                let claim =
                    |place: Place| place.revoked(ClaimKind::RevokedSecondStage, script.clone(), key.clone());
                Ok(places.into_iter().map(claim).collect())
            }
            _ => Err(Error::SecondStagePath),
        }
    }

    fn delayed(&self, place: Place, kind: ClaimKind) -> Claim {
        let script = self.to_local().write();
        let keys = self.keys();
        let origin = KeyOrigin::Delayed { per_commitment_point: keys.per_commitment_point };
        let key = SigningKey { origin, public_key: keys.local_delayedpubkey };
        let sequence = self.channel().node(self.owner()).to_self_delay.into();
        place.claim(kind, sequence, Unlock::Script { script, choice: Choice::False }, Some(key))
    }

    fn anchor(&self, place: Place, node: Node, script: Script) -> Claim {
        let public_key = self.channel().node(node).basepoints.funding_pubkey;
        let key = SigningKey { origin: KeyOrigin::Funding, public_key };
        let unlock = Unlock::Script { script, choice: Choice::None };
        place.claim(ClaimKind::Anchor, REPLACEABLE, unlock, Some(key))
    }

    fn htlc_transaction_claim(
        &self,
        output: usize,
        place: Place,
        remote_signature: &Signature,
        preimage: Option<&Preimage>,
    ) -> Result<Claim, Error> {
        // The other node signs all of a transaction that pays its own fee.
        if place.format == Format::StaticRemotekey {
            return Err(Error::NotCombinable { output });
        }
        let absent = Error::NoSuchOutput { expected: self.outputs().len(), found: output };
        let htlc = HtlcTransaction::new(self, output).ok_or(absent)?;
        let (kind, preimage) = match htlc.stage {
            Stage::Timeout => (ClaimKind::HtlcTimeout, None),
            Stage::Success => (ClaimKind::HtlcSuccess, Some(htlc.opened_by(preimage)?.clone())),
        };
        let keys = self.keys();
        let of_another =
            |_| CommitmentError::HtlcSignature { htlc: htlc.htlc, output: htlc.previous_output.vout };
        remote_signature
            .verify(&htlc.remote_digest(), &keys.remote_htlcpubkey)
            .map_err(of_another)
            .map_err(Error::Commitment)?;
        let unlock = Unlock::HtlcTransaction {
            script: htlc.script().clone(),
            remote_signature: with_type(remote_signature, htlc.remote_sighash_type()),
            preimage,
            value: htlc.value,
            script_pubkey: *htlc.script_pubkey(),
        };
        let key = self.htlc_key(keys.local_htlcpubkey);
        let claim = place.claim(kind, htlc.sequence(), unlock, Some(key));
        Ok(Claim { lock_time: htlc.lock_time, ..claim })
    }

    fn check_preimage(&self, output: usize, index: usize, preimage: &Preimage) -> Result<(), Error> {
        let fits = preimage.payment_hash() == self.htlc(output, index)?.payment_hash;
        if fits { Ok(()) } else { Err(Error::Preimage { output }) }
    }

    fn htlc(&self, output: usize, index: usize) -> Result<&Htlc, Error> {
        self.htlcs().get(index).ok_or(Error::NoSuchOutput { expected: self.outputs().len(), found: output })
    }

    fn htlc_key(&self, public_key: PublicKey) -> SigningKey {
        let per_commitment_point = self.keys().per_commitment_point;
        SigningKey { origin: KeyOrigin::Htlc { per_commitment_point }, public_key }
    }

    fn revocation_key(&self, revocation: &Revocation) -> Result<SigningKey, Error> {
        if revocation.point != self.keys().per_commitment_point {
            return Err(Error::NotRevoked { number: self.number() });
        }
        Ok(revocation.key(self.keys()))
    }
}

/// "After 16 blocks, anyone can sweep the anchor" (BOLT 3).
const ABANDONED: u32 = 16;

/// "Note that if `option_anchors` applies, the nSequence field of the spending input must be `1`." (BOLT 3)
const fn htlc_sequence(format: Format) -> u32 {
    if format.delays_htlcs() { 1 } else { REPLACEABLE }
}

/// An output, before it is said how it is taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) previous_output: OutPoint,
    pub(super) amount: Sat,
    pub(super) format: Format,
}

impl Place {
    fn claim(self, kind: ClaimKind, sequence: u32, unlock: Unlock, key: Option<SigningKey>) -> Claim {
        Claim {
            previous_output: self.previous_output,
            amount: self.amount,
            kind,
            sequence,
            lock_time: 0,
            replaces: None,
            format: Some(self.format),
            unlock,
            key,
        }
    }

    /// "`<revocation_sig> 1`" for `to_local`, "`<revocation_sig> <revocationpubkey>`" for HTLCs.
    pub(super) fn revoked(self, kind: ClaimKind, script: Script, key: SigningKey) -> Claim {
        let choice = match kind {
            ClaimKind::RevokedHtlc => Choice::Key(key.public_key.to_bytes()),
            _ => Choice::True,
        };
        self.claim(kind, REPLACEABLE, Unlock::Script { script, choice }, Some(key))
    }

    /// `to_remote`: P2WPKH, or with anchors a script that waits for one block.
    pub(super) fn payment(self, remotepubkey: PublicKey, script: Option<Script>) -> Claim {
        let key = SigningKey { origin: KeyOrigin::Payment, public_key: remotepubkey };
        let (sequence, unlock) = match script {
            Some(script) => (1, Unlock::Script { script, choice: Choice::None }),
            None => (REPLACEABLE, Unlock::KeyHash { public_key: remotepubkey }),
        };
        self.claim(ClaimKind::ToRemote, sequence, unlock, Some(key))
    }
}

/// The outputs of a transaction that pay to `to_local`, when it spends a commitment: any number of its HTLCs may be
/// spent in one transaction, with other inputs and outputs.
pub(super) fn second_stage(
    transaction: &Transaction,
    commitment: Txid,
    to_local: &Template,
    format: Format,
) -> Vec<Place> {
    let spends = |input: &bitcoin::TxIn| input.previous_output.txid.to_byte_array() == commitment.0;
    if !transaction.input.iter().any(spends) {
        return Vec::new();
    }
    let script_pubkey = to_local.script_pubkey();
    let txid = Txid(transaction.compute_txid().to_byte_array());
    let outputs = (0_u32..).zip(&transaction.output);
    outputs
        .filter(|(_, output)| output.script_pubkey.as_bytes() == &*script_pubkey)
        .map(|(vout, output)| Place {
            previous_output: OutPoint { txid, vout },
            amount: Sat(output.value.to_sat()),
            format,
        })
        .collect()
}
