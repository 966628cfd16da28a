//! Commitments and HTLC transactions.

use crate::nodes::{CONTEXT, SECP};
use crate::peer;
use crate::plan::Plan;
use arbitrary::Unstructured;
use bitcoin::Transaction;
use bitcoin::consensus::serialize;
use bitcoin::secp256k1::ecdsa::Signature as PeerSignature;
use keelbolt::commitment::{
    Commitment, CommitmentSignatures, Error, Format, HtlcTransaction, OutputKind, PeerKeys, Stage,
};
use keelbolt::crypto::{Preimage, Signature};
use keelbolt_benches::{cases, random_bytes};
use lightning::ln::chan_utils::{
    ChannelTransactionParameters, CommitmentTransaction, HTLCOutputInCommitment, build_htlc_input_witness,
    build_htlc_transaction, get_htlc_redeemscript, htlc_success_tx_weight, htlc_timeout_tx_weight,
};
use lightning::sign::ecdsa::EcdsaChannelSigner as _;
use lightning::types::payment::PaymentPreimage;
use std::collections::BTreeMap;

/// By how many bits the greatest number of HTLCs is lowered, case by case: full commitments take long.
const FEWER: [u32; 16] = [0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9];

/// Every so many cases are signed too: an odd number, so that each of [`FEWER`] has its turn.
const SIGNED: u64 = 15;

#[test]
fn commitments_are_built_alike() {
    let (mut htlcs, mut outputs, mut signed, mut unpaid) = (0, 0, 0, 0);
    let mut formats = BTreeMap::<String, u64>::new();
    for seed in 0..cases() {
        let fewer = FEWER[seed as usize % FEWER.len()];
        let bytes = random_bytes(seed, 1024 + ((64 * 1024) >> fewer));
        let mut plan = Plan::draw(&mut Unstructured::new(&bytes), fewer).unwrap();
        let preimages = plan.show_preimages();
        let parameters = peer::parameters(&plan);
        let theirs = peer::commitment(&plan, &parameters);
        let ours = match plan.draft().build(&plan.channel) {
            Ok(ours) => ours,
            Err(error) => {
                assert!(anchors_are_unpaid(&plan, &theirs, error), "seed {seed}: {error}");
                unpaid += 1;
                continue;
            }
        };
        check(&plan, &ours, &theirs, seed);
        if seed % SIGNED == 0 {
            signed += check_signatures(&plan, &preimages, &ours, &theirs, &parameters, seed);
        }
        htlcs += plan.htlcs.len();
        outputs += ours.outputs().len();
        *formats.entry(format!("{:?}", plan.channel.format)).or_default() += 1;
    }
    println!("> {} commitments, {htlcs} htlcs, {outputs} outputs, {signed} signatures: {formats:?}", cases());
    println!("> differences, all explained: {unpaid} with anchors that the opener cannot pay");
    assert!(unpaid * 10 <= cases(), "{unpaid}");
    // The comparison is worth little when most HTLCs are trimmed.
    assert!(outputs * 3 >= htlcs, "{htlcs} htlcs, {outputs} outputs");
    assert!(formats.len() == 3 && formats.values().all(|count| *count >= cases() / 5), "{formats:?}");
}

fn check(plan: &Plan, ours: &Commitment, theirs: &CommitmentTransaction, seed: u64) {
    let trusted = theirs.trust();
    let built = trusted.built_transaction();
    assert_eq!(serialize(&ours.transaction()), serialize(&built.transaction), "seed {seed}");
    assert_eq!(ours.txid().0, *AsRef::<[u8; 32]>::as_ref(&built.txid), "seed {seed}");
    check_weight(ours, seed);

    let htlc_outputs = ours.outputs().iter().enumerate().filter_map(|(at, output)| {
        let htlc = peer::their_htlc(plan, &plan.htlcs[output.kind.htlc()?]);
        Some(HTLCOutputInCommitment { transaction_output_index: u32::try_from(at).ok(), ..htlc })
    });
    assert!(htlc_outputs.eq(theirs.nondust_htlcs().iter().cloned()), "seed {seed}: which htlc is where");
    let to_local = trusted.revokeable_output_index();
    let is_to_local = |at: usize| ours.outputs()[at].kind == OutputKind::ToLocal;
    assert_eq!((0..ours.outputs().len()).find(|at| is_to_local(*at)), to_local, "seed {seed}");

    let transactions: Vec<HtlcTransaction> = ours.htlc_transactions().collect();
    assert_eq!(transactions.len(), theirs.nondust_htlcs().len(), "seed {seed}");
    for (ours, htlc) in transactions.iter().zip(theirs.nondust_htlcs()) {
        let built = their_htlc_transaction(plan, theirs, htlc);
        assert_eq!(serialize(&ours.transaction()), serialize(&built), "seed {seed}: {htlc:?}");
        assert_eq!(ours.txid().0, *AsRef::<[u8; 32]>::as_ref(&built.compute_txid()), "seed {seed}: {htlc:?}");
        let script = get_htlc_redeemscript(htlc, trusted.channel_type_features(), trusted.keys());
        assert_eq!(ours.witness_script(), script.as_bytes(), "seed {seed}: {htlc:?}");
    }
}

/// The one rule by which the two differ: no transaction makes more than it spends. The peer takes the amounts as its
/// caller has them, and adds the anchors; Keelbolt refuses where the opener cannot pay those.
fn anchors_are_unpaid(plan: &Plan, theirs: &CommitmentTransaction, error: Error) -> bool {
    let outputs = &theirs.trust().built_transaction().transaction.output;
    let made: u64 = outputs.iter().map(|output| output.value.to_sat()).sum();
    made > plan.channel.funding_amount.0 && matches!(error, Error::FeeExceedsBalance { .. })
}

/// Both sign as the other node than the owner. Neither grinds for a low R, so that the signatures are the same.
fn check_signatures(
    plan: &Plan,
    preimages: &[Preimage],
    ours: &Commitment,
    theirs: &CommitmentTransaction,
    parameters: &ChannelTransactionParameters,
    seed: u64,
) -> usize {
    let (owner, signer) = plan.owner_and_signer();
    let keys = PeerKeys { funding: &signer.funding, htlc_basepoint: &signer.htlc_basepoint };
    let found = ours.sign(&keys, &CONTEXT).unwrap();
    let (signature, htlc_signatures) = signer
        .signer
        .sign_counterparty_commitment(parameters, theirs, Vec::new(), Vec::new(), &SECP)
        .unwrap();
    let expected = CommitmentSignatures {
        signature: parse(&signature),
        htlc_signatures: htlc_signatures.iter().map(parse).collect(),
    };
    assert_eq!(found, expected, "seed {seed}");
    assert_eq!(ours.verify(&expected), Ok(()), "seed {seed}");

    // Whose the second signature is has no effect on how a witness is laid out.
    let own = CONTEXT.sign(&ours.digest(), &owner.funding).unwrap();
    let peer_own = PeerSignature::from_compact(&own.to_compact()).unwrap();
    for ((ours, htlc), remote) in ours.htlc_transactions().zip(theirs.nondust_htlcs()).zip(&htlc_signatures) {
        let success = (ours.stage == Stage::Success).then_some(&preimages[ours.htlc]);
        let mut built = their_htlc_transaction(plan, theirs, htlc);
        built.input[0].witness = build_htlc_input_witness(
            &peer_own,
            remote,
            &success.map(|preimage| PaymentPreimage(*preimage.0.expose())),
            &get_htlc_redeemscript(htlc, &parameters.channel_type_features, theirs.trust().keys()),
            &parameters.channel_type_features,
        );
        let whole = ours.signed(&own, &parse(remote), success).unwrap();
        assert_eq!(serialize(&whole), serialize(&built), "seed {seed}: {htlc:?}");
    }
    1 + htlc_signatures.len()
}

/// Where nothing but HTLCs was trimmed, the expected weight is that of the transaction with a witness of the
/// expected size, but for the count of outputs: the specification takes it to have one byte, with anchors three.
fn check_weight(commitment: &Commitment, seed: u64) {
    const WITNESS: u64 = 224;
    let format = commitment.channel().format;
    let htlcs = commitment.outputs().iter().filter(|output| output.kind.htlc().is_some()).count() as u64;
    let others = commitment.outputs().len() as u64 - htlcs;
    let (all, count_bytes) = match format {
        Format::StaticRemotekey => (2, 1),
        Format::Anchors => (4, 3),
        Format::ZeroFee => (3, 1),
    };
    if others == all {
        let found_bytes: u64 = if htlcs + others < 0xfd { 1 } else { 3 };
        let weight = commitment.transaction().weight().to_wu() + WITNESS;
        let expected = format.commitment_weight(htlcs) + 4 * found_bytes;
        assert_eq!(weight + 4 * count_bytes, expected, "seed {seed}");
    }
}

fn their_htlc_transaction(
    plan: &Plan,
    commitment: &CommitmentTransaction,
    htlc: &HTLCOutputInCommitment,
) -> Transaction {
    let trusted = commitment.trust();
    build_htlc_transaction(
        &trusted.txid(),
        commitment.negotiated_feerate_per_kw(),
        plan.channel.node(plan.owner).to_self_delay,
        htlc,
        trusted.channel_type_features(),
        &trusted.keys().broadcaster_delayed_payment_key,
        &trusted.keys().revocation_key,
    )
}

fn parse(signature: &PeerSignature) -> Signature {
    Signature::parse(&signature.serialize_compact()).unwrap()
}

#[test]
fn second_stages_weigh_alike() {
    for format in crate::plan::FORMATS {
        let channel_type = peer::channel_type(format);
        assert_eq!(format.htlc_success_weight(), htlc_success_tx_weight(&channel_type), "{format:?}");
        assert_eq!(format.htlc_timeout_weight(), htlc_timeout_tx_weight(&channel_type), "{format:?}");
    }
}
