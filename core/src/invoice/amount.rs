//! The amount in an invoice's human-readable part (BOLT 11, human-readable part).

use crate::amount::Msat;
use crate::invoice::Error;
use core::fmt;

/// A multiplier letter and how many pico-bitcoin it stands for, the largest first. No letter is one bitcoin.
const MULTIPLIERS: [(Option<u8>, u128); 5] = [
    (None, 1_000_000_000_000),
    (Some(b'm'), 1_000_000_000),
    (Some(b'u'), 1_000_000),
    (Some(b'n'), 1_000),
    (Some(b'p'), 1),
];

/// Pico-bitcoin in one millisatoshi.
const PICO_PER_MSAT: u128 = 10;

/// Reads the amount that begins at `offset` of the invoice; `None` when there is none.
pub(super) fn parse(text: &str, offset: usize) -> Result<Option<Msat>, Error> {
    let Some((last, head)) = text.as_bytes().split_last() else { return Ok(None) };
    let (digits, unit) = match last.is_ascii_digit() {
        true => (text.as_bytes(), None),
        false => (head, Some(last.to_ascii_lowercase())),
    };
    let mut number = 0_u128;
    for (index, digit) in digits.iter().enumerate() {
        // "if `amount` contains a non-digit [...]: MUST fail the payment"
        let value = match digit {
            b'0'..=b'9' => u128::from(digit & 0x0f),
            _ => {
                let offset = offset.saturating_add(index);
                return Err(Error::AmountCharacter { offset, found: *digit });
            }
        };
        // Anything that saturates is too large below.
        number = number.saturating_mul(10).saturating_add(value);
    }
    // "[...] OR is followed by anything except a `multiplier`: MUST fail the payment"
    let multiplier = MULTIPLIERS.iter().find(|(letter, _)| *letter == unit).filter(|_| !digits.is_empty());
    let Some((_, pico)) = multiplier else {
        let offset = offset.saturating_add(digits.len());
        return Err(Error::AmountCharacter { offset, found: *last });
    };
    let pico = number.saturating_mul(*pico);
    if pico == u128::MAX {
        return Err(Error::AmountTooLarge { offset });
    }
    // "if multiplier is `p` and the last decimal of `amount` is not 0: MUST fail the payment"
    if pico % PICO_PER_MSAT != 0 {
        return Err(Error::SubMillisatoshi { offset });
    }
    let msat = u64::try_from(pico / PICO_PER_MSAT).map_err(|_| Error::AmountTooLarge { offset })?;
    Ok(Some(Msat(msat)))
}

/// Shows an amount in its shortest form: the largest multiplier that leaves a whole number.
pub(super) struct Shortest(pub(super) Msat);

impl fmt::Display for Shortest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pico = u128::from(self.0.0).saturating_mul(PICO_PER_MSAT);
        for (letter, unit) in MULTIPLIERS {
            if pico.checked_rem(unit) == Some(0) {
                write!(f, "{}", pico.checked_div(unit).unwrap_or_default())?;
                return letter.map_or(Ok(()), |letter| write!(f, "{}", char::from(letter)));
            }
        }
        Ok(())
    }
}
