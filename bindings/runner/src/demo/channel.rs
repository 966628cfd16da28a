//! A channel on paper: it opens, pays, and is closed by one node alone; each transaction as a reader wants it.

use crate::demo::text::{RUNS, median, row};
use bitcoin::{ScriptBuf, Transaction};
use keelbolt::amount::{Msat, Sat};
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::commitment::spend::{Path, Revocation, SignedSweep, SpendKeys, Sweep};
use keelbolt::commitment::{
    Basepoints, ChannelParameters, ChannelSecrets, Commitment, CommitmentDraft, CommitmentNumber,
    CommitmentSignatures, Format, Htlc, Node, NodeParameters, OutputKind, PeerKeys, derive_privkey,
};
use keelbolt::crypto::bip32::{ExtendedSecretKey, Network};
use keelbolt::crypto::{Preimage, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;

const FUNDING: Sat = Sat(1_000_000);
const PAID: Msat = Msat(250_000_000);
const EXPIRY: BlockHeight = BlockHeight(800_244);
const DELAY: u16 = 144;
const FEERATE_PER_KW: u32 = 2_500;

/// One of the two nodes.
struct Party {
    secrets: ChannelSecrets,
    basepoints: Basepoints,
}

impl Party {
    /// Everything follows from the seed of its wallet.
    fn of(seed: u8, context: &SigningContext) -> Result<Self, Box<dyn Error>> {
        let root = ExtendedSecretKey::from_seed(&[seed; 64], Network::Testnet)?;
        let secrets = ChannelSecrets::derive(&root, 0, context)?;
        let basepoints = secrets.basepoints(context)?;
        Ok(Self { secrets, basepoints })
    }

    /// What it signs the other one's commitments with.
    fn peer_keys(&self) -> PeerKeys<'_> {
        PeerKeys { funding: &self.secrets.funding, htlc_basepoint: &self.secrets.htlc_basepoint }
    }

    /// What it takes its own with.
    fn spend_keys(&self) -> SpendKeys<'_> {
        SpendKeys {
            basepoints: &self.basepoints,
            funding: &self.secrets.funding,
            revocation_basepoint: &self.secrets.revocation_basepoint,
            payment_basepoint: &self.secrets.payment_basepoint,
            delayed_payment_basepoint: &self.secrets.delayed_payment_basepoint,
            htlc_basepoint: &self.secrets.htlc_basepoint,
        }
    }
}

/// Two commitments of the opener: the first, and the one with a payment, by which it closes alone.
pub fn shown() -> Result<String, Box<dyn Error>> {
    let context = SigningContext::new(Entropy::new([0x60; 32]));
    let (opener, accepter) = (Party::of(1, &context)?, Party::of(2, &context)?);
    let channel = channel(&opener, &accepter);
    let preimage = Preimage(Secret::new([0x61; 32]));
    let paying = Htlc {
        offered_by: Node::Opener,
        amount: PAID,
        payment_hash: preimage.payment_hash(),
        cltv_expiry: EXPIRY,
    };
    let mut points = opener.secrets.per_commitment_secrets();
    let mut build = |number: u64, htlcs: &[Htlc]| -> Result<Commitment, Box<dyn Error>> {
        let number = CommitmentNumber::new(number).ok_or("no such commitment")?;
        let paid = htlcs.iter().map(|htlc| htlc.amount.0).sum::<u64>();
        let draft = CommitmentDraft {
            owner: Node::Opener,
            number,
            per_commitment_point: points.secret(number).point(&context)?,
            opener_balance: Msat(FUNDING.0 * Msat::PER_SAT - paid),
            accepter_balance: Msat(0),
            feerate_per_kw: FEERATE_PER_KW,
            htlcs,
        };
        Ok(draft.build(&channel)?)
    };
    let (first, second) = (build(0, &[])?, build(1, &[paying])?);
    let signatures = second.sign(&accepter.peer_keys(), &context)?;
    second.verify(&signatures)?;
    let sign = median(&mut || _ = black_box(second.sign(&accepter.peer_keys(), &context)));
    let verify = median(&mut || _ = black_box(second.verify(&signatures)));

    let mut rows = vec![format!(
        "\na channel on paper: opened, paid over, closed by the opener alone (median of {RUNS} runs)\n"
    )];
    rows.push(row("funding", format_args!("{FUNDING}, both nodes together")));
    rows.extend([commitment_shown("commitment 0", &first)?, commitment_shown("commitment 1", &second)?]);
    rows.push(row(
        "signatures",
        format_args!(
            "{} by the accepter in {sign:.1} µs, verified in {verify:.1} µs",
            1 + signatures.htlc_signatures.len()
        ),
    ));

    let published = published(&second, &signatures, &opener, &context)?;
    rows.push(row("published", format_args!("commitment 1, {} weight units", published.weight())));
    let sweep = |commitment: &Commitment, claims: &[(OutputKind, Path<'_>)], party: &Party| {
        swept(commitment, claims, party, &context)
    };
    let htlc = OutputKind::OfferedHtlc(0);
    let by_preimage = sweep(&second, &[(htlc, Path::Preimage(&preimage))], &accepter)?;
    rows.push(sweep_shown("accepter", "takes the payment, with its preimage", &by_preimage));
    let back = taken_back(&second, &signatures, &opener, &context)?;
    rows.push(row(
        "or the opener",
        format_args!(
            "takes it back from {EXPIRY} on: HTLC-timeout, {} weight units, and {DELAY} blocks",
            back.weight()
        ),
    ));
    let delayed = sweep(&second, &[(OutputKind::ToLocal, Path::Delayed)], &opener)?;
    rows.push(sweep_shown("opener", &format!("takes its own after {DELAY} blocks"), &delayed));

    // With commitment 1 the opener has revoked commitment 0: told its secret, the accepter takes all of it.
    let revoked = opener.secrets.per_commitment_secrets().secret(CommitmentNumber::FIRST);
    let revocation = Revocation::new(revoked, &context)?;
    let justice = sweep(&first, &[(OutputKind::ToLocal, Path::Revocation(&revocation))], &accepter)?;
    rows.push(sweep_shown(
        "justice",
        "if commitment 0 is published, the accepter takes all, at once",
        &justice,
    ));
    Ok(rows.concat())
}

fn channel(opener: &Party, accepter: &Party) -> ChannelParameters {
    let node = |party: &Party| NodeParameters {
        basepoints: party.basepoints,
        dust_limit: Sat(354),
        to_self_delay: DELAY,
    };
    ChannelParameters {
        format: Format::Anchors,
        funding: OutPoint { txid: Txid([0x62; 32]), vout: 0 },
        funding_amount: FUNDING,
        opener: node(opener),
        accepter: node(accepter),
    }
}

/// The commitment with both signatures.
fn published(
    commitment: &Commitment,
    signatures: &CommitmentSignatures,
    owner: &Party,
    context: &SigningContext,
) -> Result<Transaction, keelbolt::crypto::Error> {
    let local = context.sign(&commitment.digest(), &owner.secrets.funding)?;
    Ok(commitment.signed(&local, &signatures.signature))
}

/// The payment's HTLC-timeout transaction with both signatures; with anchors its fee is the wallet's to add.
fn taken_back(
    commitment: &Commitment,
    signatures: &CommitmentSignatures,
    owner: &Party,
    context: &SigningContext,
) -> Result<Transaction, Box<dyn Error>> {
    let timeout = commitment.htlc_transactions().next().ok_or("no payment")?;
    let remote = signatures.htlc_signatures.first().ok_or("no signature")?;
    let (secrets, points) = (&owner.secrets, &owner.basepoints);
    let point = &commitment.keys().per_commitment_point;
    let key = derive_privkey(&secrets.htlc_basepoint, &points.htlc_basepoint, point)?;
    Ok(timeout.signed(&context.sign(&timeout.local_digest(), &key)?, remote, None)?)
}

/// Outputs of a commitment taken in one transaction.
fn swept(
    commitment: &Commitment,
    claims: &[(OutputKind, Path<'_>)],
    party: &Party,
    context: &SigningContext,
) -> Result<SignedSweep, Box<dyn Error>> {
    let mut inputs = Vec::new();
    for (kind, path) in claims {
        let output = commitment.outputs().iter().position(|output| output.kind == *kind);
        inputs.push(commitment.claim(output.ok_or("no such output")?, path)?);
    }
    let wallet = ScriptBuf::from_bytes([&[0, 20][..], &[0x63; 20]].concat());
    let sweep = Sweep::new(inputs, wallet)?.build(FEERATE_PER_KW)?;
    Ok(sweep.sign(&party.spend_keys(), context)?)
}

fn commitment_shown(name: &str, commitment: &Commitment) -> Result<String, std::fmt::Error> {
    let mut text = row(name, format_args!("the opener's, fee {}, {}", commitment.fee(), commitment.txid()));
    for output in commitment.outputs() {
        write!(
            text,
            "{}",
            row("", format_args!("{:>12}  {}", output.value.to_string(), condition(output.kind)))
        )?;
    }
    Ok(text)
}

/// Who gets an output, when, under which condition.
fn condition(kind: OutputKind) -> String {
    match kind {
        OutputKind::ToLocal => {
            format!("the opener after {DELAY} blocks; the accepter at once if this is revoked")
        }
        OutputKind::ToRemote => "the accepter after 1 block".to_owned(),
        OutputKind::LocalAnchor => "the opener, to raise the fee; anybody after 16 blocks".to_owned(),
        OutputKind::RemoteAnchor => "the accepter, to raise the fee; anybody after 16 blocks".to_owned(),
        OutputKind::SharedAnchor => "anybody, to raise the fee".to_owned(),
        OutputKind::OfferedHtlc(_) => {
            format!(
                "the accepter with the preimage; the opener from {EXPIRY} on; the accepter at once if this is revoked"
            )
        }
        OutputKind::ReceivedHtlc(_) => {
            format!(
                "the opener with the preimage; the accepter from {EXPIRY} on, and at once if this is revoked"
            )
        }
    }
}

fn sweep_shown(who: &str, what: &str, sweep: &SignedSweep) -> String {
    let value: u64 = sweep.transaction().output.iter().map(|output| output.value.to_sat()).sum();
    row(who, format_args!("{what}: {value} sat, fee {}, {} weight units", sweep.fee(), sweep.weight()))
}
