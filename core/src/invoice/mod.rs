//! BOLT 11, the invoice protocol: reading, checking, building and signing invoices.
//!
//! | question | answer |
//! | --- | --- |
//! | What does this text say? | [`InvoiceRef::parse`]: structural, borrows the text, allocates nothing |
//! | Who is to be paid? | [`InvoiceRef::payee`] |
//! | May I pay it, now? | [`InvoiceRef::check_payable`] gives a [`Payable`], the proof that it was asked |
//! | Where is the invoice in this link? | [`InvoiceRef::parse_uri`] |
//! | How do I ask for money? | [`Draft`], then [`Unsigned`], signed with a key in memory or elsewhere |
//!
//! ```
//! use keelbolt::codec::features::{Context, FeatureSet};
//! use keelbolt::invoice::InvoiceRef;
//! use keelbolt::time::UnixTime;
//!
//! let text = "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqw\
//!             zqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27\
//!             kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";
//! let invoice = InvoiceRef::parse(text)?;
//! assert_eq!(invoice.amount().unwrap().0, 250_000_000);
//!
//! let known = FeatureSet::all_of(Context::Invoice);
//! let payable = invoice.check_payable(&known, UnixTime(1_496_314_700))?;
//! assert!(payable.payee().to_string().starts_with("03e7156ae33b0a20"));
//! # Ok::<(), keelbolt::invoice::Error>(())
//! ```
//!
//! A view cannot outlive the text that it borrows:
//!
//! ```compile_fail,E0597
//! use keelbolt::invoice::InvoiceRef;
//! let invoice = {
//!     let text = String::from("lnbc1");
//!     InvoiceRef::parse(&text)
//! };
//! drop(invoice);
//! ```
//!
//! What it does not do: find a route, pay, or read a clock.

mod amount;
mod draft;
mod error;
mod fallback;
mod field;
mod integer;
#[cfg(feature = "alloc")]
mod owned;
mod parse;
mod payable;
mod route;
mod tag;
mod text;
mod unsigned;
mod uri;
mod view;

pub use crate::codec::network::Network;
pub use crate::codec::witness_program::WitnessProgram;
pub use draft::{Description, Draft};
pub use error::Error;
pub use fallback::{Fallback, FallbackAddress, ScriptPubkey};
pub use field::{Field, UnknownField};
#[cfg(feature = "alloc")]
pub use owned::Invoice;
pub use payable::Payable;
pub use route::{RouteHint, RouteHop, RouteHops};
pub use tag::Tag;
pub use text::Text;
pub use unsigned::{Prefix, Unsigned};
pub use view::{Fields, InvoiceRef};

use core::time::Duration;

/// How long an invoice without an `x` field lasts (BOLT 11, tagged fields).
pub const DEFAULT_EXPIRY: Duration = Duration::from_secs(3600);

/// The `min_final_cltv_expiry_delta` of an invoice without a `c` field (BOLT 11, tagged fields).
pub const DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA: crate::time::BlockDelta = crate::time::BlockDelta(18);
