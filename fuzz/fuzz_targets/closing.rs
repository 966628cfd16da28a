//! Two nodes close a channel, one of which may be hostile: no node pays or takes a fee outside of its own range, and
//! both sign one transaction or none.
#![no_main]

use bitcoin::{ScriptBuf, Transaction};
use keelbolt::amount::{Msat, Sat};
use keelbolt::commitment::closing::{
    Answer, ClosingSignatures, ClosingTransaction, ClosingVariant, FeeRange, LegacyClosing,
    LegacyNegotiation, Proposal, ShutdownForm, ShutdownRules, SimpleClose,
};
use keelbolt::commitment::{ChannelParameters, Node, dust_limit};
use keelbolt::crypto::Signature;
use keelbolt_fuzz::channel::{amount, channel, funding, node};
use keelbolt_fuzz::{CONTEXT, Depths, bytes, case, flip};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

/// The most that a balance is, in satoshi.
const MOST: u64 = 1 << 32;

/// More messages than two nodes need that halve what lies between them.
const ROUNDS: usize = 80;

const VARIANTS: [ClosingVariant; 3] = [
    ClosingVariant::CloserOutputOnly,
    ClosingVariant::CloseeOutputOnly,
    ClosingVariant::CloserAndCloseeOutputs,
];

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let lengthened = case(input);
    // The source never errs: when the bytes run out it gives zeros.
    let source = &mut Unstructured::new(lengthened.as_deref().unwrap_or(input));
    let depth = if source.arbitrary().unwrap_or(false) { legacy(source) } else { simple(source) };
    DEPTHS.count("closing", depth.unwrap_or("cut short"));
});

fn legacy(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let mut nodes = [Node::Opener, Node::Accepter].map(|node| (node, false));
    if source.arbitrary()? {
        nodes[source.choose_index(2)?].1 = true;
    }
    let is_honest = nodes.iter().all(|(_, hostile)| !hostile);
    let nodes = [side(source, nodes[0])?, side(source, nodes[1])?];
    match negotiate(source, nodes)? {
        Some(fee) => sign_legacy(source, fee, is_honest),
        None => Ok("no fee agreed"),
    }
}

/// A node, and whether it is hostile.
#[derive(Clone, Copy)]
struct Side {
    negotiation: LegacyNegotiation,
    sends_ranges: bool,
    is_hostile: bool,
}

fn side(source: &mut Unstructured<'_>, (node, is_hostile): (Node, bool)) -> Result<Side> {
    let (one, other, preferred) = (fee(source)?, fee(source)?, fee(source)?);
    let acceptable = FeeRange { min: one.min(other), max: one.max(other) };
    let negotiation = LegacyNegotiation { node, preferred, acceptable, sent: None, received: None };
    Ok(Side { negotiation, sends_ranges: source.arbitrary()?, is_hostile })
}

impl Side {
    /// What it sends with this fee.
    fn proposal(&self, source: &mut Unstructured<'_>, fee: Sat) -> Result<Proposal> {
        if self.is_hostile {
            let range = FeeRange { min: self::fee(source)?, max: self::fee(source)? };
            return Ok(Proposal {
                fee: self::fee(source)?,
                range: source.arbitrary::<bool>()?.then_some(range),
            });
        }
        let acceptable = self.negotiation.acceptable;
        assert!(acceptable.contains(fee), "{fee} is sent by a node that takes {acceptable:?}");
        Ok(Proposal { fee, range: self.sends_ranges.then_some(acceptable) })
    }
}

/// Whether two nodes agree, and on which fee.
fn negotiate(source: &mut Unstructured<'_>, [mut sends, mut answers]: [Side; 2]) -> Result<Option<Sat>> {
    let FeeRange { min, max } = sends.negotiation.acceptable;
    let mut proposal = sends.proposal(source, sends.negotiation.preferred.clamp(min, max))?;
    sends.negotiation.sent = Some(proposal);
    for _ in 0..ROUNDS {
        let acceptable = answers.negotiation.acceptable;
        let Ok(answer) = answers.negotiation.answer(&proposal) else { return Ok(None) };
        let fee = match answer {
            Answer::Agreed { fee, reply } => {
                assert!(
                    answers.is_hostile || acceptable.contains(fee),
                    "{answers:?} agrees on {fee}",
                    answers = answers.negotiation
                );
                assert_eq!(fee, proposal.fee);
                if !reply {
                    return Ok(Some(fee));
                }
                fee
            }
            Answer::Propose { fee } => {
                assert!(
                    answers.is_hostile || acceptable.contains(fee),
                    "{answers:?} proposes {fee}",
                    answers = answers.negotiation
                );
                fee
            }
        };
        answers.negotiation.received = Some(proposal.fee);
        proposal = answers.proposal(source, fee)?;
        answers.negotiation.sent = Some(proposal);
        std::mem::swap(&mut sends, &mut answers);
    }
    assert!(sends.is_hostile || answers.is_hostile, "no end");
    Ok(None)
}

/// Whatever the fee: each node signs what its dust limit makes, the other finds out what that is, or refuses it.
fn sign_legacy(source: &mut Unstructured<'_>, fee: Sat, is_honest: bool) -> Result<&'static str> {
    let (channel, [opener_balance, accepter_balance]) = split(source)?;
    let (opener_script, accepter_script) = (script(source)?, script(source)?);
    let (opener_script, accepter_script) = (&*opener_script, &*accepter_script);
    let closing = LegacyClosing {
        channel: &channel,
        opener_balance,
        accepter_balance,
        opener_script,
        accepter_script,
        fee,
    };
    let signer = node(source)?;
    let Ok(built) = closing.build(signer, source.arbitrary()?) else { return Ok("nothing to sign") };
    check_outputs(&channel, &built);
    let signature = built.sign(funding(signer), &CONTEXT).expect("a key");
    let signature = if is_honest { signature } else { changed(source, signature)? };
    let Ok(found) = closing.verify(signer, &signature) else { return Ok("signature refused") };
    // One output may be the same whether the signer gave its own up, or it was dust.
    assert_eq!(found, built);
    found.check_dust().expect("what is taken is relayed");
    let other = found.sign(funding(signer.other()), &CONTEXT).expect("a key");
    check_published(&channel, &found, signer, &signature, &other);
    Ok("closed, the older way")
}

fn simple(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let (channel, balances) = split(source)?;
    let closer = node(source)?;
    let [closer_balance, closee_balance] = balances;
    let (closer_script, closee_script) = (script(source)?, script(source)?);
    let (closer_script, closee_script) = (&*closer_script, &*closee_script);
    let (fee, lock_time) = (fee(source)?, source.arbitrary()?);
    let close = SimpleClose {
        channel: &channel,
        closer,
        closer_balance,
        closee_balance,
        closer_script,
        closee_script,
        fee,
        lock_time,
    };
    let gives_up = source.ratio(1, 4)?;
    let Ok(offered) = close.offered(gives_up) else { return Ok("nothing to offer") };
    let honest = close.sign(gives_up, funding(closer), &CONTEXT).expect("a key");
    for variant in VARIANTS {
        assert_eq!(honest.of(variant).is_some(), offered.contains(&variant));
    }
    let sent = if source.arbitrary()? { honest } else { hostile(source, &honest)? };
    let gives_up = source.ratio(1, 4)?;
    let taken = close.countersign(&sent, gives_up, funding(closer.other()), &CONTEXT);
    let (closing_sig, published) = match taken {
        Ok(taken) => taken,
        Err(error) => {
            // Whatever an honest closer offers, a closee that cares for its output takes.
            assert!(sent != honest || gives_up, "{error}");
            return Ok("not countersigned");
        }
    };
    let selected = close.selected(&sent, gives_up).expect("it was taken");
    let transaction = close.transaction(selected).expect("it was taken");
    check_outputs(&channel, &transaction);
    // The closee pays no fee: what it does not give up itself, and is no dust, is there.
    let own = closee_balance.sat_rounded_down();
    if !gives_up && !is_op_return(closee_script) && own >= dust_limit(closee_script.as_bytes()) {
        assert!(transaction.outputs().iter().any(|(value, to)| *value == own && **to == *closee_script));
    }
    let answer = if source.arbitrary()? { closing_sig } else { hostile(source, &closing_sig)? };
    match close.finish(&sent, &answer) {
        Ok(finished) => {
            let count = |signatures: &ClosingSignatures| {
                VARIANTS.iter().filter(|variant| signatures.of(**variant).is_some()).count()
            };
            assert_eq!(count(&answer), 1);
            if answer == closing_sig {
                assert_eq!(finished, published);
            }
            Ok("closed, the simple way")
        }
        Err(error) => {
            assert_ne!(answer, closing_sig, "{error}");
            Ok("closing_sig refused")
        }
    }
}

/// Signatures that are left out, changed, or of another variant.
fn hostile(source: &mut Unstructured<'_>, honest: &ClosingSignatures) -> Result<ClosingSignatures> {
    let known: Vec<Signature> = VARIANTS.iter().filter_map(|variant| honest.of(*variant).copied()).collect();
    let mut one = || {
        Ok(match source.choose(&known) {
            Ok(signature) if source.ratio(3, 4)? => Some(*signature),
            Ok(signature) if source.arbitrary()? => Some(changed(source, *signature)?),
            _ => None,
        })
    };
    Ok(ClosingSignatures {
        closer_output_only: one()?,
        closee_output_only: one()?,
        closer_and_closee_outputs: one()?,
    })
}

/// The signature with a bit flipped, if that is one.
fn changed(source: &mut Unstructured<'_>, signature: Signature) -> Result<Signature> {
    if source.ratio(3, 4)? {
        return Ok(signature);
    }
    let mut compact = signature.to_compact();
    flip(source, &mut compact)?;
    Ok(Signature::parse(&compact).unwrap_or(signature))
}

/// No output holds more than the channel, and they are in their order.
fn check_outputs(channel: &ChannelParameters, transaction: &ClosingTransaction) {
    let sum: u64 = transaction.outputs().iter().map(|(value, _)| value.0).sum();
    assert!(sum <= channel.funding_amount.0 && (1..=2).contains(&transaction.outputs().len()));
    assert!(transaction.outputs().is_sorted());
}

/// Both signatures make the transaction that the digest was of.
fn check_published(
    channel: &ChannelParameters,
    closing: &ClosingTransaction,
    signer: Node,
    one: &Signature,
    other: &Signature,
) {
    let published: Transaction = match signer {
        Node::Opener => closing.signed(one, other),
        Node::Accepter => closing.signed(other, one),
    };
    assert_eq!(published.compute_txid(), closing.transaction().compute_txid());
    assert!(published.weight().to_wu() <= closing.weight());
    assert_eq!(published.input[0].previous_output.vout, channel.funding.vout);
    closing.verify(signer, one).expect("it was verified");
    closing.verify(signer.other(), other).expect("it was signed");
}

/// A channel, and how it is split.
fn split(source: &mut Unstructured<'_>) -> Result<(ChannelParameters, [Msat; 2])> {
    let balances = [amount(source, MOST)?, amount(source, MOST)?];
    let sum = balances[0].0 + balances[1].0;
    Ok((channel(source, Sat(sum.div_ceil(1000)))?, balances))
}

/// A fee, about the balances or far beyond.
fn fee(source: &mut Unstructured<'_>) -> Result<Sat> {
    if source.ratio(1, 16)? {
        return Ok(Sat(source.arbitrary()?));
    }
    Ok(amount(source, MOST)?.sat_rounded_down())
}

/// A script that `shutdown` may name.
fn script(source: &mut Unstructured<'_>) -> Result<ScriptBuf> {
    let byte = source.int_in_range(1..=2)?;
    let script = match source.int_in_range(0..=6)? {
        0 => [vec![0, 20], vec![byte; 20]].concat(),
        1 => [vec![0, 32], vec![byte; 32]].concat(),
        2 => [vec![0x51, 32], vec![byte; 32]].concat(),
        3 => [&[0x76, 0xa9, 20][..], &[byte; 20], &[0x88, 0xac]].concat(),
        4 => [&[0xa9, 20][..], &[byte; 20], &[0x87]].concat(),
        5 => [vec![0x6a, 6], vec![byte; 6]].concat(),
        _ => bytes(source, 90)?,
    };
    let rules = ShutdownRules { any_segwit: true, simple_close: true, non_segwit: true };
    let form = ShutdownForm::recognise(&script);
    assert_eq!(rules.check(&script, None).ok(), form);
    assert_eq!(rules.check(&script, Some(&script)).ok(), form);
    if form.is_some() && form != Some(ShutdownForm::OpReturn) {
        assert!((240..=546).contains(&dust_limit(&script).0), "{form:?}");
    }
    let fallback = [vec![0, 20], vec![byte; 20]].concat();
    Ok(ScriptBuf::from_bytes(if form.is_some() { script } else { fallback }))
}

fn is_op_return(script: &bitcoin::Script) -> bool {
    ShutdownForm::recognise(script.as_bytes()) == Some(ShutdownForm::OpReturn)
}
