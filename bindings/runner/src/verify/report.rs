//! The table that closes a run.

/// How a part ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    Passed,
    Failed,
    /// A tool it needs is not there, so nothing was shown: never a pass.
    Missing,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Missing => "missing",
        }
    }
}

/// One line of the table.
pub struct Row {
    pub part: &'static str,
    pub verdict: Verdict,
    pub seconds: f64,
}

/// The table and, alone on the last line, the count. A missing toolchain counts as failed.
pub fn table(rows: &[Row]) -> String {
    let mut text = format!("{:<8} {:<8} {:>7}\n", "part", "verdict", "seconds");
    for row in rows {
        text.push_str(&format!("{:<8} {:<8} {:>7.0}\n", row.part, row.verdict.word(), row.seconds));
    }
    let passed = rows.iter().filter(|row| row.verdict == Verdict::Passed).count();
    text.push_str(&format!("\n{passed} passed, {} failed\n", rows.len() - passed));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    use Verdict::{Failed, Missing, Passed};

    const fn row(part: &'static str, verdict: Verdict, seconds: f64) -> Row {
        Row { part, verdict, seconds }
    }

    /// Checks the lines of the table of `rows` below its heading.
    fn check(rows: &[Row], expected: &[&str]) {
        let table = table(rows);
        let lines: Vec<&str> = table.lines().skip(1).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn tables() {
        check(&[], &["", "0 passed, 0 failed"]);
        check(
            &[row("rust", Passed, 312.4), row("c", Passed, 9.6)],
            &["rust     passed       312", "c        passed        10", "", "2 passed, 0 failed"],
        );
        check(
            &[row("rust", Passed, 1.0), row("swift", Missing, 0.0), row("bare", Failed, 2.0)],
            &[
                "rust     passed         1",
                "swift    missing        0",
                "bare     failed         2",
                "",
                "1 passed, 2 failed",
            ],
        );
    }
}
