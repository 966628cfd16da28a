// As for `InvoiceError`: the library's own text, however the error is printed.
extension VtxoError: CustomStringConvertible {}
extension TreeError: CustomStringConvertible {}
extension ArkAddressError: CustomStringConvertible {}
