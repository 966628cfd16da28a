//! The owned twin of the view.

use crate::crypto::{SecretKey, SigningContext};
use crate::invoice::view::Layout;
use crate::invoice::{Draft, Error, InvoiceRef};
use alloc::boxed::Box;
use core::fmt;
use core::str::FromStr;

/// An invoice that owns its text; [`Invoice::as_ref`] gives the view with all that can be asked.
///
/// ```
/// # let text = "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqw\
/// #             zqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27\
/// #             kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";
/// let invoice: keelbolt::invoice::Invoice = text.parse()?;
/// assert_eq!(invoice.as_ref().description().unwrap().to_string(), "1 cup coffee");
/// # Ok::<(), keelbolt::invoice::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Invoice {
    text: Box<str>,
    layout: Layout,
}

impl Invoice {
    /// The view, without parsing again.
    #[must_use]
    pub fn as_ref(&self) -> InvoiceRef<'_> {
        InvoiceRef::of_parts(&self.text, self.layout)
    }
}

impl From<InvoiceRef<'_>> for Invoice {
    fn from(view: InvoiceRef<'_>) -> Self {
        Self { text: view.as_str().into(), layout: view.layout() }
    }
}

impl FromStr for Invoice {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        InvoiceRef::parse(text).map(Self::from)
    }
}

impl PartialEq for Invoice {
    fn eq(&self, other: &Self) -> bool {
        self.as_ref() == other.as_ref()
    }
}

impl Eq for Invoice {}

impl fmt::Display for Invoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Draft<'_> {
    /// Writes and signs with a key in memory.
    ///
    /// # Errors
    ///
    /// As [`Draft::write`] and [`Unsigned::sign`](crate::invoice::Unsigned::sign).
    pub fn sign(&self, key: &SecretKey, context: &SigningContext) -> Result<Invoice, Error> {
        let mut buffer = alloc::vec![0; self.length()?];
        let text = self.write(&mut buffer)?.sign(key, context)?;
        InvoiceRef::parse(text).map(Invoice::from)
    }
}
