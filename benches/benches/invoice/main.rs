//! Reading and signing invoices, each beside its floor (the bare call into libsecp256k1) and beside the peer.
//!
//! `cargo bench -p keelbolt-benches` prints criterion's figures and then a table of ratios, which are steadier than
//! times: the operations of a row take turns, so that whatever disturbs one disturbs all.

mod floor;
mod operations;
mod table;

use criterion::Criterion;
use operations::{Invoice, OPERATIONS};
use std::time::Duration;

fn criterion(criterion: &mut Criterion) {
    for invoice in Invoice::all() {
        let mut group = criterion.benchmark_group(invoice.name);
        for operation in OPERATIONS {
            group.bench_function(operation.name, |bencher| bencher.iter(|| (operation.run)(&invoice)));
        }
        group.finish();
    }
}

fn main() {
    let brief = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    let mut configured = brief.configure_from_args();
    criterion(&mut configured);
    configured.final_summary();
    // Under `cargo test` the operations run once, to see that they work.
    if !std::env::args().any(|argument| argument == "--test") {
        Invoice::all().iter().for_each(table::print);
    }
}
