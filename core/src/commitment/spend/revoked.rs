//! What is seen of a revoked commitment (BOLT 5, "Revoked Transaction Close Handling").

use crate::amount::Sat;
use crate::codec::transaction::{OutPoint, Txid};
use crate::commitment::scripts::HtlcTemplate;
use crate::commitment::spend::path::{Place, Revocation, second_stage};
use crate::commitment::spend::{Claim, ClaimKind, Error};
use crate::commitment::{
    ChannelParameters, CommitmentKeys, CommitmentNumber, Format, Htlc, Node, ScriptPubkey, SecretStore,
    Template,
};
use crate::crypto::SigningContext;
use alloc::vec::Vec;
use bitcoin::Transaction;
use bitcoin::hashes::Hash as _;

/// A revoked commitment that was published, as the other node or its watchtower knows it: by the transaction itself,
/// the secrets and the HTLCs that it has stored. Balances are not needed.
#[derive(Clone, Debug)]
pub struct Revoked {
    number: CommitmentNumber,
    txid: Txid,
    format: Format,
    revocation: Revocation,
    keys: CommitmentKeys,
    to_local: Template,
    outputs: Vec<Seen>,
    unknown: Vec<u32>,
}

/// An output that was recognised.
#[derive(Clone, Debug)]
struct Seen {
    place: Place,
    template: Option<Template>,
}

impl Revoked {
    /// Recognises a transaction that spends the funding output, of which `owner` is the node that published it, by its
    /// number: what is its secret, and which outputs are there? `htlcs` are those that this commitment may have, in
    /// any order; those that it has not do no harm.
    ///
    /// # Errors
    ///
    /// [`Error::NotACommitment`] for another transaction; [`Error::NotYetRevoked`] for a commitment whose secret has
    /// not come; [`Error::Commitment`] for keys that cannot be.
    pub fn recognise(
        channel: &ChannelParameters,
        owner: Node,
        transaction: &Transaction,
        secrets: &SecretStore,
        htlcs: &[Htlc],
        context: &SigningContext,
    ) -> Result<Self, Error> {
        let [input] = transaction.input.as_slice() else { return Err(Error::NotACommitment) };
        let spent = OutPoint {
            txid: Txid(input.previous_output.txid.to_byte_array()),
            vout: input.previous_output.vout,
        };
        let number = channel
            .obscuring_factor()
            .number(transaction.lock_time.to_consensus_u32(), input.sequence.0)
            .filter(|_| spent == channel.funding)
            .ok_or(Error::NotACommitment)?;
        let secret = secrets.secret(number).ok_or(Error::NotYetRevoked { number })?;
        let revocation = Revocation::new(secret, context)?;
        let (local, remote) = (channel.node(owner), channel.node(owner.other()));
        let keys = CommitmentKeys::derive(revocation.point, &local.basepoints, &remote.basepoints)
            .map_err(Error::Commitment)?;
        let to_local = Template::to_local(&keys, local.to_self_delay);
        let mut revoked = Self {
            number,
            txid: Txid(transaction.compute_txid().to_byte_array()),
            format: channel.format,
            revocation,
            keys,
            to_local,
            outputs: Vec::new(),
            unknown: Vec::new(),
        };
        revoked.look(channel, owner, transaction, htlcs);
        Ok(revoked)
    }

    /// The number of the commitment.
    #[must_use]
    pub const fn number(&self) -> CommitmentNumber {
        self.number
    }

    /// The claims of what the cheater had: `to_local`, and every HTLC.
    #[must_use]
    pub fn claims(&self) -> Vec<Claim> {
        let key = self.revocation.key(&self.keys);
        let revoked = self.outputs.iter().filter_map(|seen| {
            let template = seen.template?;
            let kind = match template {
                Template::ToLocal { .. } => ClaimKind::RevokedToLocal,
                Template::OfferedHtlc(_) | Template::ReceivedHtlc { .. } => ClaimKind::RevokedHtlc,
                _ => return None,
            };
            Some(seen.place.revoked(kind, template.write(), key.clone()))
        });
        revoked.collect()
    }

    /// The claim of the balance of the one who was cheated, which a penalty transaction may take too.
    #[must_use]
    pub fn to_remote(&self) -> Option<Claim> {
        let claim = |seen: &Seen| match seen.template {
            None => Some(seen.place.payment(self.keys.remotepubkey, None)),
            Some(template @ Template::ToRemote { .. }) => {
                Some(seen.place.payment(self.keys.remotepubkey, Some(template.write())))
            }
            Some(_) => None,
        };
        self.outputs.iter().find_map(claim)
    }

    /// The claims of what the cheater's HTLC transactions pay, which `transaction` contains: also those that are not
    /// worth their fee, which a cheater may have added
    /// ([more](crate::commitment::Commitment::second_stage_claims)).
    #[must_use]
    pub fn second_stage_claims(&self, transaction: &Transaction) -> Vec<Claim> {
        let key = self.revocation.key(&self.keys);
        let script = self.to_local.write();
        let places = second_stage(transaction, self.txid, &self.to_local, self.format);
        let claim = |place: Place| place.revoked(ClaimKind::RevokedSecondStage, script.clone(), key.clone());
        places.into_iter().map(claim).collect()
    }

    /// The outputs of which nothing is known: HTLCs that were not stored. They are lost, and the user should know.
    #[must_use]
    pub fn unknown(&self) -> &[u32] {
        &self.unknown
    }

    /// Finds out what each output is.
    fn look(&mut self, channel: &ChannelParameters, owner: Node, transaction: &Transaction, htlcs: &[Htlc]) {
        let known = self.known_scripts(channel, owner, htlcs);
        for (vout, output) in (0_u32..).zip(&transaction.output) {
            let script_pubkey = output.script_pubkey.as_bytes();
            let found = known.binary_search_by(|(script, _)| (**script).cmp(script_pubkey)).ok();
            match found.and_then(|index| known.get(index)) {
                Some((_, Known::Output(template))) => {
                    let previous_output = OutPoint { txid: self.txid, vout };
                    let amount = Sat(output.value.to_sat());
                    let place = Place { previous_output, amount, format: self.format };
                    self.outputs.push(Seen { place, template: *template });
                }
                Some((_, Known::Anchor)) => {}
                None => self.unknown.push(vout),
            }
        }
    }

    /// The scripts that the commitment may pay to, in order.
    fn known_scripts(
        &self,
        channel: &ChannelParameters,
        owner: Node,
        htlcs: &[Htlc],
    ) -> Vec<(ScriptPubkey, Known)> {
        let with_script = |template: Template| (template.script_pubkey(), Known::Output(Some(template)));
        let mut known = Vec::with_capacity(htlcs.len().saturating_add(4));
        known.push(with_script(self.to_local));
        known.push(match channel.format {
            Format::Anchors => with_script(Template::ToRemote { remotepubkey: self.keys.remotepubkey }),
            _ => (ScriptPubkey::p2wpkh(&self.keys.remotepubkey), Known::Output(None)),
        });
        known.push((ScriptPubkey::p2a(), Known::Anchor));
        for node in [Node::Opener, Node::Accepter] {
            let funding_pubkey = channel.node(node).basepoints.funding_pubkey;
            known.push((Template::Anchor { funding_pubkey }.script_pubkey(), Known::Anchor));
        }
        if let Some(first) = htlcs.first() {
            let parts = HtlcTemplate::new(&self.keys, &first.payment_hash, channel.format);
            known.extend(htlcs.iter().map(|htlc| {
                let parts = parts.with_payment_hash(&htlc.payment_hash);
                with_script(match htlc.offered_by == owner {
                    true => Template::OfferedHtlc(parts),
                    false => Template::ReceivedHtlc { htlc: parts, cltv_expiry: htlc.cltv_expiry.0 },
                })
            }));
        }
        known.sort_unstable_by_key(|(script, _)| *script);
        known
    }
}

/// What a script is.
enum Known {
    /// One that is claimed; P2WPKH has no witness script.
    Output(Option<Template>),
    /// An anchor.
    Anchor,
}
