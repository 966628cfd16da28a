//! One text, two readers.

use crate::{Rule, claim, figures, parts, rewrite};
use keelbolt::codec::features::{Error as FeatureError, FeatureSet};
use keelbolt::invoice::{Error, InvoiceRef, Tag};
use lightning_invoice::{
    Bolt11Invoice, Bolt11ParseError, Bolt11SemanticError, MAX_LENGTH, RawBolt11Invoice,
    SignedRawBolt11Invoice,
};
use std::collections::BTreeSet;
use std::fmt;

/// What two readers that agree made of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Whether Keelbolt read prefix, checksum and signature and came to the fields.
    pub reached_fields: bool,
    /// Whether Keelbolt read the whole invoice.
    pub read: bool,
    /// Whether Keelbolt would pay it.
    pub payable: bool,
    /// The rules that explain where the two differ.
    pub explained: BTreeSet<Rule>,
}

/// Two readers differ, and no rule explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference(pub String);

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads a text with Keelbolt and with `lightning-invoice`: both must accept it, tell the same figures, find the
/// same payee and give the same answer to the payer, or a [`Rule`] must say why not. What Keelbolt reads it must
/// also write back.
///
/// # Errors
///
/// The first [`Difference`].
pub fn compare(text: &str) -> Result<Outcome, Difference> {
    let theirs = text.parse::<SignedRawBolt11Invoice>();
    let outcome = match (InvoiceRef::parse(text), theirs) {
        (Err(error), Err(_)) => Ok(refused(&error)),
        (Err(error), Ok(theirs)) => claim::explain(text, &error, theirs.raw_invoice())
            .map(|rule| Outcome { explained: BTreeSet::from([rule]), ..refused(&error) })
            .ok_or_else(|| format!("refused with {error:?}, and read by the peer: {theirs:?}")),
        (Ok(ours), Err(error)) => limit(&ours, &error)
            .map(|rule| Outcome { explained: BTreeSet::from([rule]), ..read() })
            .ok_or_else(|| format!("read, and refused by the peer with {error:?}: {ours:?}")),
        (Ok(ours), Ok(theirs)) => both(&ours, &theirs),
    };
    outcome.map_err(|what| Difference(format!("{text}\n{what}")))
}

/// How far a refused text came.
fn refused(error: &Error) -> Outcome {
    let reached_fields = matches!(
        error,
        Error::FieldTruncated { .. }
            | Error::TrailingWords { .. }
            | Error::FieldLength { .. }
            | Error::NotMinimal { .. }
            | Error::IntegerTooLarge { .. }
            | Error::NotUtf8 { .. }
            | Error::NotAPoint { .. }
    );
    Outcome { reached_fields, ..Outcome::default() }
}

fn read() -> Outcome {
    Outcome { reached_fields: true, read: true, ..Outcome::default() }
}

/// The longest human-readable part that the peer reads (BIP 173).
const MAX_HRP_LENGTH: usize = 83;

/// Which limit of its own made the peer refuse.
fn limit(ours: &InvoiceRef<'_>, error: &Bolt11ParseError) -> Option<Rule> {
    match error {
        Bolt11ParseError::Bech32Error(_) => {
            let text = ours.as_str();
            let long =
                text.len() > MAX_LENGTH || text.rfind('1').is_some_and(|length| length > MAX_HRP_LENGTH);
            long.then_some(Rule::LengthLimit)
        }
        Bolt11ParseError::IntegerOverflowError | Bolt11ParseError::ParseAmountError(_) => {
            is_beyond_pico(ours.amount()?.0).then_some(Rule::AmountLimit)
        }
        _ => None,
    }
}

/// Whether an amount in millisatoshi does not fit `u64` when it is counted in pico-bitcoin.
fn is_beyond_pico(msat: u64) -> bool {
    msat.checked_mul(10).is_none()
}

fn both(ours: &InvoiceRef<'_>, theirs: &SignedRawBolt11Invoice) -> Result<Outcome, String> {
    let mut outcome = read();
    outcome.explained.extend(compare_figures(ours, theirs.raw_invoice())?);
    let reencoded = compare_digests(ours, theirs)?;
    outcome.explained.extend(reencoded.then_some(Rule::Reencoded));
    let payee = check_payee(ours, theirs)?;
    let (payable, rule) = compare_verdicts(ours, theirs, payee, reencoded)?;
    outcome.payable = payable;
    outcome.explained.extend(rule);
    rewrite::check(ours)?;
    Ok(outcome)
}

fn compare_figures(ours: &InvoiceRef<'_>, theirs: &RawBolt11Invoice) -> Result<Option<Rule>, String> {
    let our_figures = figures::ours(ours);
    let mut their_figures = figures::theirs(theirs);
    let unshown = theirs.hrp.raw_amount.is_some() && their_figures.amount_msat.is_none();
    let rule = (unshown && our_figures.amount_msat.is_some_and(is_beyond_pico)).then_some(Rule::AmountLimit);
    if rule.is_some() {
        their_figures.amount_msat = our_figures.amount_msat;
    }
    match our_figures == their_figures {
        true => Ok(rule),
        false => Err(format!("figures differ:\n{our_figures:?}\n{their_figures:?}")),
    }
}

/// Whether the peer hashed another encoding than the one that was signed.
fn compare_digests(ours: &InvoiceRef<'_>, theirs: &SignedRawBolt11Invoice) -> Result<bool, String> {
    let (hrp, words) = parts::split(ours.as_str()).ok_or("no bech32 at all")?;
    let words = &words[..words.len() - parts::SIGNATURE_WORDS];
    let digest = parts::signed_digest(&hrp, words);
    if ours.signature_hash().0 != digest {
        return Err(format!("the digest is {:?} instead of {digest:?}", ours.signature_hash()));
    }
    let (their_hrp, their_words) = theirs.raw_invoice().to_raw();
    let reencoded =
        their_hrp != hrp || !their_words.iter().map(|word| word.to_u8()).eq(words.iter().copied());
    if !reencoded && *theirs.signable_hash() != digest {
        return Err(format!("the peer's digest is {:?} instead of {digest:?}", theirs.signable_hash()));
    }
    Ok(reencoded)
}

/// The payee, checked with libsecp256k1 itself; `None` when the signature does not hold. What the peer says of it
/// is part of its verdict.
fn check_payee(ours: &InvoiceRef<'_>, theirs: &SignedRawBolt11Invoice) -> Result<Option<[u8; 33]>, String> {
    let (compact, id) = (ours.signature().to_compact(), ours.signature().recovery_id().to_u8());
    let (their_id, their_compact) = theirs.signature().0.serialize_compact();
    if their_compact != compact || their_id.to_i32() != i32::from(id) {
        return Err(format!("signatures differ: {:?}, {:?}", ours.signature(), theirs.signature()));
    }
    let named = theirs.raw_invoice().payee_pub_key().map(|named| named.serialize());
    let expected = parts::signer(ours.signature_hash().0, &compact, id, named);
    let payee = ours.payee().ok().map(|key| key.to_bytes());
    match payee == expected {
        true => Ok(payee),
        false => Err(format!("the payee is {payee:?} instead of {expected:?}")),
    }
}

/// Whether Keelbolt would pay, and why the peer would not, or the other way round.
fn compare_verdicts(
    ours: &InvoiceRef<'_>,
    theirs: &SignedRawBolt11Invoice,
    payee: Option<[u8; 33]>,
    reencoded: bool,
) -> Result<(bool, Option<Rule>), String> {
    /// The features that the peer knows in an invoice, by their even bits; 56 is a proposal's, trampoline.
    const KNOWN: [u32; 5] = [8, 14, 16, 48, 56];
    // At the very second of its making no invoice is over.
    let verdict = ours.check_payable(&FeatureSet::of(&KNOWN), ours.timestamp());
    let their_verdict = Bolt11Invoice::from_signed(theirs.clone());
    let rule = match (&verdict, &their_verdict) {
        (Ok(_), Ok(theirs)) if reencoded || compare_payments(ours, theirs, payee) => None,
        (Err(_), Err(_)) => None,
        (Ok(_), Err(error)) => Some(stricter_peer(ours, error, reencoded)),
        (Err(error), Ok(_)) => Some(stricter(ours, error, reencoded)),
        (Ok(_), Ok(_)) => Some(None),
    };
    match rule {
        Some(None) => Err(format!("verdicts differ:\n{verdict:?}\n{their_verdict:?}")),
        explained => Ok((verdict.is_ok(), explained.flatten())),
    }
}

/// Whether both would pay the same.
fn compare_payments(ours: &InvoiceRef<'_>, theirs: &Bolt11Invoice, payee: Option<[u8; 33]>) -> bool {
    let addresses = ours.fallbacks().filter_map(|fallback| fallback.address(ours.network()));
    let their_addresses = theirs.fallback_addresses();
    let expires_at = theirs.expires_at().map_or(u64::MAX, |time| time.as_secs());
    payee == Some(theirs.get_payee_pub_key().serialize())
        && addresses.map(|address| address.to_string()).eq(their_addresses.iter().map(ToString::to_string))
        && ours.expires_at().0 == expires_at
}

/// Why the peer does not pay what Keelbolt would.
fn stricter_peer(ours: &InvoiceRef<'_>, error: &Bolt11SemanticError, reencoded: bool) -> Option<Rule> {
    let several = |tags: &[Tag]| ours.fields().filter(|field| tags.contains(&field.tag())).count() > 1;
    let (holds, rule) = match error {
        Bolt11SemanticError::MultiplePaymentHashes => (several(&[Tag::PAYMENT_HASH]), Rule::FirstOfMany),
        Bolt11SemanticError::MultiplePaymentSecrets => (several(&[Tag::PAYMENT_SECRET]), Rule::FirstOfMany),
        Bolt11SemanticError::MultipleDescriptions => {
            (several(&[Tag::DESCRIPTION]) || several(&[Tag::DESCRIPTION_HASH]), Rule::FirstOfMany)
        }
        Bolt11SemanticError::InvalidFeatures => (!ours.features().offers(14), Rule::AssumedFeature),
        Bolt11SemanticError::InvalidSignature => (reencoded, Rule::Reencoded),
        _ => return None,
    };
    holds.then_some(rule)
}

/// Why Keelbolt does not pay what the peer would.
fn stricter(ours: &InvoiceRef<'_>, error: &Error, reencoded: bool) -> Option<Rule> {
    let features = ours.features();
    let (holds, rule) = match error {
        Error::Features(FeatureError::MissingDependency { bit, missing }) => {
            (features.offers(*bit) && !features.offers(*missing), Rule::Dependencies)
        }
        Error::ZeroAmount => (ours.amount().is_some_and(|amount| amount.0 == 0), Rule::ZeroAmount),
        Error::Signature(_) => (reencoded, Rule::Reencoded),
        _ => return None,
    };
    holds.then_some(rule)
}
