//! One command of a part.

use std::fs::File;
use std::io::{self, Write};
use std::process::ExitStatus;
use std::time::Instant;

use super::output::{Judged, Output};
use super::surroundings::Surroundings;

/// A command, and when and how it is judged.
#[derive(Debug, PartialEq)]
pub struct Step {
    /// What it shows, in a few words.
    pub title: &'static str,
    /// The program and its arguments, started at the repository's root.
    command: &'static [&'static str],
    variables: &'static [(&'static str, &'static str)],
    judged: Judged,
    when: When,
}

/// In which runs a step takes part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    Always,
    /// With `--deep` only.
    Deep,
    /// Always, and told of `--deep` by that argument.
    Told,
}

/// Why a step failed, and what it printed.
pub struct Failure {
    pub why: String,
    pub output: Output,
}

impl Step {
    /// A step that always runs and is judged by its exit status.
    pub const fn new(title: &'static str, command: &'static [&'static str]) -> Self {
        Self { title, command, variables: &[], judged: Judged::Status, when: When::Always }
    }

    /// The script that verifies a part: it knows itself what `--deep` adds and what to show.
    pub const fn script(command: &'static [&'static str]) -> Self {
        Self { when: When::Told, ..Self::new(command[0], command) }
    }

    /// The same step with variables set.
    pub const fn with(self, variables: &'static [(&'static str, &'static str)]) -> Self {
        Self { variables, ..self }
    }

    /// The same step judged otherwise.
    pub const fn judged(self, judged: Judged) -> Self {
        Self { judged, ..self }
    }

    /// The same step with `--deep` only.
    pub const fn deep(self) -> Self {
        Self { when: When::Deep, ..self }
    }

    /// Whether it takes part in this run.
    pub fn is_due(&self, deep: bool) -> bool {
        deep || self.when != When::Deep
    }

    /// Runs the command with its output going to `log`.
    pub fn run(&self, surroundings: &Surroundings, log: &mut File) -> Result<(), Failure> {
        let began = Instant::now();
        let mut output = Output::default();
        let judged = match self.execute(surroundings, log, &mut output) {
            Err(error) => Err(format!("it cannot be run: {error}")),
            Ok(status) if !status.success() => Err(status.to_string()),
            Ok(_) => output.judge(self.judged),
        };
        match judged {
            Err(why) => Err(Failure { why, output }),
            Ok(count) => {
                println!("  > {}{count} ({:.0} s)", self.title, began.elapsed().as_secs_f64());
                Ok(())
            }
        }
    }

    fn execute(
        &self,
        surroundings: &Surroundings,
        log: &mut File,
        output: &mut Output,
    ) -> io::Result<ExitStatus> {
        let (program, arguments) = self.command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut command = surroundings.command(program);
        command.args(arguments).envs(self.variables.iter().copied());
        if self.when == When::Told && surroundings.deep {
            command.arg("--deep");
        }
        writeln!(log, "$ {}", self.command.join(" "))?;
        output.collect(command, log)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs one shell line as a step and checks what its log holds and why it failed, if it did.
    fn check(number: usize, line: &'static str, judged: Judged, expected: Result<(), &str>, logged: &str) {
        let surroundings = Surroundings::prepare(false).expect("a folder for logs");
        let log = surroundings.log(&format!("step-{}-{number}", std::process::id()));
        let mut file = File::create(&log).expect("a log");
        let command: &'static [&'static str] = Box::leak(Box::new(["bash", "-c", line]));
        let found = Step::new("probe", command).judged(judged).run(&surroundings, &mut file);
        let text = std::fs::read_to_string(&log).expect("the log");
        std::fs::remove_file(&log).expect("the log");
        assert_eq!(found.map_err(|failure| failure.why), expected.map_err(str::to_owned), "{line}");
        assert_eq!(text, format!("$ bash -c {line}\n{logged}"), "{line}");
    }

    #[test]
    fn commands() {
        let rows = [
            ("exit 0", Judged::Status, Ok(()), ""),
            ("echo out; echo err >&2; echo last", Judged::Status, Ok(()), "out\nerr\nlast\n"),
            ("echo why; exit 3", Judged::Status, Err("exit status: 3"), "why\n"),
            ("echo 2 passed, 0 failed", Judged::Cases, Ok(()), "2 passed, 0 failed\n"),
            ("echo 2 passed, 1 failed; exit 1", Judged::Cases, Err("exit status: 1"), "2 passed, 1 failed\n"),
            ("echo nothing", Judged::Cases, Err("no case was run"), "nothing\n"),
            ("read -r line", Judged::Status, Err("exit status: 1"), ""),
        ];
        for (number, (line, judged, expected, logged)) in rows.into_iter().enumerate() {
            check(number, line, judged, expected, logged);
        }
    }

    #[test]
    fn a_script_that_does_not_exist_fails() {
        let surroundings = Surroundings::prepare(false).expect("a folder for logs");
        let log = surroundings.log(&format!("step-{}-absent", std::process::id()));
        let mut file = File::create(&log).expect("a log");
        let found = Step::script(&["bindings/absent/verify.sh"]).run(&surroundings, &mut file);
        std::fs::remove_file(&log).expect("the log");
        let why = found.expect_err("a failure").why;
        assert!(why.starts_with("it cannot be run: "), "{why}");
    }

    #[test]
    fn deep_steps_run_with_deep_only() {
        let rows = [
            (Step::new("always", &["true"]), false, true),
            (Step::new("always", &["true"]), true, true),
            (Step::new("deep", &["true"]).deep(), false, false),
            (Step::new("deep", &["true"]).deep(), true, true),
            (Step::script(&["verify.sh"]), false, true),
        ];
        for (step, deep, expected) in rows {
            assert_eq!(step.is_due(deep), expected, "{} {deep}", step.title);
        }
    }
}
