//! Invoices in links: `lightning:` (BOLT 11, encoding overview) and the `lightning` parameter of BIP 21.

use crate::invoice::Error;

/// The invoice in what a user scanned or pasted.
pub(super) fn invoice_in(text: &str) -> Result<&str, Error> {
    let text = text.trim();
    let Some((scheme, rest)) = text.split_once(':') else { return Ok(text) };
    if scheme.eq_ignore_ascii_case("lightning") {
        // Some wallets write `lightning://`, although BOLT 11 advises against it.
        return Ok(rest.strip_prefix("//").unwrap_or(rest));
    }
    if !scheme.eq_ignore_ascii_case("bitcoin") {
        return Err(Error::NoInvoiceInUri);
    }
    let (_, query) = rest.split_once('?').ok_or(Error::NoInvoiceInUri)?;
    query
        .split('&')
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(key, _)| key.eq_ignore_ascii_case("lightning"))
        .map(|(_, value)| value)
        .ok_or(Error::NoInvoiceInUri)
}
