//! Commitments of any drafts: an error or a transaction, whose outputs hold what the funding output holds.
#![no_main]

use keelbolt::amount::{Msat, Sat};
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::commitment::{
    Basepoints, ChannelParameters, Commitment, CommitmentDraft, CommitmentNumber, Error, Format, Htlc, Node,
    NodeParameters, OutputKind, Template,
};
use keelbolt::crypto::{PaymentHash, PublicKey};
use keelbolt::time::BlockHeight;
use keelbolt_benches::point;
use keelbolt_fuzz::{Depths, case};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// Keys to choose from: making them takes long.
static KEYS: LazyLock<Vec<PublicKey>> =
    LazyLock::new(|| (0..=10).map(|seed| PublicKey::parse(&point(seed)).expect("a point")).collect());

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let lengthened = case(input);
    // The source never errs: when the bytes run out it gives zeros.
    let depth = build(&mut Unstructured::new(lengthened.as_deref().unwrap_or(input)));
    DEPTHS.count("commitment", depth.unwrap_or("cut short"));
});

fn build(source: &mut Unstructured<'_>) -> Result<&'static str> {
    const FORMATS: [Format; 3] = [Format::StaticRemotekey, Format::Anchors, Format::ZeroFee];
    let format = *source.choose(&FORMATS)?;
    let feerate_per_kw = if source.ratio(1, 4)? { source.arbitrary()? } else { 0 };
    let htlcs = htlcs(source)?;
    let (opener_balance, accepter_balance) = (amount(source)?, amount(source)?);
    let mut amounts = htlcs.iter().map(|htlc| htlc.amount).chain([opener_balance, accepter_balance]);
    let sum = amounts.try_fold(Msat(0), Msat::checked_add);
    // Mostly what adds up, where anything does.
    let funding_amount = match sum {
        Some(sum) if !source.ratio(1, 16)? => sum.sat_rounded_down(),
        _ => Sat(source.arbitrary()?),
    };
    let channel = ChannelParameters {
        format,
        funding: OutPoint { txid: Txid(source.arbitrary()?), vout: source.arbitrary()? },
        funding_amount,
        opener: node(source, 1)?,
        accepter: node(source, 6)?,
    };
    let number = CommitmentNumber::new(source.arbitrary::<u64>()? >> 16).expect("48 bits");
    let draft = CommitmentDraft {
        owner: if source.arbitrary()? { Node::Opener } else { Node::Accepter },
        number,
        per_commitment_point: key(source.int_in_range(1..=8)?),
        opener_balance,
        accepter_balance,
        feerate_per_kw,
        htlcs: &htlcs,
    };
    let reserves = draft.check_reserve(&channel, amount(source)?.sat_rounded_down(), Sat(0));
    match draft.build(&channel) {
        Ok(commitment) => {
            check(&draft, &channel, &commitment);
            let has_htlcs = commitment.outputs().iter().any(|output| output.kind.htlc().is_some());
            Ok(if has_htlcs { "built, with HTLCs" } else { "built" })
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            let adds_up = sum.is_some() && sum == Msat::from_sat(funding_amount.0);
            assert_eq!(
                matches!(error, Error::Balance { .. }),
                !adds_up && is_about_balances(&error),
                "{error}"
            );
            let unpaid = matches!(error, Error::FeeExceedsBalance { .. });
            assert!(!unpaid || reserves.is_err() && format == Format::Anchors, "{error}");
            Ok("refused")
        }
    }
}

/// Whether the amounts were looked at: counts, expiries and feerates come before.
fn is_about_balances(error: &Error) -> bool {
    !matches!(
        error,
        Error::FundingAmount { .. }
            | Error::TooManyHtlcs { .. }
            | Error::CltvExpiry { .. }
            | Error::Feerate { .. }
            | Error::Key(_)
    )
}

fn check(draft: &CommitmentDraft<'_>, channel: &ChannelParameters, commitment: &Commitment) {
    let outputs = commitment.outputs();
    let spent: u64 = outputs.iter().map(|output| output.value.0).sum();
    assert_eq!(spent + commitment.fee().0, channel.funding_amount.0);
    assert!(outputs.is_sorted_by(|a, b| a.tx_out().bip69_cmp(&b.tx_out()).is_le()));
    let mut found: Vec<usize> = outputs.iter().filter_map(|output| output.kind.htlc()).collect();
    found.sort_unstable();
    let kept = (0..draft.htlcs.len()).filter(|htlc| !draft.is_trimmed(&draft.htlcs[*htlc], channel));
    assert!(kept.eq(found.iter().copied()));
    for (index, output) in outputs.iter().enumerate() {
        if let Some(template) = commitment.template(index) {
            assert_eq!(template.script_pubkey(), output.script_pubkey);
            assert_eq!(Template::recognise(&template.write()), Some(template));
        }
        assert!(output.value >= channel.node(draft.owner).dust_limit || is_anchor(output.kind));
    }

    let transaction = commitment.transaction();
    assert_eq!(AsRef::<[u8; 32]>::as_ref(&transaction.compute_txid()), &commitment.txid().0);
    let (lock_time, sequence) = (transaction.lock_time.to_consensus_u32(), transaction.input[0].sequence.0);
    assert_eq!(channel.obscuring_factor().number(lock_time, sequence), Some(draft.number));
    for htlc in commitment.htlc_transactions() {
        let spending = htlc.transaction();
        assert_eq!(AsRef::<[u8; 32]>::as_ref(&spending.compute_txid()), &htlc.txid().0);
        assert!(htlc.value <= htlc.amount && htlc.value >= channel.node(draft.owner).dust_limit);
    }
}

fn is_anchor(kind: OutputKind) -> bool {
    matches!(kind, OutputKind::LocalAnchor | OutputKind::RemoteAnchor | OutputKind::SharedAnchor)
}

/// A few of any kind, or many of one: more than may be, now and then.
fn htlcs(source: &mut Unstructured<'_>) -> Result<Vec<Htlc>> {
    if source.ratio(1, 32)? {
        let htlc = htlc(source)?;
        return Ok(vec![htlc; source.int_in_range(0..=500)?]);
    }
    let count = source.int_in_range(0..=8)?;
    (0..count).map(|_| htlc(source)).collect()
}

fn htlc(source: &mut Unstructured<'_>) -> Result<Htlc> {
    Ok(Htlc {
        offered_by: if source.arbitrary()? { Node::Opener } else { Node::Accepter },
        amount: amount(source)?,
        payment_hash: PaymentHash([source.arbitrary()?; 32]),
        cltv_expiry: BlockHeight(source.arbitrary::<u32>()? >> source.int_in_range(3..=31)?),
    })
}

/// Whole satoshi mostly, so that sums are.
fn amount(source: &mut Unstructured<'_>) -> Result<Msat> {
    let amount = source.arbitrary::<u64>()? >> source.int_in_range(0..=63)?;
    Ok(Msat(if source.ratio(7, 8)? { amount - amount % 1000 } else { amount }))
}

fn node(source: &mut Unstructured<'_>, first: u8) -> Result<NodeParameters> {
    let basepoints = Basepoints {
        funding_pubkey: key(first),
        revocation_basepoint: key(first + 1),
        payment_basepoint: key(first + 2),
        delayed_payment_basepoint: key(first + 3),
        htlc_basepoint: key(first + 4),
    };
    let dust_limit = Sat(source.arbitrary::<u64>()? >> source.int_in_range(0..=63)?);
    Ok(NodeParameters { basepoints, dust_limit, to_self_delay: source.arbitrary()? })
}

fn key(seed: u8) -> PublicKey {
    KEYS[usize::from(seed)]
}
