//! Reads an invoice as a wallet does before it pays: `cargo run -p keelbolt-examples --bin read_invoice -- INVOICE`

use keelbolt::codec::features::{Context, FeatureSet};
use keelbolt::invoice::{Description, Error, InvoiceRef};
use keelbolt::time::UnixTime;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

fn main() -> ExitCode {
    let Some(text) = std::env::args().nth(1) else {
        eprintln!("usage: read_invoice INVOICE");
        return ExitCode::FAILURE;
    };
    match read(&text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("refused: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read(text: &str) -> Result<(), Error> {
    // What the user pasted may be a link.
    let invoice = InvoiceRef::parse_uri(text)?;
    println!("network      {}", invoice.network());
    println!("amount       {}", invoice.amount().map_or("up to you".to_owned(), |amount| amount.to_string()));

    // The core reads no clock: the time is the host's to give.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let known = FeatureSet::all_of(Context::Invoice);
    let payable = invoice.check_payable(&known, UnixTime(now))?;
    println!("payee        {}", payable.payee());
    println!("payment hash {}", payable.payment_hash());
    match payable.description() {
        Description::Text(text) => println!("description  {text}"),
        Description::Hash(hash) => println!("description  of SHA-256 {hash}"),
    }
    Ok(())
}
