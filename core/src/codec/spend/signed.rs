//! A spend with its witness.

use crate::amount::Sat;
use crate::codec::spend::Frame;
use crate::codec::transaction::Txid;
use core::fmt;
use heapless::Vec;

/// The bytes of the longest witness: signature, preimage, branch and script of the P2WSH contract take 224; signature,
/// preimage, leaf and control block of the Taproot one 234.
const CAPACITY: usize = 256;

/// A spend that can be broadcast.
#[derive(Clone)]
pub struct Signed<'a> {
    frame: Frame<'a>,
    bytes: Vec<u8, CAPACITY>,
    /// Where each element ends.
    ends: Vec<usize, 4>,
}

impl<'a> Signed<'a> {
    pub(crate) fn new(frame: Frame<'a>, witness: &[&[u8]]) -> Self {
        let mut signed = Self { frame, bytes: Vec::new(), ends: Vec::new() };
        for element in witness {
            let fits = signed.bytes.extend_from_slice(element).is_ok()
                && signed.ends.push(signed.bytes.len()).is_ok();
            debug_assert!(fits, "a witness is longer than any that there is");
        }
        signed
    }

    /// The id of the transaction.
    #[must_use]
    pub fn txid(&self) -> Txid {
        self.frame.view(|transaction| transaction.txid())
    }

    /// The fee.
    #[must_use]
    pub const fn fee(&self) -> Sat {
        self.frame.fee()
    }

    /// The elements of the witness.
    pub fn witness(&self) -> impl Iterator<Item = &[u8]> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        starts.zip(&self.ends).filter_map(|(start, end)| self.bytes.get(start..*end))
    }

    /// The whole transaction.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn transaction(&self) -> bitcoin::Transaction {
        let witness: alloc::vec::Vec<&[u8]> = self.witness().collect();
        let witness = bitcoin::Witness::from_slice(&witness);
        self.frame.view(|transaction| transaction.with_witness(&witness))
    }
}

/// The witness of a claim shows the preimage, which is secret until it is broadcast.
impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signed({})", self.txid())
    }
}
