//! Values as a reader wants them.

use keelbolt::time::UnixTime;
use std::fmt::Display;
use std::time::{Duration, Instant};

/// How often a step runs for its time, of which the median is shown.
pub const RUNS: usize = 101;

/// A line of the demo.
pub fn row(name: &str, value: impl Display) -> String {
    format!("{name:<13} {value}\n")
}

/// An amount in bitcoin, with the millisatoshi that it is.
pub fn bitcoin(msat: u64) -> String {
    const PER_BITCOIN: u64 = 100_000_000_000;
    let whole = format!("{}.{:011}", msat / PER_BITCOIN, msat % PER_BITCOIN);
    format!("{} BTC ({msat} msat)", whole.trim_end_matches('0').trim_end_matches('.'))
}

/// A time as UTC date and time of day, in the proleptic Gregorian calendar.
pub fn date(time: UnixTime) -> String {
    const DAY: u64 = 86_400;
    let (mut year, mut days) = (1970_u64, time.0 / DAY);
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    // A timestamp has 35 bits, so this ends before the year 3100; an expiry may lie beyond all calendars.
    while days >= 365 + u64::from(leap(year)) {
        if year == 9999 {
            return "the end of time".to_owned();
        }
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let second = time.0 % DAY;
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!("{year}-{month:02}-{:02} {hour:02}:{minute:02}:{:02} UTC", days + 1, second % 60)
}

/// The median time of a step, in microseconds.
pub fn median(run: &mut dyn FnMut()) -> f64 {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2].as_secs_f64() * 1e6
}

#[cfg(test)]
mod tests {
    use super::{UnixTime, bitcoin, date};

    /// Seconds, date.
    const DATES: &[(u64, &str)] = &[
        (0, "1970-01-01 00:00:00 UTC"),
        (951_782_399, "2000-02-28 23:59:59 UTC"),
        (951_782_400, "2000-02-29 00:00:00 UTC"),
        (1_496_314_658, "2017-06-01 10:57:38 UTC"),
        (4_107_542_400, "2100-03-01 00:00:00 UTC"),
        (u64::MAX, "the end of time"),
    ];

    /// Millisatoshi, shown.
    const AMOUNTS: &[(u64, &str)] = &[
        (1, "0.00000000001 BTC (1 msat)"),
        (2_000_000_000, "0.02 BTC (2000000000 msat)"),
        (100_000_000_000, "1 BTC (100000000000 msat)"),
    ];

    #[test]
    fn dates() {
        DATES.iter().for_each(|(seconds, expected)| assert_eq!(date(UnixTime(*seconds)), *expected));
    }

    #[test]
    fn amounts() {
        AMOUNTS.iter().for_each(|(msat, expected)| assert_eq!(bitcoin(*msat), *expected));
    }
}
