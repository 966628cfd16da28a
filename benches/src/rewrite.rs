//! Writing an invoice's own fields again.

use crate::parts::{self, KEY, SIGNATURE_WORDS};
use keelbolt::crypto::{SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::invoice::{Field, InvoiceRef, Prefix, Tag, Unsigned};
use keelbolt::secret::Secret;
use std::sync::LazyLock;

const TIMESTAMP_WORDS: usize = 7;
const FIELD_HEAD_WORDS: usize = 3;

static SIGNER: LazyLock<(SecretKey, SigningContext)> = LazyLock::new(|| {
    let key = SecretKey::parse(Secret::new(KEY)).expect("a valid key");
    (key, SigningContext::new(Entropy::new([1; 32])))
});

/// Writes the fields of an invoice again, `n` left out so that any key may sign, and checks that the words are
/// those that were read, their padding cleared.
pub(crate) fn check(invoice: &InvoiceRef<'_>) -> Result<(), String> {
    let prefix =
        Prefix { network: invoice.network(), amount: invoice.amount(), timestamp: invoice.timestamp() };
    let fields = invoice.fields().filter(|field| !matches!(field, Field::Payee(_)));
    let (key, context) = &*SIGNER;
    let mut buffer = [0; 16_384];
    let text = Unsigned::write(&mut buffer, prefix, fields.clone())
        .and_then(|unsigned| unsigned.sign(key, context))
        .map_err(|error| format!("its fields cannot be written: {error}"))?;

    let words = |text| parts::split(text).map(|(_, words)| words[..words.len() - SIGNATURE_WORDS].to_vec());
    let (read, written) = (words(invoice.as_str()), words(text));
    let expected = read.as_deref().map(canonical);
    if expected != written {
        return Err(format!("its fields are written as {written:?} instead of {expected:?}"));
    }
    let again = InvoiceRef::parse(text).map_err(|error| format!("{text} is not read: {error}"))?;
    if !again.fields().eq(fields) || again.amount() != prefix.amount || again.timestamp() != prefix.timestamp
    {
        return Err(format!("its fields are read back differently from {text}"));
    }
    Ok(())
}

/// The words with every `n` left out, and with zeros for the padding of the fields that are read as bytes.
fn canonical(words: &[u8]) -> Vec<u8> {
    let (timestamp, mut rest) = words.split_at(TIMESTAMP_WORDS);
    let mut canonical = timestamp.to_vec();
    while !rest.is_empty() {
        let length = usize::from(rest[1]) * 32 + usize::from(rest[2]);
        let (field, next) = rest.split_at(FIELD_HEAD_WORDS + length);
        rest = next;
        let tag = Tag::new(field[0]);
        if tag == Some(Tag::PAYEE) {
            continue;
        }
        canonical.extend(field);
        let last = canonical.last_mut().expect("a field has at least its head");
        *last &= 0xff << padding(tag, &field[FIELD_HEAD_WORDS..]);
    }
    canonical
}

/// How many bits at the end of this data are padding that no reader keeps.
fn padding(tag: Option<Tag>, data: &[u8]) -> usize {
    match tag {
        Some(Tag::PAYMENT_HASH | Tag::PAYMENT_SECRET | Tag::DESCRIPTION_HASH | Tag::ROUTE_HINT) => {
            data.len() * 5 % 8
        }
        Some(Tag::FALLBACK) if data[0] <= 18 => (data.len() - 1) * 5 % 8,
        _ => 0,
    }
}
