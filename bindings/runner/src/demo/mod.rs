//! `cargo demo [INVOICE]`: reads a real invoice, pays it on paper, closes a channel, and leaves a round; each step
//! shown and timed.

mod channel;
mod invoice;
mod onion;
mod round;
mod text;

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;

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
fn shown(text: &str) -> Result<String, Box<dyn Error>> {
    let payable = invoice::checked(text)?;
    Ok(invoice::shown(&payable) + &onion::shown(&payable)? + &channel::shown()? + &round::shown()?)
}

#[cfg(test)]
mod tests {
    use super::{EXAMPLE, shown};
    use keelbolt::crypto::{PaymentHash, PaymentSecret, SecretKey, SigningContext};
    use keelbolt::entropy::Entropy;
    use keelbolt::invoice::{Description, Draft, Network, Text};
    use keelbolt::secret::Secret;
    use keelbolt::time::UnixTime;

    /// The example, whose payee's key is public, and an invoice of somebody else's, with lines that its payment has.
    #[test]
    fn payments_go_there_and_back() {
        let foreign = foreign();
        let payments: &[(&str, &[&str])] = &[
            (
                EXAMPLE,
                &["3 payee       takes", "found         incorrect_or_unknown_payment_details of 3 payee"],
            ),
            (
                foreign.as_str(),
                &["3 payee       has the only key", "found         temporary_channel_failure of 2 Bob"],
            ),
        ];
        for (invoice, expected) in payments {
            let rows = shown(invoice).unwrap();
            expected.iter().for_each(|line| assert!(rows.contains(line), "no {line:?} in {rows}"));
        }
    }

    fn foreign() -> String {
        let draft = Draft::new(
            Network::Bitcoin,
            UnixTime(1_700_000_000),
            PaymentHash([1; 32]),
            PaymentSecret([2; 32]),
            Description::Text(Text::new("a coffee")),
        );
        let key = SecretKey::parse(Secret::new([3; 32])).unwrap();
        draft.sign(&key, &SigningContext::new(Entropy::new([4; 32]))).unwrap().to_string()
    }

    /// Lines of the channel: what each node takes in the end.
    #[test]
    fn channels_are_closed() {
        let rows = shown(EXAMPLE).unwrap();
        for line in [
            "accepter      takes the payment",
            "opener        takes its own",
            "justice       if commitment 0 is published, the accepter takes all",
        ] {
            assert!(rows.contains(line), "no {line:?} in {rows}");
        }
    }

    #[test]
    fn what_is_no_invoice_is_refused() {
        let error = shown(&EXAMPLE.replacen("sp5", "sp4", 1)).unwrap_err();
        assert_eq!(error.to_string(), "the checksum does not fit: some character is wrong");
    }
}
