//! What the origin does with a failure.

use crate::bytes::Reader;
use crate::crypto::{HmacSha256, KeyStream, SharedSecret};
use crate::secret::{Secret, declassify};
use crate::sphinx::attribution::{AttributionData, HoldTimes, Origin};
use crate::sphinx::failure::{Error, HMAC_LENGTH, MAX_PACKET_LENGTH};
use crate::sphinx::{KeyType, MAX_HOPS};
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _};

/// A failure with its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Failure<'p> {
    /// Who sent it: the index of the hop in the route, the first one being 0.
    pub hop: usize,
    /// What it said, for [`FailureMessage::parse`](crate::sphinx::failure::FailureMessage::parse); empty when
    /// the sender's own length fields contradict each other.
    pub failuremsg: &'p [u8],
}

/// What came back with a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decrypted<'p> {
    /// The failure; `None` when no hop's HMAC fits, since a node on the way back changed or made it up. Then
    /// [`HoldTimes::unattributed_hop`] names the source.
    pub failure: Option<Failure<'p>>,
    /// The hold times; `None` when no attribution data came, or the route is longer than it reaches.
    pub hold_times: Option<HoldTimes>,
}

/// Finds the sender of `reason` and decrypts it in place. `secrets` are those of the hops, first to last.
///
/// It takes [`MAX_HOPS`] rounds, whoever failed and however long the route is, "to help hide the payment
/// sender": with the same sizes, its time does not depend on the sender or the contents. A reason above
/// [`MAX_PACKET_LENGTH`] is cut there. Where no sender is found, `reason` is left without the layers of all hops:
/// a trampoline node that has the secrets of its own onion passes that on.
///
/// # Errors
///
/// [`Error::HopCount`]. That a reason is garbage is no error but a [`Decrypted`] without a failure.
pub fn decrypt<'p>(
    reason: &'p mut [u8],
    attribution: Option<AttributionData>,
    secrets: &[SharedSecret],
) -> Result<Decrypted<'p>, Error> {
    if secrets.is_empty() || secrets.len() > MAX_HOPS {
        return Err(Error::HopCount { found: secrets.len() });
    }
    let length = reason.len().min(MAX_PACKET_LENGTH);
    let reason = reason.get_mut(..length).unwrap_or_default();
    // "SHOULD use constant `ammag` and `um` keys to obfuscate the route length"
    let constant = SharedSecret::new(Secret::new([0; 32]));
    let mut origin = attribution.and_then(|data| Origin::new(data, secrets.len()));
    let mut found = Choice::from(0);
    let mut sender = 0_u32;
    for (hop, index) in (0..MAX_HOPS).zip(0_u32..) {
        let secret = secrets.get(hop).unwrap_or(&constant);
        let on_route = Choice::from(u8::from(hop < secrets.len()));
        unwrap_unless(found | !on_route, reason, &mut KeyType::Ammag.stream(secret));
        if let Some(origin) = &mut origin {
            origin.walk(hop, reason, secret, !found & on_route);
        }
        let here = fits(reason, secret) & on_route & !found;
        sender.conditional_assign(&index, here);
        found |= here;
    }
    // All rounds are over: the caller is told the sender, and reads the message.
    declassify(&mut found);
    declassify(&mut sender);
    declassify(reason);
    let sender = bool::from(found).then(|| usize::try_from(sender).unwrap_or(usize::MAX));
    let reporting = sender.map_or(secrets.len(), |hop| hop.saturating_add(1));
    let hold_times = origin.map(|origin| origin.finish(reporting));
    let reason: &'p [u8] = reason;
    let failure = sender.map(|hop| Failure { hop, failuremsg: failuremsg(reason).unwrap_or_default() });
    Ok(Decrypted { failure, hold_times })
}

/// Takes one layer off. Once it is `done`, nothing changes any more, at the same cost.
fn unwrap_unless(done: Choice, reason: &mut [u8], stream: &mut KeyStream) {
    const BLOCK: usize = 256;
    let mask = u8::conditional_select(&u8::MAX, &0, done);
    for block in reason.chunks_mut(BLOCK) {
        let mut layer = [0; BLOCK];
        // Never an error: a stream is longer than any memory.
        let _ = stream.apply(&mut layer);
        block.iter_mut().zip(layer).for_each(|(byte, layer)| *byte ^= layer & mask);
    }
}

/// Whether the HMAC is this hop's.
fn fits(reason: &[u8], secret: &SharedSecret) -> Choice {
    let Some((hmac, covered)) = reason.split_first_chunk::<HMAC_LENGTH>() else {
        return Choice::from(0);
    };
    let mut engine = HmacSha256::new(KeyType::Um.key(secret.expose()).expose());
    engine.input(covered);
    engine.finish().expose().ct_eq(hmac)
}

/// The message inside of a packet. What follows it is padding, which is not judged.
fn failuremsg(packet: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader::new(packet.get(HMAC_LENGTH..)?);
    let length = reader.u16().ok()?;
    reader.take(length.into()).ok()
}
