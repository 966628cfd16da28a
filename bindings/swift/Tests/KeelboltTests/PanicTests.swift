import Keelbolt
import KeelboltFFI
import Testing

/// A panic in Rust is a status of the call, and the library goes on.
///
/// The public functions give no way to a panic: it is forced below them, by bytes that are no value of the type.
@Suite struct PanicTests {
  @Test(arguments: [[], [0xff], Array(repeating: 0, count: 700), Array(repeating: 0xff, count: 700)] as [[UInt8]])
  func panic(_ bytes: [UInt8]) throws {
    let panicked: Int8 = 2
    var (code, message) = call { uniffi_keelbolt_uniffi_fn_method_invoice_payee(Self.buffer(bytes), $0) }
    #expect(code == panicked && message.contains("self"))
    (code, message) = call { uniffi_keelbolt_uniffi_fn_constructor_unsignedinvoice_new(Self.buffer(bytes), $0) }
    #expect(code == panicked && message.contains("draft"))
    #expect(try Invoice.parse(Samples.donation).payee().hex == Samples.payee)
  }

  private func call<Value>(_ function: (UnsafeMutablePointer<RustCallStatus>) -> Value) -> (Int8, String) {
    var status = Self.status()
    _ = function(&status)
    let text = UnsafeBufferPointer(start: status.errorBuf.data, count: Int(status.errorBuf.len))
    let message = String(decoding: text, as: UTF8.self)
    var freed = Self.status()
    ffi_keelbolt_uniffi_rustbuffer_free(status.errorBuf, &freed)
    return (status.code, message)
  }

  private static func buffer(_ bytes: [UInt8]) -> RustBuffer {
    var made = status()
    return bytes.withUnsafeBufferPointer {
      ffi_keelbolt_uniffi_rustbuffer_from_bytes(ForeignBytes(len: Int32($0.count), data: $0.baseAddress), &made)
    }
  }

  private static func status() -> RustCallStatus {
    RustCallStatus(code: 0, errorBuf: RustBuffer(capacity: 0, len: 0, data: nil))
  }
}
