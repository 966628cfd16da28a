//! Making a path to oneself.

use crate::amount::Msat;
use crate::bytes::{self, Writer};
use crate::codec::tlv::record_length;
use crate::crypto::{AEAD_TAG_LENGTH, PublicKey, SecretKey, SharedSecret, SigningContext, seal};
use crate::entropy::Entropy;
use crate::secret::{Secret, declassify};
use crate::sphinx::blinding::data::{
    ALLOWED_FEATURES, NEXT_NODE_ID, PADDING, PATH_ID, PAYMENT_CONSTRAINTS, PAYMENT_RELAY, SHORT_CHANNEL_ID,
};
use crate::sphinx::blinding::{
    BlindedHop, BlindedHops, BlindedPath, EncryptedDataTlv, Error, FirstNode, NONCE, PaymentConstraints,
};
use crate::sphinx::{KeyType, blinding_factor};
use crate::time::BlockHeight;

/// A node of a path that is to be made, and what it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathHop<'a> {
    /// The node.
    pub node_id: PublicKey,
    /// What it is told.
    pub data: EncryptedDataTlv<'a>,
}

impl PathHop<'_> {
    /// A hop of the recipient's own before the last one, which only makes the path look longer: the recipient
    /// passes on to itself. For payments it also needs a `payment_relay`, which may ask for something or nothing.
    #[must_use]
    pub fn dummy(recipient: PublicKey) -> Self {
        Self { node_id: recipient, data: EncryptedDataTlv::to_node(recipient) }
    }
}

/// What a path is for, which decides what its hops must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Payment,
    Message,
    Part,
}

/// A path that is to be made. Its hops go from the first node, which senders are told, to the recipient, last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathDraft<'a> {
    hops: &'a [PathHop<'a>],
    purpose: Purpose,
    /// Pads the data of all hops to one length, this many bytes or what the longest takes: "SHOULD". `None`
    /// leaves the data and their padding as they are.
    pub padded_length: Option<usize>,
}

impl<'a> PathDraft<'a> {
    /// A path for payments.
    #[must_use]
    pub const fn payment(hops: &'a [PathHop<'a>]) -> Self {
        Self { hops, purpose: Purpose::Payment, padded_length: Some(0) }
    }

    /// A path for onion messages.
    #[must_use]
    pub const fn message(hops: &'a [PathHop<'a>]) -> Self {
        Self { hops, purpose: Purpose::Message, padded_length: Some(0) }
    }

    /// The beginning of a path that another one continues, see [`EncryptedDataTlv::leading_to`]. What its hops
    /// are told is not judged.
    #[must_use]
    pub const fn part(hops: &'a [PathHop<'a>]) -> Self {
        Self { hops, purpose: Purpose::Part, padded_length: Some(0) }
    }

    /// Sets the constraints of all hops (BOLT 4, requirements for `payment_constraints`): the path expires at
    /// `max_cltv_expiry`, and every hop before the last allows for the blocks that come after it.
    ///
    /// # Errors
    ///
    /// [`Error::RelayTooLarge`] when a height overflows; some hops may have been changed then.
    pub fn constrain(
        hops: &mut [PathHop<'_>],
        max_cltv_expiry: BlockHeight,
        min_final_cltv_expiry_delta: u16,
        htlc_minimum_msat: Msat,
    ) -> Result<(), Error> {
        let mut delta = min_final_cltv_expiry_delta;
        let mut height = max_cltv_expiry;
        for (after, hop) in hops.iter_mut().rev().enumerate() {
            if after > 0 {
                delta = hop.data.payment_relay.map_or(0, |relay| relay.cltv_expiry_delta);
            }
            height = height.0.checked_add(delta.into()).map(BlockHeight).ok_or(Error::RelayTooLarge)?;
            let constraints = PaymentConstraints { max_cltv_expiry: height, htlc_minimum_msat };
            hop.data.payment_constraints = Some(constraints);
        }
        Ok(())
    }

    /// How many bytes [`PathDraft::write`] takes.
    ///
    /// # Errors
    ///
    /// As [`PathDraft::write`], but for the buffer.
    pub fn length(&self) -> Result<usize, Error> {
        self.check()?;
        let padded = self.padded();
        self.hops.iter().try_fold(0, |sum: usize, hop| Ok(sum.saturating_add(hop_length(hop, padded)?)))
    }

    /// Makes the path with keys that follow from `session`, and writes its hops to `out`.
    ///
    /// # Errors
    ///
    /// [`Error::NoHops`], [`Error::TooManyHops`]; [`Error::HopLacks`], [`Error::HopForbids`] when a hop is not
    /// told what the path is for; [`Error::DataTooLong`]; [`Error::Bytes`] with the size needed; `out` is left
    /// unwritten then. [`Error::Key`], with negligible probability.
    pub fn write<'b>(
        &self,
        session: Entropy,
        context: &SigningContext,
        out: &'b mut [u8],
    ) -> Result<BlindedPath<'b>, Error> {
        let needed = self.length()?;
        let found = out.len();
        let too_small = bytes::Error::BufferTooSmall { needed, found };
        let out = out.get_mut(..needed).ok_or(too_small)?;
        let first = self.hops.first().ok_or(Error::NoHops)?.node_id;
        let padded = self.padded();

        let mut session = Session::begin(session, context)?;
        let first_path_key = session.path_key;
        let mut previous: Option<SharedSecret> = None;
        let mut rest = &mut *out;
        for hop in self.hops {
            if let Some(previous) = previous {
                session = session.next(&previous, context)?;
            }
            let (room, others) = rest.split_at_mut_checked(hop_length(hop, padded)?).ok_or(too_small)?;
            rest = others;
            let shared = session.share(&hop.node_id);
            write_hop(hop, padded, &shared, room)?;
            previous = Some(shared);
        }
        let hops = BlindedHops::of(out, self.hops.len());
        Ok(BlindedPath::of(FirstNode::NodeId(first), first_path_key, hops))
    }

    /// The creator's requirements.
    fn check(&self) -> Result<(), Error> {
        if self.hops.len() > BlindedPath::MAX_HOPS {
            return Err(Error::too_many_hops(self.hops.len()));
        }
        let (_, forwarding) = self.hops.split_last().ok_or(Error::NoHops)?;
        for (index, hop) in self.hops.iter().enumerate() {
            let data = &hop.data;
            let is_final = index == forwarding.len();
            let lacks = |record| Error::HopLacks { hop: index, record };
            let forbids = |record| Error::HopForbids { hop: index, record };
            match self.purpose {
                Purpose::Part => continue,
                Purpose::Payment => {
                    // "MUST include `payment_relay` for each non-final node"
                    if !is_final && data.payment_relay.is_none() {
                        return Err(lacks(PAYMENT_RELAY));
                    }
                    // "MUST set `payment_constraints` for each non-final node"
                    if !is_final && data.payment_constraints.is_none() {
                        return Err(lacks(PAYMENT_CONSTRAINTS));
                    }
                    // "MUST set it to an empty array"
                    if data.allowed_features.is_some_and(|features| !features.is_empty()) {
                        return Err(forbids(ALLOWED_FEATURES));
                    }
                }
                Purpose::Message => {
                    // "MUST NOT include `payment_relay` or `payment_constraints`"
                    if data.payment_relay.is_some() {
                        return Err(forbids(PAYMENT_RELAY));
                    }
                    if data.payment_constraints.is_some() {
                        return Err(forbids(PAYMENT_CONSTRAINTS));
                    }
                    // Its reader "MUST ignore the message".
                    if !is_final && data.path_id.is_some() {
                        return Err(forbids(PATH_ID));
                    }
                }
            }
            // "exactly one of `short_channel_id` or `next_node_id` for each non-final node"
            match data.next_node() {
                Err(_) => return Err(forbids(SHORT_CHANNEL_ID)),
                Ok(None) if !is_final => return Err(lacks(NEXT_NODE_ID)),
                Ok(_) => {}
            }
        }
        Ok(())
    }

    /// The length to which the data of all hops can be padded.
    fn padded(&self) -> Option<usize> {
        // No hop has room for as many bytes as this, so that greater lengths are refused alike.
        let least = self.padded_length?.min(usize::from(u16::MAX));
        let longest = self.hops.iter().map(|hop| unpadded(hop).length()).fold(least, usize::max);
        let fits = |padded: &usize| {
            self.hops.iter().all(|hop| {
                let gap = padded.saturating_sub(unpadded(hop).length());
                gap == 0 || padding(gap).is_some()
            })
        };
        // Of the gaps only 1, 255 and 256 below 2¹⁶ cannot be filled: 255 hops rule out fewer lengths than these.
        (longest..longest.saturating_add(1024)).find(fits)
    }
}

/// The data without padding.
fn unpadded<'a>(hop: &PathHop<'a>) -> EncryptedDataTlv<'a> {
    EncryptedDataTlv { padding: None, ..hop.data }
}

/// The data as they are encrypted.
fn data<'a>(hop: &PathHop<'a>, padded: Option<usize>) -> EncryptedDataTlv<'a> {
    match padded {
        Some(padded) => {
            let unpadded = unpadded(hop);
            let gap = padded.saturating_sub(unpadded.length());
            EncryptedDataTlv { padding: padding(gap), ..unpadded }
        }
        None => hop.data,
    }
}

/// How many zeros make a padding record of `gap` bytes.
fn padding(gap: usize) -> Option<usize> {
    let heads = [2, 4, 6];
    heads
        .into_iter()
        .filter_map(|head| gap.checked_sub(head))
        .find(|padding| record_length(PADDING, *padding) == gap)
}

/// How many bytes a hop takes in a path.
fn hop_length(hop: &PathHop<'_>, padded: Option<usize>) -> Result<usize, Error> {
    const MOST: usize = 0xffff - AEAD_TAG_LENGTH;
    let found = data(hop, padded).length();
    if found > MOST {
        return Err(Error::DataTooLong { expected: MOST, found });
    }
    Ok(found.saturating_add(AEAD_TAG_LENGTH).saturating_add(BlindedHop::HEAD_LENGTH))
}

/// `blinded_node_id ‖ enclen ‖ encrypted_recipient_data`, which fill `out`.
fn write_hop(
    hop: &PathHop<'_>,
    padded: Option<usize>,
    shared: &SharedSecret,
    out: &mut [u8],
) -> Result<(), Error> {
    let mut factor = KeyType::BlindedNodeId.key(shared.expose());
    // A hash that hop and creator know. Whoever learned it could tell which node is behind the blinded id, but find
    // no key.
    declassify(&mut factor);
    let blinded_node_id = hop.node_id.mul_tweak(factor.expose()).map_err(Error::Key)?;
    let needed = out.len();
    let too_small = bytes::Error::BufferTooSmall { needed, found: needed };
    let (head, encrypted) = out.split_at_mut_checked(BlindedHop::HEAD_LENGTH).ok_or(too_small)?;
    let length = u16::try_from(encrypted.len()).map_err(|_| too_small)?;
    let mut writer = Writer::new(head);
    writer.put(&blinded_node_id.to_bytes())?;
    writer.put(&length.to_be_bytes())?;

    let (plaintext, tag) = encrypted.split_last_chunk_mut::<AEAD_TAG_LENGTH>().ok_or(too_small)?;
    data(hop, padded).write(&mut Writer::new(plaintext))?;
    *tag = seal(&KeyType::Rho.key(shared.expose()), &NONCE, &[], plaintext).map_err(Error::Key)?;
    Ok(())
}

/// The keys of one hop, known to the path's creator only.
struct Session {
    key: SecretKey,
    path_key: PublicKey,
}

impl Session {
    /// "e(0)" and "E(0) = e(0) · G"
    #[expect(clippy::needless_pass_by_value, reason = "entropy is consumed by use")]
    fn begin(entropy: Entropy, context: &SigningContext) -> Result<Self, Error> {
        let key = SecretKey::parse(Secret::new(*entropy.expose())).map_err(Error::Key)?;
        let path_key = context.public_key(&key).map_err(Error::Key)?;
        Ok(Self { key, path_key })
    }

    fn share(&self, node_id: &PublicKey) -> SharedSecret {
        SharedSecret::derive(&self.key, node_id)
    }

    /// "e(i+1) = SHA256(E(i) || ss(i)) * e(i)"
    fn next(self, shared: &SharedSecret, context: &SigningContext) -> Result<Self, Error> {
        let key = self.key.mul_tweak(&blinding_factor(&self.path_key, shared)).map_err(Error::Key)?;
        let path_key = context.public_key(&key).map_err(Error::Key)?;
        Ok(Self { key, path_key })
    }
}
