//! Any bytes where an invoice or a link is expected: an answer, never a panic, and the same by every way in.
#![no_main]

use keelbolt::invoice::InvoiceRef;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let from_bytes = InvoiceRef::parse_ascii(input);
    if let Err(error) = &from_bytes {
        assert!(!error.to_string().is_empty());
    }
    let Ok(text) = std::str::from_utf8(input) else {
        assert!(from_bytes.is_err());
        return;
    };
    let from_text = InvoiceRef::parse(text);
    assert_eq!(from_bytes.err(), from_text.err());
    let link = format!("lightning:{text}");
    let from_link = InvoiceRef::parse_uri(&link);
    let in_link = InvoiceRef::parse_uri(text);
    if let Ok(invoice) = from_text {
        assert_eq!(invoice.as_str(), text);
        // An invoice alone is what a user pastes; only white space around it is left out.
        assert_eq!(in_link.map(|found| found.as_str()), Ok(text));
        assert_eq!(from_link.map(|found| found.as_str()), Ok(text));
        if let Ok(payee) = invoice.payee() {
            assert!(invoice.payee_field().is_none_or(|named| named == payee));
        }
    }
});
