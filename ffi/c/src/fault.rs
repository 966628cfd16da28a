//! Everything that a function of this library can refuse: the core's errors, and what only C can do wrong.

#[cfg(feature = "alloc")]
use crate::commitment::closing::fault::{closing_detail, closing_fault};
use crate::commitment::fault::{commitment_detail, commitment_fault};
#[cfg(feature = "alloc")]
use crate::commitment::relay::fault::{relay_detail, relay_fault};
#[cfg(feature = "alloc")]
use crate::commitment::spend::fault::{spend_detail, spend_fault};
#[cfg(feature = "alloc")]
use crate::cosign::fault::{cosign_detail, cosign_fault, tree_nonce_detail, tree_nonce_fault};
use crate::extended_key::fault::extended_key_detail;
use crate::htlc::fault::{htlc_detail, htlc_fault};
use crate::musig::fault::musig_detail;
use crate::onion::fault::{onion_detail, onion_fault};
use crate::status::keelbolt_status::{self, *};
use crate::subject::{crypto_fault, nested_fault};
#[cfg(feature = "alloc")]
use crate::tree::fault::{tree_detail, tree_fault};
use crate::vtxo::accept::fault::{
    acceptance_detail, acceptance_fault, chain_detail, chain_fault, standard_detail, standard_fault,
};
use crate::vtxo::fault::{
    address_detail, address_fault, clause_detail, clause_fault, vtxo_detail, vtxo_fault,
};
use core::fmt;
use protocol::blame::Blame;
use protocol::bytes;
use protocol::codec::features::Context;
use protocol::codec::{bech32, features};
use protocol::commitment::{self, CommitmentNumber};
#[cfg(feature = "alloc")]
use protocol::commitment::{closing, relay, spend};
#[cfg(feature = "alloc")]
use protocol::cosign;
use protocol::crypto::{self, bip32, musig};
use protocol::htlc;
use protocol::invoice::{self, Tag};
use protocol::sphinx::{self, attribution, blinding, failure, message, payload};
use protocol::time::UnixTime;
use protocol::vtxo::policy::SpendError;
#[cfg(feature = "alloc")]
use protocol::vtxo::tree;
use protocol::vtxo::{
    self, AddressError, ChainError, LockDelta, LockHeight, NotAccepted, NotAnId, NotStandard,
};

/// Why a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Invoice(invoice::Error),
    Onion(sphinx::Error),
    Payload(payload::Error),
    Failure(failure::Error),
    Attribution(attribution::Error),
    Blinding(blinding::Error),
    Message(message::Error),
    /// The paths that a trampoline node is given.
    RecipientPaths(blinding::Error),
    ExtendedKey(bip32::Error),
    Musig(musig::Error),
    Htlc(htlc::Error),
    Commitment(commitment::Error),
    #[cfg(feature = "alloc")]
    Spend(spend::Error),
    #[cfg(feature = "alloc")]
    Closing(closing::Error),
    #[cfg(feature = "alloc")]
    Relay(relay::Error),
    Vtxo(vtxo::Error),
    NotAVtxoId,
    Clause(SpendError),
    Chain(ChainError),
    NotStandard(NotStandard),
    NotAccepted(NotAccepted),
    Address(AddressError),
    #[cfg(feature = "alloc")]
    Tree(tree::Error),
    #[cfg(feature = "alloc")]
    Cosign(cosign::Error),
    /// What one signer of a tree has sent is no nonce.
    #[cfg(feature = "alloc")]
    TreeNonce {
        signer: cosign::Signer,
    },
    LockHeightTooLarge {
        found: u32,
    },
    LockDeltaTooLarge {
        found: u16,
    },
    /// A secret nonce that has signed already, or was never filled.
    NonceUsed,
    /// Bytes of the peer's that are no transaction.
    MalformedTransaction,
    CommitmentNumberTooLarge {
        found: u64,
    },
    WrongLength {
        expected: usize,
        found: usize,
    },
    WitnessProgramInvalid {
        version: u8,
        length: usize,
    },
    UnknownTag {
        found: u8,
    },
    NotBech32Words {
        offset: usize,
        found: u8,
    },
    NotText {
        offset: usize,
    },
    NullPointer,
    Panic,
    UnknownEnumValue {
        found: i32,
    },
    IndexOutOfRange {
        index: usize,
        length: usize,
    },
    StructSize {
        expected: usize,
        found: usize,
    },
    InvalidHandle,
    TooMany {
        expected: usize,
        found: usize,
    },
}

impl From<invoice::Error> for Fault {
    fn from(error: invoice::Error) -> Self {
        Self::Invoice(error)
    }
}

impl From<crypto::Error> for Fault {
    fn from(error: crypto::Error) -> Self {
        Self::Invoice(invoice::Error::Signature(error))
    }
}

impl From<features::Error> for Fault {
    fn from(error: features::Error) -> Self {
        Self::Invoice(invoice::Error::Features(error))
    }
}

impl From<sphinx::Error> for Fault {
    fn from(error: sphinx::Error) -> Self {
        Self::Onion(error)
    }
}

impl From<payload::Error> for Fault {
    fn from(error: payload::Error) -> Self {
        Self::Payload(error)
    }
}

impl From<failure::Error> for Fault {
    fn from(error: failure::Error) -> Self {
        match error {
            failure::Error::Attribution(error) => Self::Attribution(error),
            error => Self::Failure(error),
        }
    }
}

impl From<attribution::Error> for Fault {
    fn from(error: attribution::Error) -> Self {
        Self::Attribution(error)
    }
}

impl From<blinding::Error> for Fault {
    fn from(error: blinding::Error) -> Self {
        Self::Blinding(error)
    }
}

impl From<message::Error> for Fault {
    fn from(error: message::Error) -> Self {
        match error {
            message::Error::Onion(error) => Self::Onion(error),
            message::Error::Blinding(error) => Self::Blinding(error),
            error => Self::Message(error),
        }
    }
}

impl From<bip32::Error> for Fault {
    fn from(error: bip32::Error) -> Self {
        Self::ExtendedKey(error)
    }
}

impl From<musig::Error> for Fault {
    fn from(error: musig::Error) -> Self {
        Self::Musig(error)
    }
}

impl From<htlc::Error> for Fault {
    fn from(error: htlc::Error) -> Self {
        Self::Htlc(error)
    }
}

impl From<commitment::Error> for Fault {
    fn from(error: commitment::Error) -> Self {
        match error {
            commitment::Error::Key(error) => error.into(),
            error => Self::Commitment(error),
        }
    }
}

#[cfg(feature = "alloc")]
impl From<spend::Error> for Fault {
    fn from(error: spend::Error) -> Self {
        match error {
            spend::Error::Commitment(error) => error.into(),
            // A contract's spend fails in the same words.
            spend::Error::EmptyDestination => Self::Htlc(htlc::Error::EmptyDestination),
            error => Self::Spend(error),
        }
    }
}

#[cfg(feature = "alloc")]
impl From<closing::Error> for Fault {
    fn from(error: closing::Error) -> Self {
        match error {
            closing::Error::Key(error) => error.into(),
            closing::Error::Commitment(error) => error.into(),
            error => Self::Closing(error),
        }
    }
}

#[cfg(feature = "alloc")]
impl From<relay::Error> for Fault {
    fn from(error: relay::Error) -> Self {
        Self::Relay(error)
    }
}

impl From<vtxo::Error> for Fault {
    fn from(error: vtxo::Error) -> Self {
        match error {
            vtxo::Error::Bytes(bytes::Error::BufferTooSmall { needed, found }) => {
                Self::too_small(needed, found)
            }
            error => Self::Vtxo(error),
        }
    }
}

impl From<NotAnId> for Fault {
    fn from(_: NotAnId) -> Self {
        Self::NotAVtxoId
    }
}

impl From<SpendError> for Fault {
    fn from(error: SpendError) -> Self {
        match error {
            // A contract's spend fails in the same words.
            SpendError::Spend(error) => Self::Htlc(error.into()),
            error => Self::Clause(error),
        }
    }
}

impl From<ChainError> for Fault {
    fn from(error: ChainError) -> Self {
        match error {
            ChainError::Transaction(error) => error.into(),
            error => Self::Chain(error),
        }
    }
}

impl From<NotStandard> for Fault {
    fn from(error: NotStandard) -> Self {
        Self::NotStandard(error)
    }
}

impl From<NotAccepted> for Fault {
    fn from(error: NotAccepted) -> Self {
        match error {
            NotAccepted::Chain(error) => error.into(),
            NotAccepted::Standard(error) => error.into(),
            error => Self::NotAccepted(error),
        }
    }
}

impl From<AddressError> for Fault {
    fn from(error: AddressError) -> Self {
        match error {
            AddressError::Bech32(error) => Self::Invoice(invoice::Error::Bech32(error)),
            AddressError::Bytes(bytes::Error::BufferTooSmall { needed, found }) => {
                Self::too_small(needed, found)
            }
            error => Self::Address(error),
        }
    }
}

#[cfg(feature = "alloc")]
impl From<tree::Error> for Fault {
    fn from(error: tree::Error) -> Self {
        match error {
            tree::Error::Vtxo(error) => error.into(),
            error => Self::Tree(error),
        }
    }
}

#[cfg(feature = "alloc")]
impl From<cosign::Error> for Fault {
    fn from(error: cosign::Error) -> Self {
        match error {
            cosign::Error::Tree(error) => error.into(),
            cosign::Error::Musig(error) => error.into(),
            error => Self::Cosign(error),
        }
    }
}

impl Fault {
    pub(crate) const fn too_small(needed: usize, found: usize) -> Self {
        Self::Invoice(invoice::Error::BufferTooSmall { needed, found })
    }

    pub(crate) fn status(&self) -> keelbolt_status {
        self.detail().status
    }

    pub(crate) const fn blame(&self) -> Blame {
        match self {
            Self::Invoice(invoice::Error::Signature(error)) => error.blame(),
            Self::Invoice(error) => error.blame(),
            Self::Onion(error) => error.blame(),
            Self::Payload(error) => error.blame(),
            Self::Failure(error) => error.blame(),
            Self::Attribution(error) => error.blame(),
            Self::Blinding(error) | Self::RecipientPaths(error) => error.blame(),
            Self::Message(error) => error.blame(),
            Self::ExtendedKey(error) => error.blame(),
            Self::Musig(error) => error.blame(),
            Self::Htlc(error) => error.blame(),
            Self::Commitment(error) => error.blame(),
            #[cfg(feature = "alloc")]
            Self::Spend(error) => error.blame(),
            #[cfg(feature = "alloc")]
            Self::Closing(error) => error.blame(),
            #[cfg(feature = "alloc")]
            Self::Relay(error) => error.blame(),
            Self::Vtxo(error) => error.blame(),
            Self::Clause(error) => error.blame(),
            Self::Chain(error) => error.blame(),
            Self::NotStandard(error) => error.blame(),
            Self::NotAccepted(error) => error.blame(),
            Self::Address(error) => error.blame(),
            #[cfg(feature = "alloc")]
            Self::Tree(error) => error.blame(),
            #[cfg(feature = "alloc")]
            Self::Cosign(error) => error.blame(),
            #[cfg(feature = "alloc")]
            Self::TreeNonce { .. } => Blame::Peer,
            Self::MalformedTransaction | Self::NotAVtxoId => Blame::Peer,
            _ => Blame::Caller,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invoice(error) => fmt::Display::fmt(error, f),
            Self::Onion(error) => fmt::Display::fmt(error, f),
            Self::Payload(error) => fmt::Display::fmt(error, f),
            Self::Failure(error) => fmt::Display::fmt(error, f),
            Self::Attribution(error) => fmt::Display::fmt(error, f),
            Self::Blinding(error) | Self::RecipientPaths(error) => fmt::Display::fmt(error, f),
            Self::Message(error) => fmt::Display::fmt(error, f),
            Self::ExtendedKey(error) => fmt::Display::fmt(error, f),
            Self::Musig(error) => fmt::Display::fmt(error, f),
            Self::Htlc(error) => fmt::Display::fmt(error, f),
            Self::Commitment(error) => fmt::Display::fmt(error, f),
            #[cfg(feature = "alloc")]
            Self::Spend(error) => fmt::Display::fmt(error, f),
            #[cfg(feature = "alloc")]
            Self::Closing(error) => fmt::Display::fmt(error, f),
            #[cfg(feature = "alloc")]
            Self::Relay(error) => fmt::Display::fmt(error, f),
            Self::Vtxo(error) => fmt::Display::fmt(error, f),
            Self::NotAVtxoId => fmt::Display::fmt(&NotAnId, f),
            Self::Clause(error) => fmt::Display::fmt(error, f),
            Self::Chain(error) => fmt::Display::fmt(error, f),
            Self::NotStandard(error) => fmt::Display::fmt(error, f),
            Self::NotAccepted(error) => fmt::Display::fmt(error, f),
            Self::Address(error) => fmt::Display::fmt(error, f),
            #[cfg(feature = "alloc")]
            Self::Tree(error) => fmt::Display::fmt(error, f),
            #[cfg(feature = "alloc")]
            Self::Cosign(error) => fmt::Display::fmt(error, f),
            #[cfg(feature = "alloc")]
            Self::TreeNonce { signer } => write!(f, "nonces of the {signer}: {}", musig::Error::NotANonce),
            Self::LockHeightTooLarge { found } => {
                write!(f, "height: expected at most {}, found {found}", LockHeight::MAX.to_u32())
            }
            Self::LockDeltaTooLarge { found } => {
                write!(f, "delay: expected at most {}, found {found}", LockDelta::MAX)
            }
            Self::NonceUsed => f.write_str("the secret nonce has signed already, or was never made"),
            Self::MalformedTransaction => f.write_str("these bytes are no transaction"),
            Self::CommitmentNumberTooLarge { found } => {
                let most = CommitmentNumber::LAST;
                write!(f, "commitment number: expected at most {most}, found {found}")
            }
            Self::WrongLength { expected, found } => {
                write!(f, "wrong length: expected {expected}, found {found}")
            }
            Self::WitnessProgramInvalid { version, length } => {
                write!(f, "a fallback of version {version} cannot have a program of {length} bytes")
            }
            Self::UnknownTag { found } => {
                write!(f, "expected a bech32 letter as field type, found byte 0x{found:02x}")
            }
            Self::NotBech32Words { offset, found } => {
                write!(f, "character {offset}: expected the bech32 alphabet, found byte 0x{found:02x}")
            }
            Self::NotText { offset } => write!(f, "the text is not UTF-8 from its byte {offset} on"),
            Self::NullPointer => f.write_str("a pointer is NULL that must not be"),
            Self::Panic => f.write_str("a defect of this library; the handle is refused from now on"),
            Self::UnknownEnumValue { found } => write!(f, "the enumeration has no value {found}"),
            Self::IndexOutOfRange { index, length } => {
                write!(f, "no element {index}: there are {length}")
            }
            Self::StructSize { expected, found } => {
                write!(f, "struct_size: expected at least {expected}, found {found}")
            }
            Self::InvalidHandle => f.write_str("the handle was never filled or is damaged"),
            Self::TooMany { expected, found } => {
                write!(f, "the list is too long: expected at most {expected} elements, found {found}")
            }
        }
    }
}

/// A fault taken apart, as `keelbolt_error` carries it; what a status does not fill is zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Detail {
    pub(crate) status: keelbolt_status,
    pub(crate) cause: keelbolt_status,
    pub(crate) field: u8,
    pub(crate) offset: usize,
    pub(crate) expected: u64,
    pub(crate) found: u64,
    pub(crate) needed: usize,
    pub(crate) byte: usize,
    pub(crate) index: usize,
    pub(crate) length: usize,
    pub(crate) expires_at: u64,
    pub(crate) now: u64,
    pub(crate) bit: u32,
    pub(crate) missing: u32,
    pub(crate) version: u32,
    pub(crate) record: u64,
    pub(crate) previous: u64,
    pub(crate) hop: usize,
    pub(crate) part: i32,
    pub(crate) subject: i32,
    pub(crate) node: i32,
    pub(crate) kind: i32,
    pub(crate) form: i32,
    pub(crate) variant: i32,
    pub(crate) lock_time: u32,
    pub(crate) step: u64,
    pub(crate) signer: u64,
    pub(crate) fee: u64,
    pub(crate) value: u64,
    pub(crate) number: u64,
    pub(crate) earlier: u64,
    pub(crate) htlc: u64,
    pub(crate) input: u64,
    pub(crate) output: u64,
    pub(crate) element: u64,
    pub(crate) low: u64,
    pub(crate) high: u64,
    pub(crate) expected_max: u64,
    pub(crate) found_max: u64,
    pub(crate) height: u64,
    pub(crate) txid: [u8; 32],
    pub(crate) has_expected: u8,
    pub(crate) has_found: u8,
    pub(crate) depth: usize,
    pub(crate) sibling: usize,
    pub(crate) left: usize,
    pub(crate) leaf: usize,
    pub(crate) tree_node: usize,
    pub(crate) expected_txid: [u8; 32],
    pub(crate) found_txid: [u8; 32],
    pub(crate) expected_vout: u32,
    pub(crate) found_vout: u32,
    pub(crate) counted: i32,
    pub(crate) signer_kind: i32,
    pub(crate) is_own: u8,
}

impl Detail {
    pub(crate) const fn of(status: keelbolt_status) -> Self {
        Self {
            status,
            cause: KEELBOLT_OK,
            field: 0,
            offset: 0,
            expected: 0,
            found: 0,
            needed: 0,
            byte: 0,
            index: 0,
            length: 0,
            expires_at: 0,
            now: 0,
            bit: 0,
            missing: 0,
            version: 0,
            record: 0,
            previous: 0,
            hop: 0,
            part: 0,
            subject: 0,
            node: 0,
            kind: 0,
            form: 0,
            variant: 0,
            lock_time: 0,
            step: 0,
            signer: 0,
            fee: 0,
            value: 0,
            number: 0,
            earlier: 0,
            htlc: 0,
            input: 0,
            output: 0,
            element: 0,
            low: 0,
            high: 0,
            expected_max: 0,
            found_max: 0,
            height: 0,
            txid: [0; 32],
            has_expected: 0,
            has_found: 0,
            depth: 0,
            sibling: 0,
            left: 0,
            leaf: 0,
            tree_node: 0,
            expected_txid: [0; 32],
            found_txid: [0; 32],
            expected_vout: 0,
            found_vout: 0,
            counted: 0,
            signer_kind: 0,
            is_own: 0,
        }
    }

    pub(crate) fn at(status: keelbolt_status, offset: usize) -> Self {
        Self { offset, ..Self::of(status) }
    }

    fn in_field(status: keelbolt_status, field: Tag, offset: usize) -> Self {
        Self { field: letter(field), ..Self::at(status, offset) }
    }

    /// Adds two sizes.
    pub(crate) fn sizes(self, expected: usize, found: usize) -> Self {
        Self { expected: wide(expected), found: wide(found), ..self }
    }
}

impl Fault {
    /// Takes the fault apart.
    pub(crate) fn detail(&self) -> Detail {
        let of = Detail::of;
        match *self {
            Self::Invoice(error) => invoice_detail(&error),
            Self::Onion(_)
            | Self::Payload(_)
            | Self::Failure(_)
            | Self::Attribution(_)
            | Self::Blinding(_)
            | Self::RecipientPaths(_)
            | Self::Message(_) => onion_detail(self),
            Self::ExtendedKey(error) => extended_key_detail(&error),
            Self::Musig(error) => musig_detail(&error),
            Self::Htlc(error) => htlc_detail(&error),
            Self::Commitment(error) => commitment_detail(&error),
            #[cfg(feature = "alloc")]
            Self::Spend(error) => spend_detail(&error),
            #[cfg(feature = "alloc")]
            Self::Closing(error) => closing_detail(&error),
            #[cfg(feature = "alloc")]
            Self::Relay(error) => relay_detail(&error),
            Self::Vtxo(error) => vtxo_detail(&error),
            Self::NotAVtxoId => of(KEELBOLT_ERROR_NOT_A_VTXO_ID),
            Self::Clause(error) => clause_detail(&error),
            Self::Chain(error) => chain_detail(&error),
            Self::NotStandard(error) => standard_detail(&error),
            Self::NotAccepted(error) => acceptance_detail(&error),
            Self::Address(error) => address_detail(&error),
            #[cfg(feature = "alloc")]
            Self::Tree(error) => tree_detail(&error),
            #[cfg(feature = "alloc")]
            Self::Cosign(error) => cosign_detail(&error),
            #[cfg(feature = "alloc")]
            Self::TreeNonce { signer } => tree_nonce_detail(signer),
            Self::LockHeightTooLarge { found } => {
                of(KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE).numbers(LockHeight::MAX.to_u32(), found)
            }
            Self::LockDeltaTooLarge { found } => {
                of(KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE).numbers(LockDelta::MAX.blocks(), found)
            }
            Self::NonceUsed => of(KEELBOLT_ERROR_NONCE_USED),
            Self::MalformedTransaction => of(KEELBOLT_ERROR_MALFORMED_TRANSACTION),
            Self::CommitmentNumberTooLarge { found } => {
                let most = CommitmentNumber::LAST.to_u64();
                of(KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE).numbers(most, found)
            }
            Self::WrongLength { expected, found } => of(KEELBOLT_ERROR_WRONG_LENGTH).sizes(expected, found),
            Self::WitnessProgramInvalid { version, length } => {
                Detail { version: version.into(), length, ..of(KEELBOLT_ERROR_WITNESS_PROGRAM_INVALID) }
            }
            Self::UnknownTag { found } => Detail { found: found.into(), ..of(KEELBOLT_ERROR_UNKNOWN_TAG) },
            Self::NotBech32Words { offset, found } => {
                Detail { found: found.into(), ..Detail::at(KEELBOLT_ERROR_NOT_BECH32_WORDS, offset) }
            }
            Self::NotText { offset } => Detail::at(KEELBOLT_ERROR_NOT_TEXT, offset),
            Self::NullPointer => of(KEELBOLT_ERROR_NULL_POINTER),
            Self::Panic => of(KEELBOLT_ERROR_PANIC),
            Self::UnknownEnumValue { found } => {
                // The bits of the number, as the caller's int32_t has them.
                Detail { found: found.cast_unsigned().into(), ..of(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE) }
            }
            Self::IndexOutOfRange { index, length } => {
                Detail { index, length, ..of(KEELBOLT_ERROR_INDEX_OUT_OF_RANGE) }
            }
            Self::StructSize { expected, found } => of(KEELBOLT_ERROR_STRUCT_SIZE).sizes(expected, found),
            Self::InvalidHandle => of(KEELBOLT_ERROR_INVALID_HANDLE),
            Self::TooMany { expected, found } => of(KEELBOLT_ERROR_TOO_MANY).sizes(expected, found),
        }
    }
}

fn invoice_detail(error: &invoice::Error) -> Detail {
    use invoice::Error as E;
    let of = Detail::of;
    match *error {
        E::Bech32(error) => bech32_detail(&error),
        E::NotAnInvoice => of(KEELBOLT_ERROR_NOT_AN_INVOICE),
        E::UnknownNetwork { offset } => Detail::at(KEELBOLT_ERROR_UNKNOWN_NETWORK, offset),
        E::AmountCharacter { offset, found } => {
            Detail { found: found.into(), ..Detail::at(KEELBOLT_ERROR_AMOUNT_CHARACTER, offset) }
        }
        E::AmountTooLarge { offset } => Detail::at(KEELBOLT_ERROR_AMOUNT_TOO_LARGE, offset),
        E::SubMillisatoshi { offset } => Detail::at(KEELBOLT_ERROR_SUB_MILLISATOSHI, offset),
        E::TooShort { expected, found } => of(KEELBOLT_ERROR_TOO_SHORT).sizes(expected, found),
        E::FieldTruncated { field, offset, expected, found } => {
            Detail::in_field(KEELBOLT_ERROR_FIELD_TRUNCATED, field, offset).sizes(expected, found)
        }
        E::TrailingWords { offset, found } => {
            Detail { found: wide(found), ..Detail::at(KEELBOLT_ERROR_TRAILING_WORDS, offset) }
        }
        E::FieldLength { field, offset, expected, found } => {
            Detail::in_field(KEELBOLT_ERROR_FIELD_LENGTH, field, offset).sizes(expected, found)
        }
        E::NotMinimal { field, offset } => Detail::in_field(KEELBOLT_ERROR_NOT_MINIMAL, field, offset),
        E::IntegerTooLarge { field, offset } => {
            Detail::in_field(KEELBOLT_ERROR_INTEGER_TOO_LARGE, field, offset)
        }
        E::NotUtf8 { field, offset, byte } => {
            Detail { byte, ..Detail::in_field(KEELBOLT_ERROR_NOT_UTF8, field, offset) }
        }
        E::NotAPoint { field, offset } => Detail::in_field(KEELBOLT_ERROR_NOT_A_POINT, field, offset),
        E::MalformedSignature { offset, error } => {
            let cause = crypto_detail(&error);
            Detail { status: KEELBOLT_ERROR_MALFORMED_SIGNATURE, cause: cause.status, offset, ..cause }
        }
        E::NoInvoiceInUri => of(KEELBOLT_ERROR_NO_INVOICE_IN_URI),
        E::Signature(error) => crypto_detail(&error),
        E::MissingField { field } => Detail { field: letter(field), ..of(KEELBOLT_ERROR_MISSING_FIELD) },
        E::MissingDescription => of(KEELBOLT_ERROR_MISSING_DESCRIPTION),
        E::TwoDescriptions => of(KEELBOLT_ERROR_TWO_DESCRIPTIONS),
        E::Features(error) => features_detail(&error),
        E::ZeroAmount => of(KEELBOLT_ERROR_ZERO_AMOUNT),
        E::Expired { expires_at: UnixTime(expires_at), now: UnixTime(now) } => {
            Detail { expires_at, now, ..of(KEELBOLT_ERROR_EXPIRED) }
        }
        E::BufferTooSmall { needed, found } => {
            Detail { needed, found: wide(found), ..of(KEELBOLT_ERROR_BUFFER_TOO_SMALL) }
        }
        E::FieldTooLong { field, expected, found } => {
            let detail = Detail { field: letter(field), ..of(KEELBOLT_ERROR_FIELD_TOO_LONG) };
            detail.sizes(expected, found)
        }
        E::TimestampTooLarge { found: UnixTime(found) } => {
            Detail { found, ..of(KEELBOLT_ERROR_TIMESTAMP_TOO_LARGE) }
        }
        E::NotUnknown { field, found } => {
            Detail { field: letter(field), found: found.into(), ..of(KEELBOLT_ERROR_NOT_UNKNOWN) }
        }
        E::EmptyRouteHint => of(KEELBOLT_ERROR_EMPTY_ROUTE_HINT),
        E::WrongSigner => of(KEELBOLT_ERROR_WRONG_SIGNER),
        // The core's enumeration may grow; a variant that has no number here is a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

fn bech32_detail(error: &bech32::Error) -> Detail {
    use bech32::Error as E;
    let of = Detail::of;
    match *error {
        E::NoSeparator => of(KEELBOLT_ERROR_BECH32_NO_SEPARATOR),
        E::NoHumanReadablePart => of(KEELBOLT_ERROR_BECH32_NO_HUMAN_READABLE_PART),
        E::Character { offset, found } => {
            Detail { found: found.into(), ..Detail::at(KEELBOLT_ERROR_BECH32_CHARACTER, offset) }
        }
        E::MixedCase { offset } => Detail::at(KEELBOLT_ERROR_BECH32_MIXED_CASE, offset),
        E::TooShort { expected, found } => of(KEELBOLT_ERROR_BECH32_TOO_SHORT).sizes(expected, found),
        E::Checksum => of(KEELBOLT_ERROR_BECH32_CHECKSUM),
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

fn features_detail(error: &features::Error) -> Detail {
    use features::Error as E;
    let of = Detail::of;
    match *error {
        E::UnknownRequired { bit } => Detail { bit, ..of(KEELBOLT_ERROR_FEATURE_UNKNOWN_REQUIRED) },
        E::MissingDependency { bit, missing } => {
            Detail { bit, missing, ..of(KEELBOLT_ERROR_FEATURE_MISSING_DEPENDENCY) }
        }
        E::Context { bit, .. } => Detail { bit, ..of(KEELBOLT_ERROR_FEATURE_CONTEXT) },
        E::BitTooLarge { bit } => Detail { bit, ..of(KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE) },
        E::BothBits { bit } => Detail { bit, ..of(KEELBOLT_ERROR_FEATURE_BOTH_BITS) },
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

pub(crate) fn crypto_detail(error: &crypto::Error) -> Detail {
    use crypto::Error as E;
    let of = Detail::of;
    match *error {
        E::NotAPoint => of(KEELBOLT_ERROR_KEY_NOT_A_POINT),
        E::SecretKeyOutOfRange => of(KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE),
        E::SignatureOutOfRange => of(KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE),
        E::RecoveryId { found } => {
            Detail { found: found.into(), ..of(KEELBOLT_ERROR_RECOVERY_ID_OUT_OF_RANGE) }
        }
        E::HighS => of(KEELBOLT_ERROR_SIGNATURE_HIGH_S),
        E::SignatureMismatch => of(KEELBOLT_ERROR_SIGNATURE_MISMATCH),
        E::NotRecoverable => of(KEELBOLT_ERROR_SIGNATURE_NOT_RECOVERABLE),
        E::TweakOutOfRange => of(KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE),
        E::NotAuthentic => of(KEELBOLT_ERROR_NOT_AUTHENTIC),
        E::KeyStreamExhausted => of(KEELBOLT_ERROR_KEY_STREAM_EXHAUSTED),
        E::NotAnXCoordinate => of(KEELBOLT_ERROR_NOT_AN_X_COORDINATE),
        E::PointsCancel => of(KEELBOLT_ERROR_POINTS_CANCEL),
        E::SignatureEncoding => of(KEELBOLT_ERROR_SIGNATURE_ENCODING),
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

impl Detail {
    /// Puts the fault together again; `None` when status, cause or field are not those of a fault.
    pub(crate) fn fault(&self) -> Option<Fault> {
        use invoice::Error as E;
        let Self { offset, needed, byte, index, length, expires_at, now, bit, missing, .. } = *self;
        let (expected, found) = (narrow(self.expected), narrow(self.found));
        let octet = u8::try_from(self.found).unwrap_or(u8::MAX);
        let field = || Tag::from_letter(char::from(self.field));
        Some(match self.status {
            KEELBOLT_OK => return None,
            KEELBOLT_ERROR_BECH32_NO_SEPARATOR => E::Bech32(bech32::Error::NoSeparator).into(),
            KEELBOLT_ERROR_BECH32_NO_HUMAN_READABLE_PART => {
                E::Bech32(bech32::Error::NoHumanReadablePart).into()
            }
            KEELBOLT_ERROR_BECH32_CHARACTER => {
                E::Bech32(bech32::Error::Character { offset, found: octet }).into()
            }
            KEELBOLT_ERROR_BECH32_MIXED_CASE => E::Bech32(bech32::Error::MixedCase { offset }).into(),
            KEELBOLT_ERROR_BECH32_TOO_SHORT => E::Bech32(bech32::Error::TooShort { expected, found }).into(),
            KEELBOLT_ERROR_BECH32_CHECKSUM => E::Bech32(bech32::Error::Checksum).into(),
            KEELBOLT_ERROR_NOT_AN_INVOICE => E::NotAnInvoice.into(),
            KEELBOLT_ERROR_UNKNOWN_NETWORK => E::UnknownNetwork { offset }.into(),
            KEELBOLT_ERROR_AMOUNT_CHARACTER => E::AmountCharacter { offset, found: octet }.into(),
            KEELBOLT_ERROR_AMOUNT_TOO_LARGE => E::AmountTooLarge { offset }.into(),
            KEELBOLT_ERROR_SUB_MILLISATOSHI => E::SubMillisatoshi { offset }.into(),
            KEELBOLT_ERROR_TOO_SHORT => E::TooShort { expected, found }.into(),
            KEELBOLT_ERROR_FIELD_TRUNCATED => {
                E::FieldTruncated { field: field()?, offset, expected, found }.into()
            }
            KEELBOLT_ERROR_TRAILING_WORDS => E::TrailingWords { offset, found }.into(),
            KEELBOLT_ERROR_FIELD_LENGTH => E::FieldLength { field: field()?, offset, expected, found }.into(),
            KEELBOLT_ERROR_NOT_MINIMAL => E::NotMinimal { field: field()?, offset }.into(),
            KEELBOLT_ERROR_INTEGER_TOO_LARGE => E::IntegerTooLarge { field: field()?, offset }.into(),
            KEELBOLT_ERROR_NOT_UTF8 => E::NotUtf8 { field: field()?, offset, byte }.into(),
            KEELBOLT_ERROR_NOT_A_POINT => E::NotAPoint { field: field()?, offset }.into(),
            KEELBOLT_ERROR_MALFORMED_SIGNATURE => {
                E::MalformedSignature { offset, error: crypto_error(self.cause, octet)? }.into()
            }
            KEELBOLT_ERROR_NO_INVOICE_IN_URI => E::NoInvoiceInUri.into(),
            KEELBOLT_ERROR_MISSING_FIELD => E::MissingField { field: field()? }.into(),
            KEELBOLT_ERROR_MISSING_DESCRIPTION => E::MissingDescription.into(),
            KEELBOLT_ERROR_TWO_DESCRIPTIONS => E::TwoDescriptions.into(),
            KEELBOLT_ERROR_FEATURE_UNKNOWN_REQUIRED => features::Error::UnknownRequired { bit }.into(),
            KEELBOLT_ERROR_FEATURE_MISSING_DEPENDENCY => {
                features::Error::MissingDependency { bit, missing }.into()
            }
            KEELBOLT_ERROR_FEATURE_CONTEXT => {
                features::Error::Context { bit, context: Context::Invoice }.into()
            }
            KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE => features::Error::BitTooLarge { bit }.into(),
            KEELBOLT_ERROR_FEATURE_BOTH_BITS => features::Error::BothBits { bit }.into(),
            KEELBOLT_ERROR_ZERO_AMOUNT => E::ZeroAmount.into(),
            KEELBOLT_ERROR_EXPIRED => {
                E::Expired { expires_at: UnixTime(expires_at), now: UnixTime(now) }.into()
            }
            KEELBOLT_ERROR_BUFFER_TOO_SMALL => Fault::too_small(needed, found),
            KEELBOLT_ERROR_FIELD_TOO_LONG => E::FieldTooLong { field: field()?, expected, found }.into(),
            KEELBOLT_ERROR_TIMESTAMP_TOO_LARGE => E::TimestampTooLarge { found: UnixTime(self.found) }.into(),
            KEELBOLT_ERROR_NOT_UNKNOWN => {
                E::NotUnknown { field: field()?, found: u8::try_from(found).unwrap_or(u8::MAX) }.into()
            }
            KEELBOLT_ERROR_EMPTY_ROUTE_HINT => E::EmptyRouteHint.into(),
            KEELBOLT_ERROR_WRONG_SIGNER => E::WrongSigner.into(),
            KEELBOLT_ERROR_WRONG_LENGTH => Fault::WrongLength { expected, found },
            KEELBOLT_ERROR_WITNESS_PROGRAM_INVALID => Fault::WitnessProgramInvalid {
                version: u8::try_from(self.version).unwrap_or(u8::MAX),
                length,
            },
            KEELBOLT_ERROR_UNKNOWN_TAG => Fault::UnknownTag { found: octet },
            KEELBOLT_ERROR_NOT_BECH32_WORDS => Fault::NotBech32Words { offset, found: octet },
            KEELBOLT_ERROR_NOT_TEXT => Fault::NotText { offset },
            KEELBOLT_ERROR_NULL_POINTER => Fault::NullPointer,
            KEELBOLT_ERROR_PANIC => Fault::Panic,
            KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE => {
                Fault::UnknownEnumValue { found: u32::try_from(self.found).unwrap_or(u32::MAX).cast_signed() }
            }
            KEELBOLT_ERROR_INDEX_OUT_OF_RANGE => Fault::IndexOutOfRange { index, length },
            KEELBOLT_ERROR_STRUCT_SIZE => Fault::StructSize { expected, found },
            KEELBOLT_ERROR_INVALID_HANDLE => Fault::InvalidHandle,
            KEELBOLT_ERROR_TOO_MANY => Fault::TooMany { expected, found },
            KEELBOLT_ERROR_SIGNATURE_HIGH_S
            | KEELBOLT_ERROR_SIGNATURE_MISMATCH
            | KEELBOLT_ERROR_SIGNATURE_NOT_RECOVERABLE
            | KEELBOLT_ERROR_KEY_NOT_A_POINT
            | KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE
            | KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE
            | KEELBOLT_ERROR_RECOVERY_ID_OUT_OF_RANGE
            | KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE
            | KEELBOLT_ERROR_NOT_AUTHENTIC
            | KEELBOLT_ERROR_KEY_STREAM_EXHAUSTED
            | KEELBOLT_ERROR_NOT_AN_X_COORDINATE
            | KEELBOLT_ERROR_POINTS_CANCEL
            | KEELBOLT_ERROR_SIGNATURE_ENCODING => crypto_fault(self, crypto_error(self.status, octet)?)?,
            KEELBOLT_ERROR_NOT_A_VTXO_ID => Fault::NotAVtxoId,
            KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE => {
                Fault::LockHeightTooLarge { found: u32::try_from(self.found).unwrap_or(u32::MAX) }
            }
            KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE => {
                Fault::LockDeltaTooLarge { found: u16::try_from(self.found).unwrap_or(u16::MAX) }
            }
            KEELBOLT_ERROR_NONCE_USED => Fault::NonceUsed,
            KEELBOLT_ERROR_MALFORMED_TRANSACTION => Fault::MalformedTransaction,
            KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE => {
                Fault::CommitmentNumberTooLarge { found: self.found }
            }
            _ => self.of_subject()?,
        })
    }

    /// Puts a fault of an onion, a key, a contract, a channel or a VTXO together again.
    fn of_subject(&self) -> Option<Fault> {
        let rows = [
            onion_fault,
            nested_fault,
            htlc_fault,
            commitment_fault,
            vtxo_fault,
            clause_fault,
            chain_fault,
            standard_fault,
            acceptance_fault,
            address_fault,
            #[cfg(feature = "alloc")]
            tree_fault,
            #[cfg(feature = "alloc")]
            cosign_fault,
            #[cfg(feature = "alloc")]
            tree_nonce_fault,
            #[cfg(feature = "alloc")]
            spend_fault,
            #[cfg(feature = "alloc")]
            closing_fault,
            #[cfg(feature = "alloc")]
            relay_fault,
        ];
        rows.into_iter().find_map(|row| row(self))
    }
}

pub(crate) fn crypto_error(status: keelbolt_status, found: u8) -> Option<crypto::Error> {
    use crypto::Error as E;
    Some(match status {
        KEELBOLT_ERROR_KEY_NOT_A_POINT => E::NotAPoint,
        KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE => E::SecretKeyOutOfRange,
        KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE => E::SignatureOutOfRange,
        KEELBOLT_ERROR_RECOVERY_ID_OUT_OF_RANGE => E::RecoveryId { found },
        KEELBOLT_ERROR_SIGNATURE_HIGH_S => E::HighS,
        KEELBOLT_ERROR_SIGNATURE_MISMATCH => E::SignatureMismatch,
        KEELBOLT_ERROR_SIGNATURE_NOT_RECOVERABLE => E::NotRecoverable,
        KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE => E::TweakOutOfRange,
        KEELBOLT_ERROR_NOT_AUTHENTIC => E::NotAuthentic,
        KEELBOLT_ERROR_KEY_STREAM_EXHAUSTED => E::KeyStreamExhausted,
        KEELBOLT_ERROR_NOT_AN_X_COORDINATE => E::NotAnXCoordinate,
        KEELBOLT_ERROR_POINTS_CANCEL => E::PointsCancel,
        KEELBOLT_ERROR_SIGNATURE_ENCODING => E::SignatureEncoding,
        _ => return None,
    })
}

/// The letter of a field type, which is ASCII.
fn letter(tag: Tag) -> u8 {
    u8::try_from(tag.letter()).unwrap_or_default()
}

pub(crate) fn wide(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

pub(crate) fn narrow(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::STATUSES;

    /// Taken apart and put together again it is the same fault, with the same text.
    fn check(fault: Fault) {
        let again = fault.detail().fault();
        assert_eq!(again, Some(fault), "{:?}", fault.detail());
        assert_eq!(again.map(|fault| fault.to_string()), Some(fault.to_string()));
    }

    /// A fault of every status: each member holds a number of its own, so that none can be mixed up.
    #[test]
    fn every_status() {
        for (status, name) in STATUSES.iter().filter(|(status, _)| *status != KEELBOLT_OK) {
            let filled = Detail {
                cause: KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE,
                field: b'x',
                offset: 1,
                expected: 2,
                found: 3,
                needed: 4,
                byte: 5,
                index: 6,
                length: 7,
                expires_at: 8,
                now: 9,
                bit: 10,
                missing: 12,
                version: 13,
                record: 14,
                previous: 15,
                hop: 16,
                lock_time: 17,
                step: 18,
                signer: 19,
                fee: 20,
                value: 21,
                number: 22,
                earlier: 23,
                htlc: 24,
                input: 25,
                output: 26,
                element: 27,
                low: 28,
                high: 29,
                expected_max: 30,
                found_max: 31,
                height: 32,
                txid: [33; 32],
                has_expected: 1,
                has_found: 1,
                depth: 34,
                sibling: 35,
                left: 36,
                leaf: 37,
                tree_node: 38,
                expected_txid: [39; 32],
                found_txid: [40; 32],
                expected_vout: 41,
                found_vout: 42,
                ..Detail::of(*status)
            };
            let variants = (0..=10).map(|part| Detail { part, ..filled });
            // The enumerations of channels begin with 1.
            let variants = variants.chain((0..=9).map(|number| Detail {
                subject: number,
                node: number,
                kind: number,
                form: number,
                variant: number,
                counted: number,
                signer_kind: number,
                is_own: u8::from(number == 1),
                ..filled
            }));
            let faults: Vec<Fault> = variants.filter_map(|detail| detail.fault()).collect();
            assert!(!faults.is_empty(), "{name:?}");
            assert!(faults.iter().all(|fault| fault.status() == *status), "{name:?}: {faults:?}");
            faults.into_iter().for_each(check);
        }
    }

    #[test]
    fn extremes() {
        let rows = [
            Fault::too_small(usize::MAX, 0),
            Fault::UnknownEnumValue { found: i32::MIN },
            Fault::WrongLength { expected: 0, found: usize::MAX },
            invoice::Error::Expired { expires_at: UnixTime(u64::MAX), now: UnixTime(u64::MAX) }.into(),
            invoice::Error::MalformedSignature { offset: 7, error: crypto::Error::RecoveryId { found: 255 } }
                .into(),
        ];
        rows.into_iter().for_each(check);
    }

    /// What stands in a struct that no function has filled is no fault.
    #[test]
    fn not_a_fault() {
        let rows = [
            Detail::of(KEELBOLT_OK),
            Detail { field: b'!', ..Detail::of(KEELBOLT_ERROR_MISSING_FIELD) },
            Detail { cause: KEELBOLT_ERROR_EXPIRED, ..Detail::of(KEELBOLT_ERROR_MALFORMED_SIGNATURE) },
        ];
        rows.into_iter().for_each(|row| assert_eq!(row.fault(), None, "{row:?}"));
    }
}
