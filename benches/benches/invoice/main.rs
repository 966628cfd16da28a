//! Reading and signing invoices, each beside its floor (the bare call into libsecp256k1) and beside the peer.
//!
//! `cargo bench -p keelbolt-benches --bench invoice` prints criterion's figures and then a table of ratios.

mod floor;
#[path = "../measure/mod.rs"]
mod measure;
mod operations;

use measure::Table;
use operations::{Invoice, OPERATIONS, RATIOS};

fn main() {
    let invoices = Invoice::all();
    let tables = invoices.each_ref().map(|invoice| Table {
        name: invoice.name,
        subject: invoice,
        operations: OPERATIONS,
        ratios: RATIOS,
    });
    measure::run(&tables);
}
