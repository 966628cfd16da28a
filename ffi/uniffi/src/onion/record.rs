//! Records of types that this version does not know.

use crate::bytes::Octets;
use keelbolt::sphinx::{self, UnknownRecords};

/// One record of an unknown type. In what is read the type is odd.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct UnknownRecord {
    /// The type.
    pub number: u64,
    /// The value.
    pub value: Octets,
}

impl UnknownRecord {
    pub(crate) fn all(records: &UnknownRecords<'_>) -> Vec<Self> {
        records.iter().map(|record| Self { number: record.number, value: record.value.into() }).collect()
    }

    pub(crate) fn to_core(records: &[Self]) -> Vec<sphinx::UnknownRecord<'_>> {
        records
            .iter()
            .map(|record| sphinx::UnknownRecord { number: record.number, value: record.value.as_slice() })
            .collect()
    }
}
