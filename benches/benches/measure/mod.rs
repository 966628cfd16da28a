//! Operations beside each other: criterion's figures, and a table of ratios.
//!
//! Ratios are steadier than times: the operations of a table take turns, so that whatever disturbs one disturbs all.

pub(crate) mod context;
mod table;

use criterion::Criterion;
use std::time::Duration;

/// A measured operation.
pub(crate) struct Operation<S> {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&S),
}

/// A table: what is measured on which subject, and what stands beside what.
pub(crate) struct Table<'s, S: 'static> {
    pub(crate) name: &'static str,
    pub(crate) subject: &'s S,
    pub(crate) operations: &'static [&'static Operation<S>],
    pub(crate) ratios: &'static [(&'static Operation<S>, &'static Operation<S>)],
}

impl<S> Table<'_, S> {
    /// Runs each operation once, to see that it works.
    #[allow(dead_code, reason = "where criterion measures, it does that")]
    pub(crate) fn run_once(&self) {
        self.operations.iter().for_each(|operation| (operation.run)(self.subject));
    }
}

/// Measures all tables. Without `cargo bench` the operations run once, to see that they work.
pub(crate) fn run<S>(tables: &[Table<'_, S>]) {
    let brief = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    let mut criterion = brief.configure_from_args();
    for table in tables {
        let mut group = criterion.benchmark_group(table.name);
        for operation in table.operations {
            group.bench_function(operation.name, |bencher| bencher.iter(|| (operation.run)(table.subject)));
        }
        group.finish();
    }
    criterion.final_summary();
    let asked = |wanted: &str| std::env::args().any(|argument| argument == wanted);
    if asked("--bench") && !asked("--test") {
        tables.iter().for_each(Table::print);
    }
}
