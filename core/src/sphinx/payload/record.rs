//! The types of the records of a payload (BOLT 4, "`payload` format"; bLIP 3 for keysend; lightning/bolts #836
//! for trampoline).

pub(super) const AMT_TO_FORWARD: u64 = 2;
pub(super) const OUTGOING_CLTV_VALUE: u64 = 4;
pub(super) const SHORT_CHANNEL_ID: u64 = 6;
pub(super) const PAYMENT_DATA: u64 = 8;
pub(super) const ENCRYPTED_RECIPIENT_DATA: u64 = 10;
pub(super) const CURRENT_PATH_KEY: u64 = 12;
pub(super) const PAYMENT_METADATA: u64 = 16;
pub(super) const TOTAL_AMOUNT_MSAT: u64 = 18;
#[cfg(feature = "trampoline")]
pub(in crate::sphinx) const OUTGOING_NODE_ID: u64 = 14;
#[cfg(feature = "trampoline")]
pub(in crate::sphinx) const TRAMPOLINE_ONION_PACKET: u64 = 20;
#[cfg(feature = "trampoline")]
pub(super) const RECIPIENT_FEATURES: u64 = 21;
#[cfg(feature = "trampoline")]
pub(super) const RECIPIENT_BLINDED_PATHS: u64 = 22;
pub(super) const KEYSEND_PREIMAGE: u64 = 5_482_373_484;

/// Whether a type is one of the above.
pub(super) const fn is_known(number: u64) -> bool {
    #[cfg(feature = "trampoline")]
    if matches!(
        number,
        OUTGOING_NODE_ID | TRAMPOLINE_ONION_PACKET | RECIPIENT_FEATURES | RECIPIENT_BLINDED_PATHS
    ) {
        return true;
    }
    matches!(
        number,
        AMT_TO_FORWARD
            | OUTGOING_CLTV_VALUE
            | SHORT_CHANNEL_ID
            | PAYMENT_DATA
            | ENCRYPTED_RECIPIENT_DATA
            | CURRENT_PATH_KEY
            | PAYMENT_METADATA
            | TOTAL_AMOUNT_MSAT
            | KEYSEND_PREIMAGE
    )
}
