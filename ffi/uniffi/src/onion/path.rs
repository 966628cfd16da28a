//! Blinded paths: made by a recipient, joined, and passed hop by hop.

use crate::bytes::{Octets, PublicKey};
use crate::error::wide;
use crate::onion::OnionError;
use crate::onion::data::{Borrowed, NextNode, RecipientData};
use crate::onion::error::OnionPart;
use crate::onion::relay::PaymentConstraints;
use crate::onion::secret::SharedSecret;
use crate::secret::{SecretKey, entropy, opaque, signing_context};
use keelbolt::amount::Msat;
use keelbolt::bytes::Writer;
use keelbolt::crypto;
use keelbolt::sphinx::blinding::{self, BlindedHops, EncryptedDataTlv};
use keelbolt::time::BlockHeight;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Where a path begins: the only node of it that its sender knows.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum FirstNode {
    /// The node of this id.
    NodeId {
        /// The id.
        node_id: PublicKey,
    },
    /// One end of a channel, as its announcement orders the two.
    Channel {
        /// 0 for `node_id_1`, 1 for `node_id_2`.
        direction: u8,
        /// The channel.
        short_channel_id: u64,
    },
}

/// One hop of a path.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BlindedHop {
    /// What the onion is encrypted to.
    pub blinded_node_id: PublicKey,
    /// What the onion carries for the hop, from the path's maker.
    pub encrypted_recipient_data: Octets,
}

/// A path to a recipient: its first node is known, the others are blinded. It has one hop at least.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BlindedPath {
    /// Where the path begins. May be replaced by the other way to name the same node.
    pub first_node_id: FirstNode,
    /// The path key for the first node.
    pub first_path_key: PublicKey,
    /// The hops in order, the first node's being the first.
    pub hops: Vec<BlindedHop>,
}

/// A node of a path that is to be made, and what it is told.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PathHop {
    /// The node.
    pub node_id: PublicKey,
    /// What it is told.
    pub data: RecipientData,
}

/// What a path is for, which decides what its hops must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PathPurpose {
    /// For payments.
    Payment,
    /// For onion messages.
    Message,
    /// The beginning of a path that another one continues. What its hops are told is not judged.
    Part,
}

/// A path that is to be made. Its hops go from the first node, which senders are told, to the recipient, last.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PathDraft {
    /// The hops.
    pub hops: Vec<PathHop>,
    /// What the path is for.
    pub purpose: PathPurpose,
    /// Pads the data of all hops to one length, this many bytes or what the longest takes. Nothing leaves the data and
    /// their padding as they are.
    #[uniffi(default = Some(0))]
    pub padded_length: Option<u16>,
}

/// How a path goes on from a sender that may stand on it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PathStart {
    /// To another node, with the hops that are left.
    Onward {
        /// That node.
        next: NextNode,
        /// Its path key.
        path_key: PublicKey,
        /// The hops from it on.
        hops: Vec<BlindedHop>,
    },
    /// The sender is the recipient: nothing is to be sent.
    Recipient {
        /// What the recipient has told itself.
        data: RecipientData,
    },
}

/// A hop of the recipient's own before the last one, which only makes the path look longer: the recipient passes on to
/// itself. For payments it also needs a `payment_relay`, which may ask for something or nothing.
///
/// # Errors
///
/// `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn dummy_hop(recipient: PublicKey) -> Result<PathHop, OnionError> {
    Ok(PathHop::of(&blinding::PathHop::dummy(recipient.try_into()?)))
}

/// The hops of a path with their constraints set: the path expires at `max_cltv_expiry`, and every hop before the last
/// allows for the blocks that come after it.
///
/// # Errors
///
/// `RelayTooLarge` when a height overflows; `KeyNotAPoint`, `DataTooLong` or `WrongLength` for a value that no hop can
/// hold.
#[uniffi::export]
pub fn constrain_path(
    hops: Vec<PathHop>,
    max_cltv_expiry: u32,
    min_final_cltv_expiry_delta: u16,
    htlc_minimum_msat: u64,
) -> Result<Vec<PathHop>, OnionError> {
    let (expiry, least) = (BlockHeight(max_cltv_expiry), Msat(htlc_minimum_msat));
    let constraints = with_hops(&hops, |hops| {
        blinding::PathDraft::constrain(hops, expiry, min_final_cltv_expiry_delta, least)?;
        Ok(hops.iter().map(|hop| hop.data.payment_constraints).collect::<Vec<_>>())
    })?;
    let constrained = |(mut hop, constraints): (PathHop, Option<blinding::PaymentConstraints>)| {
        hop.data.payment_constraints = constraints.map(PaymentConstraints::from);
        hop
    };
    Ok(hops.into_iter().zip(constraints).map(constrained).collect())
}

#[uniffi::export]
impl PathDraft {
    /// Makes the path. `session_key` and `entropy` are 32 fresh random bytes each.
    ///
    /// # Errors
    ///
    /// `NoHops`, `TooManyHops` above 255; `HopLacks`, `HopForbids` when a hop is not told what the path is for;
    /// `DataTooLong`; `KeyNotAPoint`, `RecordForbidden` for a value that no hop can hold;
    /// `WrongLength` or `SecretKeyOutOfRange` for the random bytes.
    pub fn write(&self, session_key: Vec<u8>, entropy: Vec<u8>) -> Result<BlindedPath, OnionError> {
        let session = self::entropy(session_key)?;
        let context = signing_context(entropy)?;
        with_hops(&self.hops, |hops| {
            let mut draft = match self.purpose {
                PathPurpose::Payment => blinding::PathDraft::payment(hops),
                PathPurpose::Message => blinding::PathDraft::message(hops),
                PathPurpose::Part => blinding::PathDraft::part(hops),
            };
            draft.padded_length = self.padded_length.map(usize::from);
            let mut out = vec![0; draft.length()?];
            Ok(BlindedPath::of(&draft.write(session, &context, &mut out)?))
        })
    }
}

/// Reads a path that fills the bytes.
///
/// # Errors
///
/// `Truncated`, `FirstNode`, `PathKeyNotAPoint`, `NoHops` or `TrailingBytes`.
#[uniffi::export]
pub fn parse_blinded_path(bytes: Vec<u8>) -> Result<BlindedPath, OnionError> {
    Ok(BlindedPath::of(&blinding::BlindedPath::parse(&bytes)?))
}

#[uniffi::export]
impl BlindedPath {
    /// Writes the path as it is given to senders.
    ///
    /// # Errors
    ///
    /// `NoHops`, `TooManyHops` above 255; `PathKeyNotAPoint`, `DataTooLong` or `WrongLength` for a value that no path
    /// can hold.
    pub fn write(&self) -> Result<Octets, OnionError> {
        self.with_core(|path| {
            let mut out = vec![0; path.length()];
            path.write(&mut Writer::new(&mut out))?;
            Ok(Octets(out))
        })
    }

    /// This path and then `next`, as one. Only its maker can make its last hop lead there.
    ///
    /// # Errors
    ///
    /// `TooManyHops` above 255, or as writing.
    pub fn join(&self, next: BlindedPath) -> Result<BlindedPath, OnionError> {
        self.with_core(|path| {
            next.with_core(|next| {
                // Room enough: each is longer than its hops.
                let mut out = vec![0; path.length().saturating_add(next.length())];
                Ok(Self::of(&path.join(next, &mut out)?))
            })
        })
    }
}

/// Takes off the hops at which a path stands still: a sender that is itself the first node, and whatever hops of its
/// own follow, decrypts their data here, since no onion would ever be sent to it.
///
/// # Errors
///
/// As decrypting the data of a hop; `TwoNextNodes`, and `RecordMissing` when a hop that is not the last leads nowhere;
/// else as writing the path.
#[uniffi::export]
pub fn start_path(
    path: BlindedPath,
    node_id: PublicKey,
    key: Arc<SecretKey>,
) -> Result<PathStart, OnionError> {
    let node_id = node_id.try_into()?;
    path.with_core(|path| {
        let mut out = Zeroizing::new(vec![0; path.length()]);
        Ok(match path.start_at(&node_id, &key.0, &mut out)? {
            blinding::Start::Onward { next, path_key, hops } => PathStart::Onward {
                next: NextNode::of(next),
                path_key: path_key.into(),
                hops: BlindedHop::all(&hops),
            },
            blinding::Start::Recipient(data) => PathStart::Recipient { data: RecipientData::of(&data) },
        })
    })
}

/// The secret that a hop shares with the maker of a path, from the path key that came with the onion. It is wiped when
/// it is dropped, compares by content, and any thread may use it.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct PathSecret(blinding::PathSecret);

opaque!(PathSecret);

#[uniffi::export]
impl PathSecret {
    /// Takes a secret that was agreed on elsewhere, such as in a signing device.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint` or `WrongLength`.
    #[uniffi::constructor]
    pub fn new(path_key: PublicKey, shared: Arc<SharedSecret>) -> Result<Self, OnionError> {
        Ok(Self(blinding::PathSecret::new(path_key.try_into()?, shared.0.clone())))
    }

    /// The secret of the node with this key.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint` or `WrongLength`.
    #[uniffi::constructor]
    pub fn derive(path_key: PublicKey, node_key: Arc<SecretKey>) -> Result<Self, OnionError> {
        Ok(Self(blinding::PathSecret::derive(path_key.try_into()?, &node_key.0)))
    }

    /// The key of the blinded node id: the onion is encrypted to it, and not to the node's own.
    ///
    /// # Errors
    ///
    /// `TweakOutOfRange`, with negligible probability.
    pub fn blinded_key(&self, node_key: Arc<SecretKey>) -> Result<Arc<SecretKey>, OnionError> {
        Ok(Arc::new(SecretKey(self.0.blinded_key(&node_key.0)?)))
    }

    /// Decrypts the `encrypted_recipient_data` from the payload, and reads it.
    ///
    /// # Errors
    ///
    /// `EncryptedDataTooShort`, `RecipientDataNotAuthentic`, or as reading the data.
    pub fn decrypt(&self, encrypted_recipient_data: Vec<u8>) -> Result<RecipientData, OnionError> {
        let mut out = Zeroizing::new(vec![0; encrypted_recipient_data.len()]);
        Ok(RecipientData::of(&self.0.decrypt(&encrypted_recipient_data, &mut out)?))
    }

    /// The path key for the next hop: what the data say, or else the one that follows from this.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint` or `WrongLength`; `TweakOutOfRange`, with negligible probability.
    pub fn next_path_key(&self, data: RecipientData) -> Result<PublicKey, OnionError> {
        let replaced = data.next_path_key_override.map(crypto::PublicKey::try_from).transpose()?;
        let data = EncryptedDataTlv { next_path_key_override: replaced, ..EncryptedDataTlv::default() };
        Ok(self.0.next_path_key(&data)?.into())
    }
}

impl BlindedPath {
    pub(crate) fn of(path: &blinding::BlindedPath<'_>) -> Self {
        Self {
            first_node_id: match path.first_node_id {
                blinding::FirstNode::NodeId(node_id) => FirstNode::NodeId { node_id: node_id.into() },
                blinding::FirstNode::Channel { direction, short_channel_id } => {
                    FirstNode::Channel { direction, short_channel_id: short_channel_id.0 }
                }
            },
            first_path_key: path.first_path_key.into(),
            hops: BlindedHop::all(&path.hops()),
        }
    }

    /// Hands the core's path, which borrows its bytes, to `use_path`.
    pub(crate) fn with_core<R>(
        &self,
        use_path: impl FnOnce(&blinding::BlindedPath<'_>) -> Result<R, OnionError>,
    ) -> Result<R, OnionError> {
        let bytes = self.encoded(OnionPart::BlindedPath)?;
        use_path(&blinding::BlindedPath::parse(&bytes)?)
    }

    /// The path as its readers take it, to stand in `part`. The core reads one from there only, since it borrows the
    /// hops.
    pub(crate) fn encoded(&self, part: OnionPart) -> Result<Vec<u8>, OnionError> {
        let (expected, found) = (wide(blinding::BlindedPath::MAX_HOPS), wide(self.hops.len()));
        let count = u8::try_from(found).map_err(|_| OnionError::TooManyHops { part, expected, found })?;
        let mut bytes = Vec::new();
        match &self.first_node_id {
            FirstNode::NodeId { node_id } => bytes.extend(node_id.0),
            FirstNode::Channel { direction, short_channel_id } => {
                bytes.push(direction & 1);
                bytes.extend(short_channel_id.to_be_bytes());
            }
        }
        bytes.extend(self.first_path_key.0);
        bytes.push(count);
        for hop in &self.hops {
            let data = hop.encrypted_recipient_data.as_slice();
            let too_long = |_| OnionError::DataTooLong { expected: u16::MAX.into(), found: wide(data.len()) };
            bytes.extend(hop.blinded_node_id.0);
            bytes.extend(u16::try_from(data.len()).map_err(too_long)?.to_be_bytes());
            bytes.extend(data);
        }
        Ok(bytes)
    }
}

impl BlindedHop {
    pub(crate) fn all(hops: &BlindedHops<'_>) -> Vec<Self> {
        let owned = |hop: blinding::BlindedHop<'_>| Self {
            blinded_node_id: hop.blinded_node_id.into(),
            encrypted_recipient_data: hop.encrypted_recipient_data.into(),
        };
        hops.iter().map(owned).collect()
    }
}

impl PathHop {
    fn of(hop: &blinding::PathHop<'_>) -> Self {
        Self { node_id: hop.node_id.into(), data: RecipientData::of(&hop.data) }
    }
}

/// Hands the core's hops, which borrow everything, to `use_hops`.
fn with_hops<R>(
    hops: &[PathHop],
    use_hops: impl FnOnce(&mut [blinding::PathHop<'_>]) -> Result<R, OnionError>,
) -> Result<R, OnionError> {
    let borrowed = hops.iter().map(|hop| Borrowed::of(&hop.data)).collect::<Result<Vec<_>, _>>()?;
    let mut core_hops = Vec::new();
    for (hop, borrowed) in hops.iter().zip(&borrowed) {
        core_hops
            .push(blinding::PathHop { node_id: hop.node_id.try_into()?, data: borrowed.data(&hop.data)? });
    }
    use_hops(&mut core_hops)
}
