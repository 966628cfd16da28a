//! Lists of a caller's values, for as many as there is room on the stack.

use crate::fault::Fault;
use crate::keys;
use crate::onion::records::keelbolt_record;
use crate::pointer::list;
use heapless::Vec;
use protocol::crypto::{PublicKey, SharedSecret};
use protocol::sphinx::{MAX_HOPS, UnknownRecord};

/// The records of all hops of a path together, or of one payload.
pub(crate) const MAX_RECORDS: usize = 32;

pub(crate) type RecordList<R> = Vec<R, MAX_RECORDS>;

/// Appends a caller's records.
///
/// # Safety
///
/// `records` is NULL or has `count` readable records, whose members are as their documentation asks, for `'a`.
pub(crate) unsafe fn append_records<'a>(
    into: &mut RecordList<UnknownRecord<'a>>,
    records: *const keelbolt_record,
    count: usize,
) -> Result<(), Fault> {
    let found = into.len().saturating_add(count);
    // SAFETY: passed on from the caller.
    for record in unsafe { list(records, count)? } {
        // SAFETY: passed on from the caller.
        let record = UnknownRecord { number: record.number, value: unsafe { record.value.read()? } };
        into.push(record).map_err(|_| Fault::TooMany { expected: MAX_RECORDS, found })?;
    }
    Ok(())
}

/// The shared secrets of the hops of a route, first to last. More than a route can have are not read: `too_many` says
/// how to refuse that number of them.
///
/// # Safety
///
/// `secrets` is NULL or has 32 readable bytes for each of `count` hops.
pub(crate) unsafe fn shared_secrets(
    secrets: *const u8,
    count: usize,
    too_many: impl FnOnce(usize) -> Fault,
) -> Result<Vec<SharedSecret, MAX_HOPS>, Fault> {
    if count > MAX_HOPS {
        return Err(too_many(count));
    }
    let mut into = Vec::new();
    // SAFETY: passed on from the caller.
    for secret in unsafe { list(secrets.cast::<[u8; 32]>(), count)? } {
        // Cannot be full: the count was checked.
        let _ = into.push(SharedSecret::new(protocol::secret::Secret::new(*secret)));
    }
    Ok(into)
}

/// A shared secret.
///
/// # Safety
///
/// `secret` is NULL or has 32 readable bytes.
pub(crate) unsafe fn shared_secret(secret: *const u8) -> Result<SharedSecret, Fault> {
    // SAFETY: passed on from the caller.
    unsafe { keys::secret(secret).map(SharedSecret::new) }
}

/// A public key where the caller gave one.
///
/// # Safety
///
/// `key` is NULL or has 33 readable bytes.
pub(crate) unsafe fn optional_key(key: *const u8) -> Result<Option<PublicKey>, Fault> {
    match key.is_null() {
        true => Ok(None),
        // SAFETY: passed on from the caller.
        false => unsafe { keys::public_key(key).map(Some) },
    }
}

/// A member of a struct that counts when its flag is not 0.
pub(crate) fn flagged_key(there: u8, key: &[u8; 33]) -> Result<Option<PublicKey>, Fault> {
    match there {
        0 => Ok(None),
        _ => Ok(Some(PublicKey::parse(key)?)),
    }
}

/// The flag and the bytes of a key that may not be there.
pub(crate) fn key_member(key: Option<PublicKey>) -> (u8, [u8; 33]) {
    (key.is_some().into(), key.map_or([0; 33], |key| key.to_bytes()))
}
