//! `cargo demo [INVOICE]`: reads a real invoice as a wallet would show it, checks it, and times each step.

use keelbolt::codec::features::{Context, FeatureSet, feature};
use keelbolt::invoice::{Description, Error, InvoiceRef, RouteHop};
use keelbolt::time::UnixTime;
use std::fmt::Display;
use std::hint::black_box;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// BOLT 11, examples: "On mainnet, with fallback address 1RustyRX2oai4EYYDpQGWvEL62BBGqN9T with extra routing info
/// to go via nodes [..]", signed with the key of all its examples.
const EXAMPLE: &str = "\
    lnbc20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqc\
    yq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw\
    5fk98klysy043l2ahrqsfpp3qjmp7lwpagxun9pygexvgpjdc4jdj85fr9yq20q82gphp2nflc7jtzrc\
    azrra7wwgzxqc8u7754cdlpfrmccae92qgzqvzq2ps8pqqqqqqpqqqqq9qqqvpeuqafqxu92d8lr6fvg\
    0r5gv0heeeqgcrqlnm6jhphu9y00rrhy4grqszsvpcgpy9qqqqqqgqqqqq7qqzq9qrsgqdfjcdk6w3ak\
    5pca9hwfwfh63zrrz06wwfya0ydlzpgzxkn5xagsqz7x9j4jwe7yj7vaf2k9lqsdk45kts2fd0fkr28a\
    m0u4w95tt2nsq76cqw0";

/// How often a step runs for its time, of which the median is shown.
const RUNS: usize = 101;

/// Shows the invoice that is the first argument, or the example.
pub fn main(mut arguments: impl Iterator<Item = String>) -> ExitCode {
    let text = arguments.next();
    match shown(text.as_deref().unwrap_or(EXAMPLE)) {
        Ok(rows) => {
            // A reader that goes away (`| head`) is no fault.
            _ = std::io::stdout().write_all(rows.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("refused: {error}");
            ExitCode::FAILURE
        }
    }
}

/// All that is to be seen of a good invoice; of a refused one there is only the reason.
fn shown(text: &str) -> Result<String, Error> {
    let invoice = InvoiceRef::parse_uri(text)?;
    // What a payer asks, as of the day on which the invoice was made: the examples are from 2017.
    let known = FeatureSet::all_of(Context::Invoice);
    let payable = invoice.check_payable(&known, invoice.timestamp())?;
    let mut rows = vec![
        row("invoice", format_args!("{} on {}", shortened(invoice.as_str()), invoice.network())),
        row(
            "amount",
            invoice.amount().map_or("not given: the payer chooses".to_owned(), |msat| bitcoin(msat.0)),
        ),
        match payable.description() {
            Description::Text(text) => row("description", format_args!("{text:?}")),
            Description::Hash(hash) => row("description", format_args!("elsewhere, its SHA-256 is {hash}")),
        },
        row("payee", payable.payee()),
        row("payment hash", payable.payment_hash()),
        row("made", date(invoice.timestamp())),
        row("expiry", expiry(&invoice)),
        row("last hop", format_args!("{} left at the payee", invoice.min_final_cltv_expiry_delta())),
        row("features", features(&invoice)),
    ];
    let addresses = invoice.fallbacks().filter_map(|fallback| fallback.address(invoice.network()));
    rows.extend(addresses.map(|address| row("on-chain", address)));
    for (index, hint) in invoice.route_hints().enumerate() {
        rows.extend(hint.hops().map(|hop| row(&format!("route hint {}", index + 1), shown_hop(&hop))));
    }
    let origin = match invoice.payee_field() {
        Some(_) => "valid, of the payee that the invoice names",
        None => "valid, the payee is recovered from it",
    };
    rows.push(row("signature", origin));
    rows.push(format!("\ntime of each step (median of {RUNS} runs)\n"));
    let mut step = |name: &str, run: &mut dyn FnMut()| {
        rows.push(row(name, format_args!("{:.1} µs", median(run))));
    };
    step("parse", &mut || _ = black_box(InvoiceRef::parse_uri(text)));
    step("digest", &mut || _ = black_box(invoice.signature_hash()));
    step("payee", &mut || _ = black_box(invoice.payee()));
    step("whole check", &mut || _ = black_box(invoice.check_payable(&known, invoice.timestamp())));
    Ok(rows.concat())
}

fn row(name: &str, value: impl Display) -> String {
    format!("{name:<13} {value}\n")
}

fn shortened(text: &str) -> String {
    let (head, tail) = (text.get(..24), text.len().checked_sub(8).and_then(|start| text.get(start..)));
    match (head, tail) {
        (Some(head), Some(tail)) if text.len() > 40 => format!("{head}..{tail}"),
        _ => text.to_owned(),
    }
}

/// An amount in bitcoin, with the millisatoshi that it is.
fn bitcoin(msat: u64) -> String {
    const PER_BITCOIN: u64 = 100_000_000_000;
    let whole = format!("{}.{:011}", msat / PER_BITCOIN, msat % PER_BITCOIN);
    format!("{} BTC ({msat} msat)", whole.trim_end_matches('0').trim_end_matches('.'))
}

fn expiry(invoice: &InvoiceRef<'_>) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let left = invoice.expires_at().saturating_since(UnixTime(now));
    let verdict = match left {
        Duration::ZERO => "is over".to_owned(),
        left => format!("{} s left", left.as_secs()),
    };
    format!("{} s, until {}: {verdict}", invoice.expiry().as_secs(), date(invoice.expires_at()))
}

fn features(invoice: &InvoiceRef<'_>) -> String {
    let shown = |bit: u32| {
        let name = feature(bit).map_or("unknown", |feature| feature.name);
        format!("{name} ({bit}, {})", if bit.is_multiple_of(2) { "required" } else { "optional" })
    };
    let all: Vec<_> = invoice.features().bits().map(shown).collect();
    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
}

fn shown_hop(hop: &RouteHop) -> String {
    format!(
        "{} over {}, fee {} msat + {} ppm, {} blocks",
        hop.pubkey,
        hop.short_channel_id,
        hop.fee_base_msat,
        hop.fee_proportional_millionths,
        hop.cltv_expiry_delta
    )
}

/// A time as UTC date and time of day, in the proleptic Gregorian calendar.
fn date(time: UnixTime) -> String {
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
fn median(run: &mut dyn FnMut()) -> f64 {
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
