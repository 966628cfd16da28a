import Keelbolt
import Testing

/// Each error of keys, secrets, contracts and MuSig2: what leads to it, its fields, its code, who is to blame, and the
/// library's text.
@Suite struct KeyErrorTests {
  @Test(arguments: KeyFaults.extendedKeys)
  func extendedKey(_ row: Fault<ExtendedKeyError>) throws { try row.check() }

  @Test(arguments: KeyFaults.contracts)
  func contract(_ row: Fault<HtlcError>) throws { try row.check() }

  @Test(arguments: KeyFaults.musig)
  func musig(_ row: Fault<MusigError>) throws { try row.check() }

  @Test(arguments: KeyFaults.secrets)
  func secrets(_ row: Fault<CommitmentError>) throws { try row.check() }

  @Test func everyCodeHasRows() {
    #expect(KeyFaults.extendedKeys.codes() == Set([500, 501, 510, 512, 513, 514, 515, 600] + (517...523)))
    #expect(KeyFaults.contracts.codes() == Set([300, 301, 500, 502, 507, 600, 607] + (550...557)))
    #expect(KeyFaults.musig.codes() == Set([301, 500, 504, 530, 600] + (532...540)))
    #expect(KeyFaults.secrets.codes() == Set([500, 501, 512, 515, 600, 606] + (800...803)))
  }
}
