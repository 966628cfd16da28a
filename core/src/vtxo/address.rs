//! Addresses: whom to pay, in which policy, and where to leave it.

mod error;

pub use error::Error as AddressError;

use crate::bytes::{Reader, Writer};
use crate::codec::bech32::{Bech32Ref, Encoder, Variant, Words};
use crate::codec::compact_size;
use crate::crypto::{PublicKey, sha256};
use crate::vtxo::policy::UserPolicy;
use crate::vtxo::{BlindedMailboxId, wire};
use core::fmt;
use core::str::FromStr;
use heapless::Vec;

/// The most characters that the checksum of bech32m vouches for.
const MAX_LENGTH: usize = 1023;

/// The bytes that the longest address holds: five bits in each character behind `ark1` and the version, before the
/// checksum.
const MAX_PAYLOAD: usize = (MAX_LENGTH - 4 - 1 - 6) * 5 / 8;

/// The version of these addresses.
const VERSION: u8 = 1;

/// The version of Arkade's.
const ARKADE: u8 = 0;

/// The type of a delivery to a mailbox of the server.
const MAILBOX: u8 = 1;

/// Which server an address is of: the first four bytes of the SHA-256 of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArkId(pub [u8; 4]);

impl ArkId {
    /// That of a server.
    #[must_use]
    pub fn of(server_pubkey: &PublicKey) -> Self {
        let [a, b, c, d, ..] = sha256(&server_pubkey.to_bytes()).0;
        Self([a, b, c, d])
    }
}

/// How a VTXO reaches whom it was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery<'a> {
    /// Through a mailbox at the server.
    Mailbox(BlindedMailboxId),
    /// In a way that this crate does not know.
    Unknown {
        /// The type.
        kind: u8,
        /// What belongs to it.
        data: &'a [u8],
    },
}

/// An address: bech32m behind `ark`, or `tark` on networks for tests. It holds all of its contents, without an
/// allocator.
///
/// ```
/// use keelbolt::vtxo::{Address, AddressError, Delivery};
/// let text = "ark1pndckx4ezqqp4cn00sj5cswh7vrhh9vm647qr3ht5a57s4vdp7vrpptxv66x3ehfzqyp4cn00sj5cswh7vrhh9vm647qr3ht5a57s4\
///             vdp7vrpptxv66x3ehgjdr0q7";
/// let address: Address = text.parse()?;
/// assert_eq!((address.is_for_tests(), address.ark_id().0), (false, [0x9b, 0x71, 0x63, 0x57]));
/// assert!(matches!(address.deliveries().next(), Some(Delivery::Mailbox(_))));
/// assert_eq!(address.to_string(), text);
/// # Ok::<(), AddressError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    is_for_tests: bool,
    ark_id: ArkId,
    policy: UserPolicy,
    /// As the payload has them, checked.
    deliveries: Vec<u8, MAX_PAYLOAD>,
}

impl Address {
    /// An address of the server with this key. Whoever pays takes the first delivery that it knows.
    ///
    /// # Errors
    ///
    /// [`AddressError::TooLong`], or [`AddressError::KnownDelivery`].
    pub fn new(
        is_for_tests: bool,
        server_pubkey: &PublicKey,
        policy: UserPolicy,
        deliveries: &[Delivery<'_>],
    ) -> Result<Self, AddressError> {
        let mut buffer = [0; MAX_PAYLOAD];
        let mut writer = Writer::new(&mut buffer);
        let too_long = AddressError::TooLong { limit: MAX_LENGTH, found: MAX_LENGTH.saturating_add(1) };
        for delivery in deliveries {
            if let Delivery::Unknown { kind: found @ MAILBOX, .. } = delivery {
                return Err(AddressError::KnownDelivery { found: *found });
            }
            delivery.put(&mut writer).map_err(|_| too_long)?;
        }
        let deliveries = Vec::from_slice(writer.written()).map_err(|_| too_long)?;
        let address = Self { is_for_tests, ark_id: ArkId::of(server_pubkey), policy, deliveries };
        match address.length() {
            0..=MAX_LENGTH => Ok(address),
            found => Err(AddressError::TooLong { limit: MAX_LENGTH, found }),
        }
    }

    /// Reads an address, in either case.
    ///
    /// # Errors
    ///
    /// Any [`AddressError`]; [`AddressError::Arkade`] for one of that protocol.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if text.len() > MAX_LENGTH {
            return Err(AddressError::TooLong { limit: MAX_LENGTH, found: text.len() });
        }
        let Bech32Ref { human_readable_part, data } =
            Bech32Ref::parse_as(text, Variant::Bech32m).map_err(AddressError::Bech32)?;
        let is_for_tests = match human_readable_part {
            prefix if prefix.eq_ignore_ascii_case("ark") => false,
            prefix if prefix.eq_ignore_ascii_case("tark") => true,
            _ => return Err(AddressError::Prefix),
        };
        let (version, payload) = data.split_at(1).ok_or(AddressError::NoVersion)?;
        match version.word(0) {
            Some(VERSION) => (),
            Some(ARKADE) => return Err(AddressError::Arkade),
            found => return Err(AddressError::Version { found: found.unwrap_or_default() }),
        }
        Self::of_payload(is_for_tests, payload)
    }

    fn of_payload(is_for_tests: bool, words: Words<'_>) -> Result<Self, AddressError> {
        let is_whole = words.len().saturating_mul(5) % 8 < 5;
        if !is_whole || words.padded_tail().is_some_and(|bits| bits != 0) {
            return Err(AddressError::Padding);
        }
        // The text is no longer than what this holds.
        let bytes: Vec<u8, MAX_PAYLOAD> = words.bytes().take(MAX_PAYLOAD).collect();
        let mut reader = Reader::new(&bytes);
        let ark_id = ArkId(reader.array()?);
        let (_, policy) = read_field(&mut reader)?;
        let policy = UserPolicy::parse(policy).map_err(AddressError::Policy)?;
        let deliveries = Vec::from_slice(reader.rest()).unwrap_or_default();
        while !reader.is_empty() {
            Delivery::read(&mut reader)?;
        }
        Ok(Self { is_for_tests, ark_id, policy, deliveries })
    }

    /// Whether it is of a network for tests.
    #[must_use]
    pub const fn is_for_tests(&self) -> bool {
        self.is_for_tests
    }

    /// Which server it is of.
    #[must_use]
    pub const fn ark_id(&self) -> ArkId {
        self.ark_id
    }

    /// Whether it is of the server with this key.
    #[must_use]
    pub fn is_of(&self, server_pubkey: &PublicKey) -> bool {
        self.ark_id == ArkId::of(server_pubkey)
    }

    /// The policy to pay in.
    #[must_use]
    pub const fn policy(&self) -> &UserPolicy {
        &self.policy
    }

    /// The ways to deliver, the preferred one first.
    pub fn deliveries(&self) -> impl Iterator<Item = Delivery<'_>> {
        let mut reader = Reader::new(&self.deliveries);
        // All were checked, and are so until the end.
        core::iter::from_fn(move || Delivery::read(&mut reader).ok())
    }

    /// Writes the text, in lower case.
    ///
    /// # Errors
    ///
    /// [`AddressError::Bytes`] when it does not fit.
    pub fn write<'b>(&self, out: &'b mut [u8]) -> Result<&'b str, AddressError> {
        let mut buffer = [0; MAX_PAYLOAD];
        let payload = self.payload(&mut buffer)?;
        let mut encoder = Encoder::new(out, self.prefix())?;
        encoder.word(VERSION)?;
        encoder.bytes(payload.iter().copied())?;
        Ok(encoder.finish(Variant::Bech32m)?)
    }

    /// How many characters it takes.
    #[must_use]
    pub fn length(&self) -> usize {
        let policy = self.policy.length();
        let payload = [4, wire::count_length(policy), policy, self.deliveries.len()];
        let payload = payload.into_iter().fold(0, usize::saturating_add);
        // Prefix and separator; the version and five bits in each character; the checksum.
        let words = payload.saturating_mul(8).div_ceil(5);
        self.prefix().len().saturating_add(1 + 1 + 6).saturating_add(words)
    }

    /// What stands behind the version, as bytes.
    fn payload<'b>(&self, buffer: &'b mut [u8; MAX_PAYLOAD]) -> Result<&'b [u8], AddressError> {
        let mut writer = Writer::new(buffer);
        writer.put(&self.ark_id.0)?;
        wire::put_count(&mut writer, self.policy.length()).map_err(AddressError::Policy)?;
        self.policy.put(&mut writer).map_err(AddressError::Policy)?;
        writer.put(&self.deliveries)?;
        Ok(writer.finish())
    }

    const fn prefix(&self) -> &'static str {
        if self.is_for_tests { "tark" } else { "ark" }
    }
}

impl<'a> Delivery<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, AddressError> {
        let offset = reader.offset();
        let (start, field) = read_field(reader)?;
        let (kind, data) = field.split_first().ok_or(AddressError::EmptyDelivery { offset })?;
        if *kind != MAILBOX {
            return Ok(Self::Unknown { kind: *kind, data });
        }
        let offset = start.saturating_add(1);
        let found = data.len();
        let key = data.try_into().map_err(|_| AddressError::MailboxLength { offset, found })?;
        let key = PublicKey::parse(key).map_err(|error| AddressError::Mailbox { offset, error })?;
        Ok(Self::Mailbox(BlindedMailboxId(key)))
    }

    fn put(&self, writer: &mut Writer<'_>) -> Result<(), crate::vtxo::Error> {
        let key;
        let (kind, data) = match self {
            Self::Mailbox(mailbox) => {
                key = mailbox.0.to_bytes();
                (MAILBOX, key.as_slice())
            }
            Self::Unknown { kind, data } => (*kind, *data),
        };
        wire::put_count(writer, data.len().saturating_add(1))?;
        writer.put(&[kind])?;
        Ok(writer.put(data)?)
    }
}

/// Reads bytes behind their length; where they begin, too.
fn read_field<'a>(reader: &mut Reader<'a>) -> Result<(usize, &'a [u8]), AddressError> {
    let offset = reader.offset();
    let length = compact_size::read(reader).map_err(|error| match error {
        compact_size::Error::Bytes(error) => AddressError::Bytes(error),
        compact_size::Error::NotMinimal { offset, value } => {
            AddressError::FieldLength { offset, found: value }
        }
    })?;
    let start = reader.offset();
    let bytes = usize::try_from(length).ok().and_then(|length| reader.take(length).ok());
    Ok((start, bytes.ok_or(AddressError::FieldLength { offset, found: length })?))
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut buffer = [0; MAX_LENGTH];
        f.write_str(self.write(&mut buffer).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}
