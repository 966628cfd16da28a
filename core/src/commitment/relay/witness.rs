//! Witnesses: their sizes, the arguments of `OP_IF`, and signatures.

use crate::codec::script::Op;
use crate::commitment::relay::Error;
use crate::crypto::Signature;
use bitcoin::{TxIn, TxOut};

/// Whether the witness of an input is standard for the output that it spends.
pub(super) fn check(input: usize, spending: &TxIn, output: &TxOut) -> Result<(), Error> {
    let witness = || spending.witness.iter();
    let program = output.script_pubkey.as_bytes();
    let is_witness_program = match program {
        [0 | 0x51..=0x60, length @ 2..=40, rest @ ..] => rest.len() == usize::from(*length),
        _ => false,
    };
    if is_witness_program && !spending.script_sig.is_empty() {
        return Err(Error::ScriptSig { input });
    }
    match program {
        _ if !is_witness_program => Ok(()),
        [0x51, 2, 0x4e, 0x73] if witness().next().is_some() => Err(Error::AnchorWitness { input }),
        [0x51, 2, 0x4e, 0x73] | [0x51, 32, ..] => Ok(()),
        [0, 20, ..] | [0, 32, ..] => {
            if program.len() == 34 {
                check_script(input, spending)?;
            }
            witness().enumerate().try_for_each(|(element, bytes)| check_signature(input, element, bytes))
        }
        _ => Err(Error::UnknownProgram { input }),
    }
}

/// What a witness script and its arguments may be.
fn check_script(input: usize, spending: &TxIn) -> Result<(), Error> {
    let Some(script) = spending.witness.last() else { return Err(Error::NoWitness { input }) };
    if script.len() > MAX_SCRIPT {
        return Err(Error::WitnessScript { input, expected: MAX_SCRIPT, found: script.len() });
    }
    let count = spending.witness.len().saturating_sub(1);
    if count > MAX_ELEMENTS {
        return Err(Error::WitnessElements { input, expected: MAX_ELEMENTS, found: count });
    }
    let long = spending.witness.iter().take(count).enumerate().find(|(_, bytes)| bytes.len() > MAX_ELEMENT);
    if let Some((element, bytes)) = long {
        return Err(Error::WitnessElement { input, element, expected: MAX_ELEMENT, found: bytes.len() });
    }
    // The argument of a condition deeper in our scripts is what an operation has left, which is minimal.
    let begins_with_if = [Op::IF, Op::NOTIF].iter().any(|op| script.first() == Some(&op.0));
    let argument = spending.witness.second_to_last();
    let minimal = argument.is_some_and(|argument| matches!(argument, [] | [1]));
    if begins_with_if && !minimal { Err(Error::MinimalIf { input }) } else { Ok(()) }
}

/// `MAX_STANDARD_P2WSH_SCRIPT_SIZE`
const MAX_SCRIPT: usize = 3600;

/// `MAX_STANDARD_P2WSH_STACK_ITEMS`
const MAX_ELEMENTS: usize = 100;

/// `MAX_STANDARD_P2WSH_STACK_ITEM_SIZE`
const MAX_ELEMENT: usize = 80;

/// Whether an element, if it is a signature, is one that nodes relay.
fn check_signature(input: usize, element: usize, bytes: &[u8]) -> Result<(), Error> {
    // A preimage has 32 bytes and a key 33: neither passes for DER.
    let is_signature = (SHORTEST..=LONGEST).contains(&bytes.len()) && bytes.first() == Some(&DER);
    let Some((sighash_type, der)) = bytes.split_last().filter(|_| is_signature) else { return Ok(()) };
    Signature::parse_der(der).map_err(|error| Error::Signature { input, element, error })?;
    // ALL, NONE and SINGLE, each with or without ANYONECANPAY.
    match sighash_type & 0x7f {
        1..=3 => Ok(()),
        _ => Err(Error::SighashType { input, element, found: *sighash_type }),
    }
}

/// A sequence, in DER.
const DER: u8 = 0x30;

/// The lengths of a signature with its type. Shorter ones exist, for nobody who signs as usual.
const SHORTEST: usize = 40;
const LONGEST: usize = 73;
