//! How policies are written: a type, and what belongs to it.

use crate::bytes::{Reader, Writer};
use crate::crypto::{PaymentHash, PublicKey};
use crate::vtxo::policy::{Policy, UserPolicy};
use crate::vtxo::{Error, HashLockVersion, UnlockHash, wire};

/// The types.
mod kind {
    pub(super) const PUBKEY: u8 = 0x00;
    pub(super) const LIGHTNING_SEND_V0: u8 = 0x01;
    pub(super) const LIGHTNING_RECEIVE_V0: u8 = 0x02;
    pub(super) const CHECKPOINT: u8 = 0x03;
    pub(super) const EXPIRY: u8 = 0x04;
    pub(super) const HARK_LEAF_V0: u8 = 0x05;
    pub(super) const HARK_FORFEIT_V0: u8 = 0x06;
    pub(super) const SERVER_OWNED: u8 = 0x07;
    pub(super) const LIGHTNING_RECEIVE: u8 = 0x08;
    pub(super) const LIGHTNING_SEND: u8 = 0x09;
    pub(super) const HARK_LEAF: u8 = 0x0a;
    pub(super) const HARK_FORFEIT: u8 = 0x0b;
}

/// The longest policy: one that receives over Lightning.
const CAPACITY: usize = 1 + 33 + 32 + 4 + 2;

impl UserPolicy {
    /// The most bytes that [`write`](Self::write) takes.
    pub const MAX_LENGTH: usize = CAPACITY;

    /// Reads a policy that fills `bytes`.
    ///
    /// # Errors
    ///
    /// As [`Policy::parse`], and [`Error::ServerPolicy`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        wire::whole(bytes, Self::read)
    }

    /// Reads one policy; other things may follow it.
    pub(in crate::vtxo) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let offset = reader.offset();
        let found = reader.rest().first().copied();
        match (Policy::read(reader)?, found) {
            (Policy::User(policy), _) => Ok(policy),
            (_, found) => Err(Error::ServerPolicy { offset, found: found.unwrap_or_default() }),
        }
    }

    /// Writes it.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when it does not fit.
    pub fn write<'b>(&self, out: &'b mut [u8]) -> Result<&'b [u8], Error> {
        Policy::User(*self).write(out)
    }

    /// How many bytes it takes.
    #[must_use]
    pub const fn length(&self) -> usize {
        Policy::User(*self).length()
    }

    pub(in crate::vtxo) fn put(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        Policy::User(*self).put(writer)
    }
}

impl Policy {
    /// Reads a policy that fills `bytes`.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when it is cut, [`Error::PolicyType`], [`Error::Key`], [`Error::Height`], [`Error::Delta`], or
    /// [`Error::TrailingBytes`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        wire::whole(bytes, Self::read)
    }

    pub(in crate::vtxo) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let offset = reader.offset();
        Ok(match reader.u8()? {
            kind::PUBKEY => Self::User(UserPolicy::Pubkey { user_pubkey: wire::key(reader)? }),
            kind::LIGHTNING_SEND_V0 => Self::User(send(HashLockVersion::V0, reader)?),
            kind::LIGHTNING_SEND => Self::User(send(HashLockVersion::V1, reader)?),
            kind::LIGHTNING_RECEIVE_V0 => Self::User(receive(HashLockVersion::V0, reader)?),
            kind::LIGHTNING_RECEIVE => Self::User(receive(HashLockVersion::V1, reader)?),
            kind::CHECKPOINT => Self::Checkpoint { user_pubkey: wire::key(reader)? },
            kind::EXPIRY => Self::Expiry { internal_key: wire::x_only_key(reader)? },
            kind::HARK_LEAF_V0 => leaf(HashLockVersion::V0, reader)?,
            kind::HARK_LEAF => leaf(HashLockVersion::V1, reader)?,
            kind::HARK_FORFEIT_V0 => forfeit(HashLockVersion::V0, reader)?,
            kind::HARK_FORFEIT => forfeit(HashLockVersion::V1, reader)?,
            kind::SERVER_OWNED => Self::ServerOwned,
            found => return Err(Error::PolicyType { offset, found }),
        })
    }

    /// Writes it.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when it does not fit.
    pub fn write<'b>(&self, out: &'b mut [u8]) -> Result<&'b [u8], Error> {
        let mut writer = Writer::new(out);
        self.put(&mut writer)?;
        Ok(writer.finish())
    }

    /// The type.
    #[must_use]
    pub const fn type_byte(&self) -> u8 {
        use HashLockVersion::{V0, V1};
        match self {
            Self::User(UserPolicy::Pubkey { .. }) => kind::PUBKEY,
            Self::User(UserPolicy::LightningSend { version: V0, .. }) => kind::LIGHTNING_SEND_V0,
            Self::User(UserPolicy::LightningSend { version: V1, .. }) => kind::LIGHTNING_SEND,
            Self::User(UserPolicy::LightningReceive { version: V0, .. }) => kind::LIGHTNING_RECEIVE_V0,
            Self::User(UserPolicy::LightningReceive { version: V1, .. }) => kind::LIGHTNING_RECEIVE,
            Self::Checkpoint { .. } => kind::CHECKPOINT,
            Self::Expiry { .. } => kind::EXPIRY,
            Self::HarkLeaf { version: V0, .. } => kind::HARK_LEAF_V0,
            Self::HarkLeaf { version: V1, .. } => kind::HARK_LEAF,
            Self::HarkForfeit { version: V0, .. } => kind::HARK_FORFEIT_V0,
            Self::HarkForfeit { version: V1, .. } => kind::HARK_FORFEIT,
            Self::ServerOwned => kind::SERVER_OWNED,
        }
    }

    /// How many bytes it takes.
    #[must_use]
    pub const fn length(&self) -> usize {
        match self {
            Self::User(UserPolicy::Pubkey { .. }) | Self::Checkpoint { .. } => 1 + 33,
            Self::User(UserPolicy::LightningSend { .. }) => 1 + 33 + 32 + 4,
            Self::User(UserPolicy::LightningReceive { .. }) => CAPACITY,
            Self::Expiry { .. } => 1 + 32,
            Self::HarkLeaf { .. } | Self::HarkForfeit { .. } => 1 + 33 + 32,
            Self::ServerOwned => 1,
        }
    }

    pub(in crate::vtxo) fn put(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        writer.put(&[self.type_byte()])?;
        match self {
            Self::User(UserPolicy::Pubkey { user_pubkey }) | Self::Checkpoint { user_pubkey } => {
                writer.put(&user_pubkey.to_bytes())?;
            }
            Self::User(UserPolicy::LightningSend { user_pubkey, payment_hash, htlc_expiry, .. }) => {
                put_pair(writer, user_pubkey, &payment_hash.0)?;
                writer.put(&htlc_expiry.to_u32().to_le_bytes())?;
            }
            Self::User(UserPolicy::LightningReceive {
                user_pubkey,
                payment_hash,
                htlc_expiry,
                htlc_expiry_delta,
                ..
            }) => {
                put_pair(writer, user_pubkey, &payment_hash.0)?;
                writer.put(&htlc_expiry.to_u32().to_le_bytes())?;
                writer.put(&htlc_expiry_delta.blocks().to_le_bytes())?;
            }
            Self::Expiry { internal_key } => writer.put(&internal_key.to_bytes())?,
            Self::HarkLeaf { user_pubkey, unlock_hash, .. }
            | Self::HarkForfeit { user_pubkey, unlock_hash, .. } => {
                put_pair(writer, user_pubkey, &unlock_hash.0)?;
            }
            Self::ServerOwned => (),
        }
        Ok(())
    }
}

fn send(version: HashLockVersion, reader: &mut Reader<'_>) -> Result<UserPolicy, Error> {
    let (user_pubkey, hash) = pair(reader)?;
    let htlc_expiry = wire::height(reader)?;
    Ok(UserPolicy::LightningSend { version, user_pubkey, payment_hash: PaymentHash(hash), htlc_expiry })
}

fn receive(version: HashLockVersion, reader: &mut Reader<'_>) -> Result<UserPolicy, Error> {
    let (user_pubkey, hash) = pair(reader)?;
    let htlc_expiry = wire::height(reader)?;
    let htlc_expiry_delta = wire::delta(reader)?;
    let payment_hash = PaymentHash(hash);
    Ok(UserPolicy::LightningReceive { version, user_pubkey, payment_hash, htlc_expiry, htlc_expiry_delta })
}

fn leaf(version: HashLockVersion, reader: &mut Reader<'_>) -> Result<Policy, Error> {
    let (user_pubkey, hash) = pair(reader)?;
    Ok(Policy::HarkLeaf { version, user_pubkey, unlock_hash: UnlockHash(hash) })
}

fn forfeit(version: HashLockVersion, reader: &mut Reader<'_>) -> Result<Policy, Error> {
    let (user_pubkey, hash) = pair(reader)?;
    Ok(Policy::HarkForfeit { version, user_pubkey, unlock_hash: UnlockHash(hash) })
}

fn pair(reader: &mut Reader<'_>) -> Result<(PublicKey, [u8; 32]), Error> {
    Ok((wire::key(reader)?, reader.array()?))
}

fn put_pair(writer: &mut Writer<'_>, key: &PublicKey, hash: &[u8; 32]) -> Result<(), Error> {
    writer.put(&key.to_bytes())?;
    Ok(writer.put(hash)?)
}
