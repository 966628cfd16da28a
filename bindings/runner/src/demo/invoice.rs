//! An invoice as a wallet would show it, checked, with the time of each step.

use crate::demo::text::{RUNS, bitcoin, date, median, row};
use keelbolt::codec::features::{Context, FeatureSet, feature};
use keelbolt::invoice::{Description, Error, InvoiceRef, Payable, RouteHop};
use keelbolt::time::UnixTime;
use std::hint::black_box;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What a payer asks, as of the day on which the invoice was made: the examples are from 2017.
pub fn checked(text: &str) -> Result<Payable<'_>, Error> {
    let invoice = InvoiceRef::parse_uri(text)?;
    invoice.check_payable(&FeatureSet::all_of(Context::Invoice), invoice.timestamp())
}

/// All that is to be seen of an invoice that was found payable.
pub fn shown(payable: &Payable<'_>) -> String {
    let invoice = payable.invoice();
    let text = invoice.as_str();
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
    step("parse", &mut || _ = black_box(InvoiceRef::parse(text)));
    step("digest", &mut || _ = black_box(invoice.signature_hash()));
    step("payee", &mut || _ = black_box(invoice.payee()));
    step("whole check", &mut || _ = black_box(checked(text)));
    rows.concat()
}

fn shortened(text: &str) -> String {
    let (head, tail) = (text.get(..24), text.len().checked_sub(8).and_then(|start| text.get(start..)));
    match (head, tail) {
        (Some(head), Some(tail)) if text.len() > 40 => format!("{head}..{tail}"),
        _ => text.to_owned(),
    }
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
