// What an error prints as is the library's own text, the same in every language: `description` is generated, and with
// this conformance `String(describing:)`, `errorDescription` and `localizedDescription` follow it.
extension InvoiceError: CustomStringConvertible {}
