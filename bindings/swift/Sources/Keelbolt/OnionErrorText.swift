// As for `InvoiceError`: the library's own text, however the error is printed.
extension OnionError: CustomStringConvertible {}
