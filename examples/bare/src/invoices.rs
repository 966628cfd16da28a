//! Invoices: one is read and asked whether it may be paid and to whom, one is made, and bad ones are refused with a
//! reason.

use core::time::Duration;
use cortex_m_semihosting::hprintln;
use keelbolt::codec::features::{Context, FeatureSet};
use keelbolt::crypto::{SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::invoice::{Description, Draft, Error, InvoiceRef, Payable, Tag};
use keelbolt::secret::Secret;
use keelbolt::time::UnixTime;

/// One of the examples of BOLT 11. The same file serves the example in C.
const INVOICE: &str = include!("../invoice.inc");

/// When it is looked at, in the minute after it was made. A device asks its real-time clock.
const NOW: UnixTime = UnixTime(1_496_314_700);

/// The key that BOLT 11 signs its examples with, known to everybody. A device keeps its own in secure memory.
const KEY: [u8; 32] = [
    0xe1, 0x26, 0xf6, 0x8f, 0x7e, 0xaf, 0xcc, 0x8b, 0x74, 0xf5, 0x4d, 0x26, 0x9f, 0xe2, 0x06, 0xbe, 0x71,
    0x50, 0x00, 0xf9, 0x4d, 0xac, 0x06, 0x7d, 0x1c, 0x04, 0xa8, 0xca, 0x3b, 0x2d, 0xb7, 0x34,
];

/// Blinds the curve operations; no result depends on it. A device asks its random number generator.
const BLINDING: [u8; 32] = [7; 32];

/// Room for the invoices that this device makes.
const CAPACITY: usize = 512;

/// What a payer does with an invoice, what a payee does, and what both refuse.
#[inline(never)]
pub fn run() -> Result<(), Error> {
    pay(NOW)?;
    ask(NOW)?;
    refuse()
}

/// The payer's side: reads an invoice, checks its signature and whether it may be paid now.
fn pay(now: UnixTime) -> Result<(), Error> {
    show("invoice", &check(INVOICE, now)?);
    Ok(())
}

/// The payee's side: makes an invoice for the same payment, signs it, and reads it back as a payer would.
fn ask(now: UnixTime) -> Result<(), Error> {
    let mut buffer = [0; CAPACITY];
    let text = make(&mut buffer, now)?;
    hprintln!("made: {} characters", text.len());
    show("made", &check(text, now)?);
    Ok(())
}

#[inline(never)]
fn make(buffer: &mut [u8], now: UnixTime) -> Result<&str, Error> {
    let read = InvoiceRef::parse(INVOICE)?;
    let hash = read.payment_hash().ok_or(Error::MissingField { field: Tag::PAYMENT_HASH })?;
    let secret = read.payment_secret().ok_or(Error::MissingField { field: Tag::PAYMENT_SECRET })?;
    let description = read.description().ok_or(Error::MissingDescription)?;
    let mut draft = Draft::new(read.network(), now, hash, secret, Description::Text(description));
    draft.amount = read.amount();
    draft.expiry = Some(read.expiry());

    let key = SecretKey::parse(Secret::new(KEY)).map_err(Error::Signature)?;
    let context = SigningContext::new(Entropy::new(BLINDING));
    draft.write(buffer)?.sign(&key, &context)
}

/// Bad invoices are refused with a reason: one with a wrong character, one whose time is over.
fn refuse() -> Result<(), Error> {
    let mut flipped = [0; INVOICE.len()];
    flipped.copy_from_slice(INVOICE.as_bytes());
    if let Some(last) = flipped.last_mut() {
        *last ^= 1;
    }
    if let Err(error) = InvoiceRef::parse_ascii(&flipped) {
        hprintln!("refused: {}", error);
    }
    let over = InvoiceRef::parse(INVOICE)?.expires_at().saturating_add(Duration::from_secs(1));
    if let Err(error) = check(INVOICE, over) {
        hprintln!("refused: {}", error);
    }
    Ok(())
}

/// Not inlined, as [`make`] is not: the frames of functions that were inlined into one add up.
#[inline(never)]
fn check(text: &str, now: UnixTime) -> Result<Payable<'_>, Error> {
    InvoiceRef::parse(text)?.check_payable(&FeatureSet::all_of(Context::Invoice), now)
}

fn show(whose: &str, payable: &Payable<'_>) {
    hprintln!("{} payee: {}", whose, payable.payee());
    if let Some(amount) = payable.invoice().amount() {
        hprintln!("{} amount: {}", whose, amount);
    }
    if let Some(description) = payable.invoice().description() {
        hprintln!("{} description: {}", whose, description);
    }
}
