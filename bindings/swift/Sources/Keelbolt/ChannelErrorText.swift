// As for `InvoiceError`: the library's own text, however the error is printed.
extension ExtendedKeyError: CustomStringConvertible {}
extension CommitmentError: CustomStringConvertible {}
extension RelayError: CustomStringConvertible {}
extension HtlcError: CustomStringConvertible {}
extension MusigError: CustomStringConvertible {}
