//! Sending.

use crate::bytes::{self, Writer};
use crate::crypto::{PublicKey, SigningContext};
use crate::sphinx::blinding::{BlindedHops, BlindedPath};
use crate::sphinx::build::shift_size;
use crate::sphinx::message::{Contents, Error, MAX_PACKET_LENGTH, OnionMessage, OnionmsgTlv};
use crate::sphinx::{HOP_PAYLOADS_LENGTH, Hop, HopSecrets, Route, SessionKey, UnknownRecords, packet_length};
use heapless::Vec;

/// The length of the routing field of a message that is larger than a payment's, in bytes: "SHOULD set
/// `onion_message_packet` `len` to 1366 or 32834".
const LARGE_HOP_PAYLOADS_LENGTH: usize = 32_768;

/// An onion message that is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageDraft<'a> {
    path_key: PublicKey,
    hops: BlindedHops<'a>,
    /// How the recipient may answer.
    pub reply_path: Option<BlindedPath<'a>>,
    /// What it says.
    pub contents: Option<Contents<'a>>,
    /// Records of other types below 64.
    pub unknown: UnknownRecords<'a>,
}

impl<'a> MessageDraft<'a> {
    /// A message along a path. It is sent to the path's first node, [`BlindedPath::first_node_id`]; where that is
    /// the sender, see [`BlindedPath::start_at`].
    #[must_use]
    pub fn to(path: &BlindedPath<'a>) -> Self {
        Self::new(path.first_path_key, path.hops())
    }

    /// A message along the hops that are left of a path, with the path key for the first of them.
    #[must_use]
    pub fn new(path_key: PublicKey, hops: BlindedHops<'a>) -> Self {
        Self { path_key, hops, reply_path: None, contents: None, unknown: UnknownRecords::default() }
    }

    /// How many bytes [`MessageDraft::write`] takes: the packet, and the payloads of all hops.
    ///
    /// # Errors
    ///
    /// [`Error::PacketTooLong`].
    pub fn length(&self) -> Result<usize, Error> {
        Ok(packet_length(self.hop_payloads_length()?).saturating_add(self.payloads_length()))
    }

    /// Builds the onion in `out`. `N` is for how many hops there is room on the stack, some 110 bytes each.
    ///
    /// # Errors
    ///
    /// [`Error::HopCount`], [`Error::PacketTooLong`], [`Error::NotContents`], [`Error::ReplyPath`], or
    /// [`Error::Bytes`] with the size needed; [`Error::Onion`], with negligible probability.
    pub fn write<'b, const N: usize>(
        &self,
        session_key: SessionKey,
        context: &SigningContext,
        out: &'b mut [u8],
    ) -> Result<OnionMessage<'b>, Error> {
        let found = self.hops.len();
        if found == 0 || found > N {
            return Err(Error::HopCount { expected: N, found });
        }
        let hop_payloads_length = self.hop_payloads_length()?;
        let (needed, found) = (self.length()?, out.len());
        let too_small = bytes::Error::BufferTooSmall { needed, found };
        let out = out.get_mut(..needed).ok_or(too_small)?;
        let (packet, payloads) =
            out.split_at_mut_checked(packet_length(hop_payloads_length)).ok_or(too_small)?;

        let mut hops = Vec::<Hop<'_>, N>::new();
        let mut writer = Writer::new(payloads);
        for payload in self.payloads() {
            payload.write(&mut writer)?;
        }
        let mut rest = writer.finish();
        for (hop, payload) in self.hops.iter().zip(self.payloads()) {
            let (payload, others) = rest.split_at_checked(payload.length()).ok_or(too_small)?;
            rest = others;
            let hop = Hop { public_key: hop.blinded_node_id, payload };
            // Never an error: there is room for every hop, as was found above.
            let _ = hops.push(hop);
        }
        // "MUST NOT use any `associated_data` in the Sphinx construction"
        let route = Route { hops: &hops, associated_data: &[], hop_payloads_length };
        let packet = session_key.build(&route, context, &mut HopSecrets::<N>::new(), packet)?;
        Ok(OnionMessage { path_key: self.path_key, packet })
    }

    /// What each hop gets: "For the non-final nodes: MUST NOT set fields other than `encrypted_recipient_data`".
    fn payloads(&self) -> impl Iterator<Item = OnionmsgTlv<'a>> + use<'a> {
        let draft = *self;
        let last = self.hops.len().saturating_sub(1);
        self.hops.encrypted_data().enumerate().map(move |(index, data)| {
            let forwarded = OnionmsgTlv { encrypted_recipient_data: Some(data), ..OnionmsgTlv::default() };
            match index == last {
                true => OnionmsgTlv {
                    reply_path: draft.reply_path,
                    contents: draft.contents,
                    unknown: draft.unknown,
                    ..forwarded
                },
                false => forwarded,
            }
        })
    }

    fn payloads_length(&self) -> usize {
        self.payloads().fold(0, |sum, payload| sum.saturating_add(payload.length()))
    }

    /// The routing field's length: the smaller usual one into which the payloads fit, or just theirs.
    fn hop_payloads_length(&self) -> Result<usize, Error> {
        let needed =
            self.payloads().fold(0, |sum: usize, payload| sum.saturating_add(shift_size(payload.length())));
        let length =
            [HOP_PAYLOADS_LENGTH, LARGE_HOP_PAYLOADS_LENGTH].into_iter().find(|usual| needed <= *usual);
        let length = length.unwrap_or(needed);
        match packet_length(length) {
            found if found > MAX_PACKET_LENGTH => Err(Error::PacketTooLong { found }),
            _ => Ok(length),
        }
    }
}
