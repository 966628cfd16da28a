import Foundation
import Keelbolt
import Testing

/// Every failure message: its code, the specification's name for that, and written and read back.
@Suite struct FailureTests {
  @Test(arguments: FailureRow.all)
  func message(_ row: FailureRow) throws {
    let (failure, info) = (row.failure, try row.failure.info)
    #expect(try failure.failureCode() == row.code)
    #expect(info.code == row.code && info.name == row.name)
    let flags = [info.isBadOnion, info.isPermanent, info.isNode, info.isUpdate]
    #expect(flags == [0x8000, 0x4000, 0x2000, 0x1000].map { row.code & $0 != 0 })
    let written = try failure.write()
    #expect(try parseFailureCode(failuremsg: written) == row.code)
    #expect(try FailureMessage.parse(written) == ParsedFailure(failure: failure, extension: Data()))
    if info.isBadOnion {
      #expect(try malformedFailure(code: row.code, sha256OfOnion: FailureRow.hash) == failure)
    }
  }

  @Test func codesAreUnique() {
    #expect(Set(FailureRow.all.map(\.code)).count == 23)
    #expect(Set(FailureRow.all.map(\.failure)).count == 23)
  }
}

/// A failure message and its code.
struct FailureRow: Sendable, CustomTestStringConvertible {
  let failure: FailureMessage
  let code: UInt16
  let name: String?

  var testDescription: String { name ?? "unknown" }

  init(_ failure: FailureMessage, _ code: UInt16, _ name: String?) {
    (self.failure, self.code, self.name) = (failure, code, name)
  }

  static let hash = sha256(bytes: Data())
  private static let update = Data(count: 136)

  static let all = [
    FailureRow(.temporaryNodeFailure, 0x2002, "temporary_node_failure"),
    FailureRow(.permanentNodeFailure, 0x6002, "permanent_node_failure"),
    FailureRow(.requiredNodeFeatureMissing, 0x6003, "required_node_feature_missing"),
    FailureRow(.invalidOnionVersion(sha256OfOnion: hash), 0xc004, "invalid_onion_version"),
    FailureRow(.invalidOnionHmac(sha256OfOnion: hash), 0xc005, "invalid_onion_hmac"),
    FailureRow(.invalidOnionKey(sha256OfOnion: hash), 0xc006, "invalid_onion_key"),
    FailureRow(.temporaryChannelFailure(channelUpdate: update), 0x1007, "temporary_channel_failure"),
    FailureRow(.permanentChannelFailure, 0x4008, "permanent_channel_failure"),
    FailureRow(.requiredChannelFeatureMissing, 0x4009, "required_channel_feature_missing"),
    FailureRow(.unknownNextPeer, 0x400a, "unknown_next_peer"),
    FailureRow(.amountBelowMinimum(htlcMsat: 1, channelUpdate: nil), 0x100b, "amount_below_minimum"),
    FailureRow(.feeInsufficient(htlcMsat: 1, channelUpdate: update), 0x100c, "fee_insufficient"),
    FailureRow(.incorrectCltvExpiry(cltvExpiry: 1, channelUpdate: nil), 0x100d, "incorrect_cltv_expiry"),
    FailureRow(.expiryTooSoon(channelUpdate: nil), 0x100e, "expiry_too_soon"),
    FailureRow(
      .incorrectOrUnknownPaymentDetails(htlcMsat: .max, height: .max), 0x400f,
      "incorrect_or_unknown_payment_details"),
    FailureRow(.finalIncorrectCltvExpiry(cltvExpiry: 7), 18, "final_incorrect_cltv_expiry"),
    FailureRow(.finalIncorrectHtlcAmount(incomingHtlcAmt: 7), 19, "final_incorrect_htlc_amount"),
    FailureRow(.channelDisabled(disabledFlags: 0, channelUpdate: nil), 0x1014, "channel_disabled"),
    FailureRow(.expiryTooFar, 21, "expiry_too_far"),
    FailureRow(.invalidOnionPayload(record: .max, offset: .max), 0x4016, "invalid_onion_payload"),
    FailureRow(.mppTimeout, 23, "mpp_timeout"),
    FailureRow(.invalidOnionBlinding(sha256OfOnion: hash), 0xc018, "invalid_onion_blinding"),
    FailureRow(.unknown(code: 0x2019, data: Data("data".utf8)), 0x2019, nil),
  ]
}
