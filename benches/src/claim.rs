//! Whether what Keelbolt says of a refused text is true, and which rule makes the peer accept it.

use crate::{Rule, parts};
use keelbolt::invoice::{Error, Tag};
use lightning_invoice::{Currency, RawBolt11Invoice};

/// Words of a field's type and length.
const FIELD_HEAD_WORDS: usize = 3;

/// The rule by which this text is refused; `None` when the error does not hold, or explains nothing.
pub(crate) fn explain(text: &str, error: &Error, theirs: &RawBolt11Invoice) -> Option<Rule> {
    match *error {
        Error::FieldLength { field, offset, expected, found } => {
            let data = data_at(text, offset, field)?;
            (data.len() == found && found != expected).then(|| length_rule(field, &data)).flatten()
        }
        Error::NotMinimal { field, offset } => {
            let minimal = [Tag::EXPIRY, Tag::MIN_FINAL_CLTV_EXPIRY_DELTA, Tag::FEATURES].contains(&field);
            let data = data_at(text, offset, field)?;
            (minimal && data.first() == Some(&0)).then_some(Rule::MinimalLength)
        }
        Error::SubMillisatoshi { .. } => {
            let pico = theirs.amount_pico_btc()?;
            (pico % 10 != 0).then_some(Rule::SubMillisatoshi)
        }
        Error::AmountTooLarge { .. } => {
            let overflows = theirs.hrp.raw_amount.is_some() && theirs.amount_pico_btc().is_none();
            overflows.then_some(Rule::AmountLimit)
        }
        Error::UnknownNetwork { .. } => (theirs.currency() == Currency::Simnet).then_some(Rule::Simnet),
        _ => None,
    }
}

/// Why this data has a length that its field must not have.
fn length_rule(field: Tag, data: &[u8]) -> Option<Rule> {
    /// Bytes of a hop.
    const HOP: usize = 51;
    match field {
        Tag::PAYMENT_HASH | Tag::PAYMENT_SECRET | Tag::DESCRIPTION_HASH => {
            (data.len() != 52).then_some(Rule::FixedLength)
        }
        Tag::PAYEE => (data.len() != 53).then_some(Rule::FixedLength),
        Tag::FALLBACK => {
            let (version, program) = data.split_first()?;
            let (bytes, padding) = bytes_and_padding(program);
            match (version, bytes) {
                (0, 20 | 32) | (1.., _) => (padding >= 5).then_some(Rule::Padding),
                (0, _) => Some(Rule::WitnessProgram),
            }
        }
        Tag::ROUTE_HINT => match bytes_and_padding(data) {
            (0, _) => Some(Rule::EmptyRoute),
            (bytes, padding) => (bytes % HOP == 0 && padding >= 5).then_some(Rule::Padding),
        },
        _ => None,
    }
}

/// The whole bytes in words, and the bits after them.
fn bytes_and_padding(words: &[u8]) -> (usize, usize) {
    let bits = words.len() * 5;
    (bits / 8, bits % 8)
}

/// The data of the field that begins at a character of the text and is of this type.
fn data_at(text: &str, offset: usize, field: Tag) -> Option<Vec<u8>> {
    let (hrp, words) = parts::split(text)?;
    let field_words = words.get(offset.checked_sub(hrp.len() + 1)?..)?;
    let (head, data) = field_words.split_at_checked(FIELD_HEAD_WORDS)?;
    let length = usize::from(head[1]) * 32 + usize::from(head[2]);
    (head[0] == field.number()).then(|| data.get(..length)).flatten().map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Parts, Signature, field};
    use lightning_invoice::SignedRawBolt11Invoice;

    /// A claim about an invoice whose only field is a `p` of 51 words, at character 12; and whether it holds.
    const CLAIMS: &[(Error, bool)] = &[
        (Error::FieldLength { field: Tag::PAYMENT_HASH, offset: 12, expected: 52, found: 51 }, true),
        (Error::FieldLength { field: Tag::PAYMENT_HASH, offset: 12, expected: 52, found: 50 }, false),
        (Error::FieldLength { field: Tag::PAYMENT_HASH, offset: 13, expected: 52, found: 51 }, false),
        (Error::FieldLength { field: Tag::PAYMENT_SECRET, offset: 12, expected: 52, found: 51 }, false),
        (Error::FieldLength { field: Tag::METADATA, offset: 12, expected: 52, found: 51 }, false),
        (Error::NotMinimal { field: Tag::PAYMENT_HASH, offset: 12 }, false),
        (Error::NotAPoint { field: Tag::PAYMENT_HASH, offset: 12 }, false),
        (Error::SubMillisatoshi { offset: 4 }, false),
        (Error::AmountTooLarge { offset: 4 }, false),
        (Error::UnknownNetwork { offset: 2 }, false),
    ];

    #[test]
    fn only_true_claims_explain() {
        let words = [vec![0; 7], field(1, &[0; 51])].concat();
        let text = Parts { hrp: "lnbc".into(), words, signature: Signature::Valid, upper: false }.text();
        let theirs: SignedRawBolt11Invoice = text.parse().unwrap();
        for (error, holds) in CLAIMS {
            assert_eq!(explain(&text, error, theirs.raw_invoice()).is_some(), *holds, "{error:?}");
        }
    }
}
