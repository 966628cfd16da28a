//! What a command prints: all of it goes to a log, a little is kept, and marked lines are shown at once.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, ExitStatus};

/// How much of a log is shown when its command failed.
const TAIL_LINES: usize = 60;

/// What beside the exit status decides whether a command passed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Judged {
    /// Nothing more.
    Status,
    /// The closing lines of `cargo test`: at least one test ran and none was ignored.
    Tests,
    /// A line `N passed, M failed`: at least one case passed.
    Cases,
}

/// What is kept of a command's output.
#[derive(Debug, Default)]
pub struct Output {
    tail: VecDeque<String>,
    passed: u64,
    ignored: u64,
    cases: Option<u64>,
}

impl Output {
    /// Runs `command` with both of its streams going to `log`, and shows the lines that it marks with `> `.
    pub fn collect(&mut self, mut command: Command, log: &mut File) -> io::Result<ExitStatus> {
        // One pipe for both streams keeps their lines in order.
        let (reader, writer) = io::pipe()?;
        command.stdout(writer.try_clone()?).stderr(writer);
        let mut child = command.spawn()?;
        // The command holds the pipe's writing ends; while they are open the reader sees no end.
        drop(command);
        for line in BufReader::new(reader).split(b'\n') {
            let line = line?;
            log.write_all(&line)?;
            log.write_all(b"\n")?;
            self.take(&String::from_utf8_lossy(&line));
        }
        child.wait()
    }

    /// The count to show beside a title, or why this is not the output of a command that passed.
    pub fn judge(&self, judged: Judged) -> Result<String, String> {
        match (judged, self.passed, self.ignored, self.cases) {
            (Judged::Status, ..) => Ok(String::new()),
            (Judged::Tests, 0, ..) => Err(String::from("no test was run")),
            (Judged::Tests, passed, 0, _) => Ok(format!(": {passed} passed")),
            (Judged::Tests, _, ignored, _) => Err(format!("{ignored} tests are ignored")),
            (Judged::Cases, _, _, None | Some(0)) => Err(String::from("no case was run")),
            (Judged::Cases, _, _, Some(cases)) => Ok(format!(": {cases} passed")),
        }
    }

    /// Says that a command failed, and shows the last lines that it wrote to `log`.
    pub fn print_failure(&self, command: &str, why: &str, log: &Path) {
        println!("  {command} failed: {why} (log: {})", log.display());
        for line in &self.tail {
            println!("    {line}");
        }
    }

    fn take(&mut self, line: &str) {
        if line.starts_with("> ") {
            println!("  {line}");
        }
        if self.tail.len() == TAIL_LINES {
            self.tail.pop_front();
        }
        self.tail.push_back(line.to_owned());
        if line.starts_with("test result: ") {
            self.passed += number_before(line, " passed").unwrap_or(0);
            self.ignored += number_before(line, " ignored").unwrap_or(0);
        }
        if line.contains(" passed, ") && line.ends_with(" failed") {
            self.cases = number_before(line, " passed");
        }
    }
}

/// The number that stands directly before `word`.
fn number_before(line: &str, word: &str) -> Option<u64> {
    line.split(word).next()?.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what the lines of an output are judged to be.
    fn check(lines: &[&str], judged: Judged, expected: Result<&str, &str>) {
        let mut output = Output::default();
        for line in lines {
            output.take(line);
        }
        let found = output.judge(judged);
        assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned), "{lines:?} {judged:?}");
    }

    #[test]
    fn outputs() {
        let one =
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        let none =
            "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        let ignored =
            "test result: ok. 3 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 1s";
        let rows: [(&[&str], Judged, Result<&str, &str>); 10] = [
            (&[], Judged::Status, Ok("")),
            (&["anything"], Judged::Status, Ok("")),
            (&[], Judged::Tests, Err("no test was run")),
            (&[none], Judged::Tests, Err("no test was run")),
            (&[one, none, one], Judged::Tests, Ok(": 24 passed")),
            (&[one, ignored], Judged::Tests, Err("2 tests are ignored")),
            (&[], Judged::Cases, Err("no case was run")),
            (&["0 passed, 0 failed"], Judged::Cases, Err("no case was run")),
            (&["bolt11/valid.json", "118 passed, 0 failed"], Judged::Cases, Ok(": 118 passed")),
            (&[one], Judged::Cases, Err("no case was run")),
        ];
        for (lines, judged, expected) in rows {
            check(lines, judged, expected);
        }
    }

    #[test]
    fn tail_holds_the_last_lines() {
        let mut output = Output::default();
        for line in 0..TAIL_LINES + 5 {
            output.take(&line.to_string());
        }
        assert_eq!(output.tail.len(), TAIL_LINES);
        assert_eq!(output.tail.front().map(String::as_str), Some("5"));
        assert_eq!(output.tail.back(), Some(&(TAIL_LINES + 4).to_string()));
    }
}
