//! Onions: every hop of a payment's route peels its layer and reads what it is asked for, and a packet that was changed
//! on its way is refused.

use core::fmt;
use cortex_m_semihosting::hprintln;
use keelbolt::crypto::SecretKey;
use keelbolt::secret::Secret;
use keelbolt::sphinx::payload::{self, Instruction, Payload};
use keelbolt::sphinx::{self, Next, OnionRef, PACKET_LENGTH, PEEL_BUFFER};

/// The example of BOLT 4: a packet for five hops. The same file serves the example in C.
static ONION: &[u8; PACKET_LENGTH] = include_bytes!("../onion.bin");

/// The payment to which it is bound.
const PAYMENT_HASH: [u8; 32] = [0x42; 32];

/// The key of the first hop in every byte; that of the next one is one more. A device keeps its own in secure memory.
const FIRST_KEY: u8 = 0x41;

/// What the hops of a route do with a packet, and what they refuse.
pub fn run() -> Result<(), Error> {
    pass()?;
    refuse()
}

/// Passes the packet from hop to hop. Each would be a device of its own, and all do the same.
#[inline(never)]
fn pass() -> Result<(), Error> {
    let mut packet = *ONION;
    let mut buffer = [0; PEEL_BUFFER];
    let mut hop = 0;
    while let Next::Forward(next) = peel(hop, &packet, &mut buffer)? {
        packet.copy_from_slice(next);
        hop += 1;
    }
    Ok(())
}

/// One hop's part. Not inlined: the frames of functions that were inlined into one add up.
#[inline(never)]
fn peel<'b>(hop: u8, packet: &[u8], buffer: &'b mut [u8]) -> Result<Next<'b>, Error> {
    let key = SecretKey::parse(Secret::new([FIRST_KEY + hop; 32])).map_err(sphinx::Error::Key)?;
    let peeled = OnionRef::parse(packet)?.peel(&key, &PAYMENT_HASH, buffer)?;
    match Payload::parse(peeled.payload)?.instruction(peeled.next, None)? {
        Instruction::Forward(forward) => hprintln!(
            "hop {}: forward {} until {} over channel {}",
            hop,
            forward.amt_to_forward,
            forward.outgoing_cltv_value,
            forward.short_channel_id
        ),
        Instruction::Receive(receive) => hprintln!(
            "hop {}: receive {} of {} until {}",
            hop,
            receive.amt_to_forward,
            receive.total_msat,
            receive.outgoing_cltv_value
        ),
        _ => hprintln!("hop {}: within a blinded path", hop),
    }
    Ok(peeled.next)
}

/// A packet with one bit changed is refused with a reason, and its HTLC answered with a failure.
#[inline(never)]
fn refuse() -> Result<(), Error> {
    let mut packet = *ONION;
    packet[PACKET_LENGTH - 1] ^= 1;
    let Err(Error::Onion(error)) = peel(0, &packet, &mut [0; PEEL_BUFFER]) else { return Ok(()) };
    hprintln!("refused: {}", error);
    if let Some(failure) = error.failure(&packet) {
        hprintln!("answered: {}", failure.code());
    }
    Ok(())
}

/// Why an onion cannot be peeled or its payload not be followed.
pub enum Error {
    Onion(sphinx::Error),
    Payload(payload::Error),
}

impl From<sphinx::Error> for Error {
    fn from(error: sphinx::Error) -> Self {
        Self::Onion(error)
    }
}

impl From<payload::Error> for Error {
    fn from(error: payload::Error) -> Self {
        Self::Payload(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Onion(error) => fmt::Display::fmt(error, f),
            Self::Payload(error) => fmt::Display::fmt(error, f),
        }
    }
}
