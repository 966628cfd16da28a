//! Building (BOLT 3, "Commitment Transaction Construction").

use crate::amount::{Msat, Sat};
use crate::commitment::scripts::HtlcTemplate;
use crate::commitment::transaction::view::{Commitment, CommitmentOutput, OutputKind};
use crate::commitment::transaction::{ChannelParameters, Htlc};
use crate::commitment::{CommitmentKeys, CommitmentNumber, Error, Format, Node, ScriptPubkey, Template};
use crate::crypto::PublicKey;
use crate::time::BlockHeight;
use alloc::vec::Vec;

/// What an anchor of one node holds: "The amount of the output is fixed at 330 sats".
const ANCHOR: Sat = Sat(330);

/// "MUST set `cltv_expiry` less than 500000000" (BOLT 2): from there on a lock time is seconds since 1970, and an HTLC
/// that seems to end in thousands of years could be taken back at once.
const LAST_HEIGHT: BlockHeight = BlockHeight(499_999_999);

/// The most that the shared anchor holds.
const SHARED_ANCHOR: Sat = Sat(240);

/// A commitment that is to be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitmentDraft<'a> {
    /// Whose commitment it is: who can publish it.
    pub owner: Node,
    /// Its number.
    pub number: CommitmentNumber,
    /// The owner's point for it.
    pub per_commitment_point: PublicKey,
    /// What belongs to the opener, before fees and anchors, without HTLCs.
    pub opener_balance: Msat,
    /// What belongs to the accepter, without HTLCs.
    pub accepter_balance: Msat,
    /// Satoshi for a thousand units of weight; 0 without fees.
    pub feerate_per_kw: u32,
    /// The HTLCs, in any order; that of equal ones stays.
    pub htlcs: &'a [Htlc],
}

impl CommitmentDraft<'_> {
    /// Builds the commitment: trims, takes fees and anchors from the opener, orders the outputs.
    ///
    /// What the opener cannot pay of the fee it does not pay, but for the anchors: whether that may be is
    /// [`CommitmentDraft::check_reserve`]'s to say.
    ///
    /// # Errors
    ///
    /// [`Error::FundingAmount`], [`Error::Balance`], [`Error::TooManyHtlcs`], [`Error::CltvExpiry`],
    /// [`Error::Feerate`], [`Error::FeeExceedsBalance`] when the opener cannot even pay the anchors, [`Error::Key`]:
    /// nothing is built then.
    pub fn build(&self, channel: &ChannelParameters) -> Result<Commitment, Error> {
        self.check(channel)?;
        let (local, remote) = (channel.node(self.owner), channel.node(self.owner.other()));
        let keys = CommitmentKeys::derive(self.per_commitment_point, &local.basepoints, &remote.basepoints)?;
        let mut outputs = self.htlc_outputs(channel, &keys);
        let untrimmed = u64::try_from(outputs.len()).unwrap_or(u64::MAX);

        let (opener, accepter) = (self.opener_after_fees(channel.format, untrimmed), self.accepter_balance);
        let (to_local, to_remote) = match self.owner {
            Node::Opener => (opener, accepter.sat_rounded_down()),
            Node::Accepter => (accepter.sat_rounded_down(), opener),
        };
        let (has_local, has_remote) = (to_local >= local.dust_limit, to_remote >= local.dust_limit);
        let mut add =
            |value, script_pubkey, kind| outputs.push(CommitmentOutput { value, script_pubkey, kind });
        if has_local {
            let script = Template::to_local(&keys, local.to_self_delay).script_pubkey();
            add(to_local, script, OutputKind::ToLocal);
        }
        if has_remote {
            add(to_remote, to_remote_script(&keys, channel.format), OutputKind::ToRemote);
        }
        if channel.format == Format::Anchors {
            let anchor = |funding_pubkey| Template::Anchor { funding_pubkey }.script_pubkey();
            if has_local || untrimmed > 0 {
                add(ANCHOR, anchor(local.basepoints.funding_pubkey), OutputKind::LocalAnchor);
            }
            if has_remote || untrimmed > 0 {
                add(ANCHOR, anchor(remote.basepoints.funding_pubkey), OutputKind::RemoteAnchor);
            }
        }
        let spent = outputs.iter().fold(0, |sum: u64, output| sum.saturating_add(output.value.0));
        // Anchors are paid for even where nothing is left for the fee.
        let left = channel.funding_amount.checked_sub(Sat(spent)).ok_or(Error::FeeExceedsBalance {
            expected: self.costs(channel.format, untrimmed),
            found: self.opener_balance.sat_rounded_down(),
        })?;
        if channel.format == Format::ZeroFee {
            let (value, script_pubkey) = (left.min(SHARED_ANCHOR), ScriptPubkey::p2a());
            outputs.push(CommitmentOutput { value, script_pubkey, kind: OutputKind::SharedAnchor });
        }
        let expiry = |output: &CommitmentOutput| Some(self.htlcs.get(output.kind.htlc()?)?.cltv_expiry);
        // "first according to their value", "followed by `scriptpubkey`", "finally, for HTLC outputs, in increasing
        // `cltv_expiry` order"; equal HTLCs stay in the order of the draft.
        outputs.sort_unstable_by(|a, b| {
            let as_bip69 = a.tx_out().bip69_cmp(&b.tx_out());
            as_bip69.then_with(|| (expiry(a), a.kind.htlc()).cmp(&(expiry(b), b.kind.htlc())))
        });
        Ok(Commitment::new(*channel, self, keys, outputs))
    }

    /// Whether both nodes keep what they must: the opener the fees, and each its reserve, once it has had more (BOLT
    /// 2, `channel_reserve_satoshis`).
    ///
    /// # Errors
    ///
    /// [`Error::FeeExceedsBalance`] or [`Error::BelowReserve`].
    pub fn check_reserve(
        &self,
        channel: &ChannelParameters,
        opener_reserve: Sat,
        accepter_reserve: Sat,
    ) -> Result<(), Error> {
        let untrimmed = self.htlcs.iter().filter(|htlc| !self.is_trimmed(htlc, channel)).count();
        let untrimmed = u64::try_from(untrimmed).unwrap_or(u64::MAX);
        let expected = self.costs(channel.format, untrimmed);
        let opener = self.opener_balance.sat_rounded_down();
        let left =
            opener.checked_sub(expected).ok_or(Error::FeeExceedsBalance { expected, found: opener })?;
        let keeps = |node, found, expected| {
            if found < expected { Err(Error::BelowReserve { node, expected, found }) } else { Ok(()) }
        };
        keeps(Node::Opener, left, opener_reserve)?;
        keeps(Node::Accepter, self.accepter_balance.sat_rounded_down(), accepter_reserve)
    }

    /// Whether an HTLC has no output in this commitment: "if the HTLC amount minus the HTLC-timeout fee would be less
    /// than `dust_limit_satoshis`", and so for HTLC-success.
    #[must_use]
    pub fn is_trimmed(&self, htlc: &Htlc, channel: &ChannelParameters) -> bool {
        let fee = match htlc.offered_by == self.owner {
            true => channel.format.htlc_timeout_fee(self.feerate_per_kw),
            false => channel.format.htlc_success_fee(self.feerate_per_kw),
        };
        let least = fee.0.saturating_add(channel.node(self.owner).dust_limit.0);
        htlc.amount.sat_rounded_down().0 < least
    }

    fn check(&self, channel: &ChannelParameters) -> Result<(), Error> {
        let found = channel.funding_amount;
        if found > Sat::MAX_MONEY || found == Sat(0) {
            return Err(Error::FundingAmount { expected: Sat::MAX_MONEY, found });
        }
        let most = channel.format.max_accepted_htlcs();
        for node in [Node::Opener, Node::Accepter] {
            let found = self.htlcs.iter().filter(|htlc| htlc.offered_by == node).count();
            if found > most {
                return Err(Error::TooManyHtlcs { offered_by: node, expected: most, found });
            }
        }
        let mut expiries = self.htlcs.iter().map(|htlc| htlc.cltv_expiry).enumerate();
        if let Some((htlc, found)) = expiries.find(|(_, expiry)| *expiry > LAST_HEIGHT) {
            return Err(Error::CltvExpiry { htlc, expected: LAST_HEIGHT, found });
        }
        if channel.format == Format::ZeroFee && self.feerate_per_kw != 0 {
            return Err(Error::Feerate { expected: 0, found: self.feerate_per_kw });
        }
        let balances = [self.opener_balance, self.accepter_balance];
        channel.check_balance(self.htlcs.iter().map(|htlc| htlc.amount).chain(balances))
    }

    /// The outputs of the HTLCs that are not trimmed.
    fn htlc_outputs(&self, channel: &ChannelParameters, keys: &CommitmentKeys) -> Vec<CommitmentOutput> {
        // The part that all of them have.
        let mut template: Option<HtlcTemplate> = None;
        let mut outputs = Vec::with_capacity(self.htlcs.len().saturating_add(4));
        for (index, htlc) in self.htlcs.iter().enumerate() {
            if self.is_trimmed(htlc, channel) {
                continue;
            }
            let parts = match template {
                Some(template) => template.with_payment_hash(&htlc.payment_hash),
                None => HtlcTemplate::new(keys, &htlc.payment_hash, channel.format),
            };
            template = Some(parts);
            let (script, kind) = match htlc.offered_by == self.owner {
                true => (Template::OfferedHtlc(parts), OutputKind::OfferedHtlc(index)),
                false => {
                    let cltv_expiry = htlc.cltv_expiry.0;
                    (Template::ReceivedHtlc { htlc: parts, cltv_expiry }, OutputKind::ReceivedHtlc(index))
                }
            };
            let value = htlc.amount.sat_rounded_down();
            outputs.push(CommitmentOutput { value, script_pubkey: script.script_pubkey(), kind });
        }
        outputs
    }

    /// What the opener pays: the base fee, and both anchors.
    fn costs(&self, format: Format, untrimmed: u64) -> Sat {
        let anchors = if format == Format::Anchors { ANCHOR.0.saturating_mul(2) } else { 0 };
        Sat(format.commitment_fee(self.feerate_per_kw, untrimmed).0.saturating_add(anchors))
    }

    fn opener_after_fees(&self, format: Format, untrimmed: u64) -> Sat {
        let costs = self.costs(format, untrimmed);
        Sat(self.opener_balance.sat_rounded_down().0.saturating_sub(costs.0))
    }
}

/// "`to_remote` Output"
fn to_remote_script(keys: &CommitmentKeys, format: Format) -> ScriptPubkey {
    match format {
        Format::Anchors => Template::ToRemote { remotepubkey: keys.remotepubkey }.script_pubkey(),
        Format::StaticRemotekey | Format::ZeroFee => ScriptPubkey::p2wpkh(&keys.remotepubkey),
    }
}
