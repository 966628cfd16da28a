//! Addresses: whom to pay, in which policy, and where to leave it.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys::public_key;
use crate::number::numbered;
use crate::opaque::{Opaque, fill, fits, value};
use crate::pointer::{Buffer, Out, list, read, text};
use crate::status::keelbolt_status;
use crate::vtxo::list::collect;
use crate::vtxo::policy::keelbolt_user_policy;
use core::ffi::c_char;
use protocol::crypto::PublicKey;
use protocol::vtxo::{Address, ArkId, BlindedMailboxId, Delivery};

/// An address of Ark, opaque: bech32m behind `ark`, or `tark` on networks for tests.
///
/// It lives wherever the caller puts it, on the stack too, holds all of its contents, needs no destructor and may be
/// copied. One that is zeroed or was never filled is refused with `KEELBOLT_ERROR_INVALID_HANDLE`.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
#[repr(C)]
pub struct keelbolt_ark_address {
    /// Not for the caller.
    opaque: [u64; 128],
}

// SAFETY: `repr(C)`, made of integers, and large enough as asserted below; an address holds no address of itself.
unsafe impl Opaque for keelbolt_ark_address {
    type Value = Address;
    const SEAL: u64 = 0x6b65_656c_6172_6b61; // "keelarka"
}

const _: () = assert!(fits::<keelbolt_ark_address>());

/// What an address says. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_ark_address_fields {
    /// The policy to pay in.
    pub policy: keelbolt_user_policy,
    /// Which server it is of: the first four bytes of the SHA-256 of its key.
    pub ark_id: [u8; 4],
    /// Whether it is of a network for tests.
    pub is_for_tests: bool,
    /// How many ways to deliver it names.
    pub delivery_count: usize,
}

/// How a VTXO reaches whom it was made for. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_delivery_kind {
    /// Through a mailbox at the server.
    KEELBOLT_DELIVERY_MAILBOX = 1,
    /// In a way that this library does not know.
    KEELBOLT_DELIVERY_UNKNOWN = 2,
}

use keelbolt_delivery_kind::*;

numbered!(keelbolt_delivery_kind);

/// A way to deliver. Members that its kind has not got are zero and not looked at. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_delivery {
    /// A `keelbolt_delivery_kind`.
    pub kind: i32,
    /// Of an unknown one: its type in the address.
    pub type_byte: u8,
    /// The mailbox as the address names it, 33 bytes; only its server can tell which one it is.
    pub mailbox: [u8; 33],
    /// Of an unknown one: what belongs to it. Where an address was asked, it points into that
    /// `keelbolt_ark_address`.
    pub data: keelbolt_bytes,
}

impl keelbolt_delivery {
    fn of(delivery: &Delivery<'_>) -> Self {
        match delivery {
            Delivery::Mailbox(BlindedMailboxId(key)) => Self {
                kind: KEELBOLT_DELIVERY_MAILBOX.number(),
                type_byte: 0,
                mailbox: key.to_bytes(),
                data: keelbolt_bytes::NONE,
            },
            Delivery::Unknown { kind, data } => Self {
                kind: KEELBOLT_DELIVERY_UNKNOWN.number(),
                type_byte: *kind,
                mailbox: [0; 33],
                data: keelbolt_bytes::of(data),
            },
        }
    }

    /// # Safety
    ///
    /// As [`keelbolt_bytes::read`] for `data` of an unknown one.
    unsafe fn to_core<'a>(self) -> Result<Delivery<'a>, Fault> {
        const MAILBOX: i32 = KEELBOLT_DELIVERY_MAILBOX.number();
        const UNKNOWN: i32 = KEELBOLT_DELIVERY_UNKNOWN.number();
        Ok(match self.kind {
            MAILBOX => Delivery::Mailbox(BlindedMailboxId(PublicKey::parse(&self.mailbox)?)),
            // SAFETY: passed on from the caller.
            UNKNOWN => Delivery::Unknown { kind: self.type_byte, data: unsafe { self.data.read()? } },
            found => return Err(Fault::UnknownEnumValue { found }),
        })
    }
}

/// Gives the id by which addresses name a server: the first four bytes of the SHA-256 of its key.
///
/// - `ark_id` (out): 4 bytes. Not NULL. Left unwritten on an error.
/// - `server_pubkey`: 33 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_ark_id(
    ark_id: *mut u8,
    server_pubkey: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(ark_id.cast::<[u8; 4]>())?;
            out.set(ArkId::of(&public_key(server_pubkey)?).0);
            Ok(())
        })
    }
}

/// Makes an address of a server. Whoever pays takes the first delivery that it knows.
///
/// - `address` (out): written on success. Not NULL.
/// - `is_for_tests`: whether it is of a network for tests.
/// - `server_pubkey`: 33 bytes; only read. Not NULL.
/// - `policy`: the policy to pay in; only read. Not NULL.
/// - `deliveries`: the ways to deliver, the preferred one first; only read, and their data is copied. NULL only with
///   count 0.
/// - `delivery_count`: how many they are; 32 at most in a build without an allocator.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_ADDRESS_TOO_LONG`, `KEELBOLT_ERROR_KNOWN_DELIVERY`, `KEELBOLT_ERROR_TOO_MANY`,
///   `KEELBOLT_ERROR_WRONG_LENGTH`, and as `keelbolt_user_policy_write`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_ark_address_init(
    address: *mut keelbolt_ark_address,
    is_for_tests: bool,
    server_pubkey: *const u8,
    policy: *const keelbolt_user_policy,
    deliveries: *const keelbolt_delivery,
    delivery_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            fill(address, || {
                let (server, policy) = (public_key(server_pubkey)?, read(policy)?.to_core()?);
                let deliveries = list(deliveries, delivery_count)?;
                let deliveries = collect(deliveries.iter().map(|delivery| delivery.to_core()))?;
                Ok(Address::new(is_for_tests, &server, policy, &deliveries)?)
            })
        })
    }
}

/// Reads an address, in either case. One of Arkade, another protocol, is refused by name.
///
/// - `address` (out): written on success; it holds all that the text says, which may go afterwards. Not NULL.
/// - `text`: UTF-8, without NUL at the end; only read. Not NULL.
/// - `text_length`: its length in bytes.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those of bech32; `KEELBOLT_ERROR_ADDRESS_TOO_LONG`, `KEELBOLT_ERROR_ADDRESS_PREFIX`,
///   `KEELBOLT_ERROR_NO_ADDRESS_VERSION`, `KEELBOLT_ERROR_ARKADE_ADDRESS`, `KEELBOLT_ERROR_ADDRESS_VERSION`,
///   `KEELBOLT_ERROR_ADDRESS_PADDING`, `KEELBOLT_ERROR_ADDRESS_TRUNCATED`, `KEELBOLT_ERROR_ADDRESS_FIELD_LENGTH`,
///   `KEELBOLT_ERROR_EMPTY_DELIVERY`, `KEELBOLT_ERROR_MAILBOX_LENGTH`, `KEELBOLT_ERROR_MAILBOX_KEY`; those of
///   `keelbolt_user_policy_parse` with `KEELBOLT_SUBJECT_ADDRESS_POLICY`, whose offsets count from the policy's start;
///   `KEELBOLT_ERROR_NOT_TEXT`, `KEELBOLT_ERROR_WRONG_LENGTH`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_ark_address_parse(
    address: *mut keelbolt_ark_address,
    text: *const c_char,
    text_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(address, || Ok(Address::parse(self::text(text, text_length)?)?))) }
}

/// Writes an address as its text, in lower case.
///
/// - `text` (out): room for the text in ASCII, without NUL at the end, or NULL to ask for its length. Left unwritten on
///   an error.
/// - `text_length` (in, out): the room in bytes, 1023 always suffice; on return the length of the text. Not NULL.
/// - `address`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one address at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_ark_address_text(
    text: *mut c_char,
    text_length: *mut usize,
    address: *const keelbolt_ark_address,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(text.cast::<u8>(), text_length)?;
            let address = value(address)?;
            address.write(out.zeroed(address.length())?)?;
            Ok(())
        })
    }
}

/// Tells what an address says.
///
/// - `fields` (out): written on success. Not NULL.
/// - `address`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one address at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_ark_address_view(
    fields: *mut keelbolt_ark_address_fields,
    address: *const keelbolt_ark_address,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(fields)?;
            let address = value(address)?;
            out.set(keelbolt_ark_address_fields {
                policy: keelbolt_user_policy::of(address.policy()),
                ark_id: address.ark_id().0,
                is_for_tests: address.is_for_tests(),
                delivery_count: address.deliveries().count(),
            });
            Ok(())
        })
    }
}

/// Gives one of the ways to deliver; the preferred one has index 0.
///
/// - `delivery` (out): written on success; what it points to lies in `address`, which must stay where it is and
///   unchanged for as long as that is used. Not NULL.
/// - `address`: only read. Not NULL.
/// - `index`: below the count.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one address at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE`, `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_ark_address_delivery(
    delivery: *mut keelbolt_delivery,
    address: *const keelbolt_ark_address,
    index: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(delivery)?;
            let address = value(address)?;
            let out_of_range = || Fault::IndexOutOfRange { index, length: address.deliveries().count() };
            out.set(keelbolt_delivery::of(&address.deliveries().nth(index).ok_or_else(out_of_range)?));
            Ok(())
        })
    }
}

/// Tells whether an address is of the server with this key.
///
/// - `is_of` (out): whether it is. Not NULL.
/// - `address`: only read. Not NULL.
/// - `server_pubkey`: 33 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one address at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_ark_address_is_of(
    is_of: *mut bool,
    address: *const keelbolt_ark_address,
    server_pubkey: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(is_of)?;
            out.set(value(address)?.is_of(&public_key(server_pubkey)?));
            Ok(())
        })
    }
}
