//! The same commitment by the peer, for which BOLT 3's "Trimmed Outputs" and "Fees" are said anew here.

use crate::nodes::{SECP, theirs};
use crate::plan::Plan;
use bitcoin::Txid;
use bitcoin::hashes::Hash as _;
use keelbolt::amount::Msat;
use keelbolt::commitment::{Format, Htlc, Node};
use lightning::chain::transaction::OutPoint;
use lightning::ln::chan_utils::{
    ChannelTransactionParameters, CommitmentTransaction, CounterpartyChannelTransactionParameters,
    HTLCOutputInCommitment, htlc_success_tx_weight, htlc_timeout_tx_weight,
};
use lightning::types::features::ChannelTypeFeatures;
use lightning::types::payment::PaymentHash;

/// The channel type of a format.
pub fn channel_type(format: Format) -> ChannelTypeFeatures {
    match format {
        Format::StaticRemotekey => ChannelTypeFeatures::only_static_remote_key(),
        Format::Anchors => ChannelTypeFeatures::anchors_zero_htlc_fee_and_dependencies(),
        Format::ZeroFee => ChannelTypeFeatures::anchors_zero_fee_commitments(),
    }
}

/// The channel as the node sees it that signs for the owner.
pub fn parameters(plan: &Plan) -> ChannelTransactionParameters {
    let (owner, signer) = plan.owner_and_signer();
    let channel = &plan.channel;
    let funding = &channel.funding;
    ChannelTransactionParameters {
        holder_pubkeys: signer.pubkeys.clone(),
        // What the signer asked of the owner.
        holder_selected_contest_delay: channel.node(plan.owner).to_self_delay,
        is_outbound_from_holder: plan.owner == Node::Accepter,
        counterparty_parameters: Some(CounterpartyChannelTransactionParameters {
            pubkeys: owner.pubkeys.clone(),
            selected_contest_delay: channel.node(plan.owner.other()).to_self_delay,
        }),
        funding_outpoint: Some(OutPoint {
            txid: Txid::from_byte_array(funding.txid.0),
            index: funding.vout.try_into().unwrap(),
        }),
        splice_parent_funding_txid: None,
        channel_type_features: channel_type(channel.format),
        channel_value_satoshis: channel.funding_amount.0,
    }
}

/// The same channel as its owner sees it.
pub fn owners_parameters(plan: &Plan) -> ChannelTransactionParameters {
    let signers = parameters(plan);
    let owner = signers.counterparty_parameters.unwrap();
    ChannelTransactionParameters {
        holder_pubkeys: owner.pubkeys,
        holder_selected_contest_delay: owner.selected_contest_delay,
        is_outbound_from_holder: !signers.is_outbound_from_holder,
        counterparty_parameters: Some(CounterpartyChannelTransactionParameters {
            pubkeys: signers.holder_pubkeys,
            selected_contest_delay: signers.holder_selected_contest_delay,
        }),
        ..signers
    }
}

/// The commitment.
pub fn commitment(plan: &Plan, parameters: &ChannelTransactionParameters) -> CommitmentTransaction {
    let htlcs: Vec<_> = plan.htlcs.iter().map(|htlc| their_htlc(plan, htlc)).collect();
    let kept: Vec<_> = htlcs.into_iter().filter(|htlc| !is_trimmed(plan, htlc)).collect();
    let [opener, accepter] = plan.balances.map(|balance| balance.0 / Msat::PER_SAT);
    let opener = opener.saturating_sub(costs(plan, kept.len() as u64));
    let (to_local, to_remote) = match plan.owner {
        Node::Opener => (opener, accepter),
        Node::Accepter => (accepter, opener),
    };
    let dust_limit = dust_limit(plan);
    let untrimmed = |value| if value < dust_limit { 0 } else { value };
    CommitmentTransaction::new(
        // "The first secret used MUST be index 281474976710655"
        281_474_976_710_655 - plan.number.to_u64(),
        &theirs(&plan.point),
        untrimmed(to_local),
        untrimmed(to_remote),
        plan.feerate_per_kw,
        kept,
        &parameters.as_counterparty_broadcastable(),
        &SECP,
    )
}

/// An HTLC as the peer describes it.
pub fn their_htlc(plan: &Plan, htlc: &Htlc) -> HTLCOutputInCommitment {
    HTLCOutputInCommitment {
        offered: htlc.offered_by == plan.owner,
        amount_msat: htlc.amount.0,
        cltv_expiry: htlc.cltv_expiry.0,
        payment_hash: PaymentHash(htlc.payment_hash.0),
        transaction_output_index: None,
    }
}

/// "the base fee for a commitment transaction", and both anchors, all of which the opener pays.
fn costs(plan: &Plan, untrimmed: u64) -> u64 {
    let (weight, anchors) = match plan.channel.format {
        Format::StaticRemotekey => (724 + 172 * untrimmed, 0),
        Format::Anchors => (1124 + 172 * untrimmed, 2 * 330),
        Format::ZeroFee => return 0,
    };
    fee(plan, weight) + anchors
}

/// "the HTLC amount minus the HTLC-timeout fee would be less than `dust_limit_satoshis` set by the transaction owner"
fn is_trimmed(plan: &Plan, htlc: &HTLCOutputInCommitment) -> bool {
    let channel_type = channel_type(plan.channel.format);
    let weight = match htlc.offered {
        true => htlc_timeout_tx_weight(&channel_type),
        false => htlc_success_tx_weight(&channel_type),
    };
    let fee = if plan.channel.format == Format::StaticRemotekey { fee(plan, weight) } else { 0 };
    i128::from(htlc.amount_msat / Msat::PER_SAT) - i128::from(fee) < i128::from(dust_limit(plan))
}

fn dust_limit(plan: &Plan) -> u64 {
    plan.channel.node(plan.owner).dust_limit.0
}

fn fee(plan: &Plan, weight: u64) -> u64 {
    u64::from(plan.feerate_per_kw) * weight / 1000
}
