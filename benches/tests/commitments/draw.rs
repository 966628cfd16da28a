//! Numbers, drawn where something happens.

use crate::nodes::{CONTEXT, NODES, Node};
use arbitrary::{Result, Unstructured};
use keelbolt::crypto::{PublicKey, SecretKey};
use keelbolt::secret::Secret;

/// A number of any magnitude.
pub fn any(source: &mut Unstructured<'_>) -> Result<u64> {
    Ok(source.arbitrary::<u64>()? >> source.int_in_range(0..=63)?)
}

/// A number of any magnitude up to `most`.
pub fn up_to(source: &mut Unstructured<'_>, most: u64) -> Result<u64> {
    Ok(any(source)?.checked_rem(most.saturating_add(1)).unwrap_or(most))
}

/// A number a little below or above `edge`, or it.
pub fn around(source: &mut Unstructured<'_>, edge: u64) -> Result<u64> {
    const STEPS: [u64; 5] = [0, 1, 2, 999, 1000];
    let step = *source.choose(&STEPS)?;
    Ok(if source.arbitrary()? { edge.saturating_add(step) } else { edge.saturating_sub(step) })
}

/// A number around one at which its length in a script changes, or any.
pub fn script_number(source: &mut Unstructured<'_>) -> Result<u32> {
    const EDGES: [u64; 7] = [0, 16, 0x7f, 0x7fff, 0x7f_ffff, 0x7fff_ffff, u32::MAX as u64];
    let edge = *source.choose(&EDGES)?;
    let number = if source.arbitrary()? { around(source, edge)? } else { any(source)? };
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The number of a block at which an HTLC ends, or what a peer may call so.
pub fn delay(source: &mut Unstructured<'_>) -> Result<u16> {
    Ok(u16::try_from(script_number(source)?).unwrap_or(2016))
}

/// A valid secret key and its point.
pub fn key(source: &mut Unstructured<'_>) -> Result<(SecretKey, PublicKey)> {
    let bytes: [u8; 32] = source.arbitrary()?;
    // Nothing but zeros comes when the source has run dry.
    let key = SecretKey::parse(Secret::new(bytes)).unwrap_or_else(|_| one());
    let point = CONTEXT.public_key(&key).unwrap();
    Ok((key, point))
}

/// Two nodes that are not the same.
pub fn pair(source: &mut Unstructured<'_>) -> Result<[&'static Node; 2]> {
    let first = source.int_in_range(0..=NODES.len() - 1)?;
    let step = source.int_in_range(1..=NODES.len() - 1)?;
    Ok([&NODES[first], &NODES[(first + step) % NODES.len()]])
}

fn one() -> SecretKey {
    let mut bytes = [0; 32];
    bytes[31] = 1;
    SecretKey::parse(Secret::new(bytes)).unwrap()
}
