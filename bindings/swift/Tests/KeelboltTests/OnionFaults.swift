import Foundation
import Keelbolt

// The rows of every error of onions that a call leads to.

private let sound = Data(count: 2)

private func wire() throws -> Data { try Onions.path().write() }

private func parsePath(_ change: (Data) throws -> Data) throws -> BlindedPath { try .parse(change(wire())) }

private func unknown(_ numbers: UInt64...) -> [UnknownRecord] {
  numbers.map { UnknownRecord(number: $0, value: Data()) }
}

private func relayed(constraints: PaymentConstraints? = nil, features: [UInt32]? = nil) -> RecipientData {
  RecipientData(
    shortChannelId: 1,
    paymentRelay: PaymentRelay(cltvExpiryDelta: 40, feeProportionalMillionths: 0, feeBaseMsat: 1000),
    paymentConstraints: constraints, allowedFeatures: features)
}

private let constraints = PaymentConstraints(maxCltvExpiry: 800, htlcMinimumMsat: 100)

extension OnionFaults {
  static let packets: [Fault<OnionError>] = {
    var rows: [Fault<OnionError>] = []
    rows.add(
      .PacketTooShort(expected: 66, found: 65), 700, .peer, "onion packet: expected at least 66 bytes, found 65"
    ) { try Onions.peel(Data(count: 65)) }
    rows.add(.OnionVersion(found: 1), 701, .peer, "onion version: expected 0, found 1") {
      try Onions.peel(Onions.begun(1, Onions.packet()))
    }
    rows.add(.EphemeralKeyNotAPoint, 702, .peer, "ephemeral key: not a compressed point of the curve") {
      try Onions.peel(Data(count: 1366))
    }
    rows.add(.OnionHmac, 703, .peer, "onion hmac does not fit the packet and its associated data") {
      try peelOnion(packet: Onions.packet(), key: Onions.key(0), associatedData: Data("another".utf8))
    }
    rows.add(
      .PayloadTooShort(found: 1), 704, .peer, "payload: expected at least 2 bytes, found a length of 1"
    ) { try Onions.peel(field: Data([1, 0])) }
    rows.add(
      .PayloadTooLong(expected: 1265, found: 1266), 705, .peer,
      "payload: room for 1265 bytes, found a length of 1266"
    ) { try Onions.peel(field: Onions.bigSize(1266)) }
    rows.add(.NoHops(part: .packet), 706, .caller, "route without a hop") { try Onions.build([]) }
    rows.add(.NoHops(part: .blindedPath), 706, .peer, "blinded path has no hop") {
      try parsePath { $0.prefix(66) + Data(count: 1) }
    }
    rows.add(
      .TooManyHops(part: .packet, expected: 255, found: 256), 707, .capacity,
      "route: room for the shared secrets of 255 hops, found 256 hops"
    ) {
      try buildOnion(
        hops: Array(repeating: Onions.hop(0), count: 256), associatedData: Data(), sessionKey: Onions.session,
        entropy: Samples.entropy, hopPayloadsLength: 65535)
    }
    rows.add(
      .TooManyHops(part: .blindedPath, expected: 255, found: 258), 707, .caller,
      "blinded path: expected at most 255 hops, found 258"
    ) { try Onions.path(Array(Array(repeating: Onions.pathHops(), count: 86).joined())) }
    rows.add(
      .ReservedPayloadLength(hop: 1, found: 1), 708, .caller,
      "payload of hop 1: expected at least 2 bytes, found 1"
    ) { try Onions.build([Onions.hop(0), Onions.hop(1, Data(count: 1))]) }
    rows.add(
      .RouteTooLong(expected: 1300, found: 1301), 709, .caller,
      "payloads of the route: room for 1300 bytes, found 1301"
    ) { try Onions.build([Onions.hop(0, Data(count: 1266))]) }
    rows.add(
      .HopCount(part: .packet, expected: 27, found: 28), 710, .caller, "route: expected 1 to 27 hops, found 28"
    ) { try decryptFailure(reason: Data(count: 292), secrets: RouteSecrets(bytes: Data(count: 28 * 32))) }
    rows.add(
      .HopCount(part: .message, expected: 255, found: 0), 710, .caller,
      "onion message: expected 1 to 255 hops, found 0"
    ) { try MessageDraft(pathKey: Onions.node(0), hops: []).write() }
    rows.add(.MessageType(expected: 513, found: 514), 713, .peer, "onion message: expected type 513, found 514") {
      try OnionMessage.parse(Data([2, 2]))
    }
    return rows
  }()

  static let keys: [Fault<OnionError>] = {
    var rows: [Fault<OnionError>] = []
    rows.add(.FeatureBitTooLarge(bit: 1024), 406, .caller, "feature bit 1024 is above 1023") {
      try relayed().checkFeatures(known: [1024])
    }
    rows.add(.KeyNotAPoint, 500, .peer, "not a compressed point of the curve") {
      try Onions.build([OnionHop(publicKey: Onions.noPoint(), payload: sound)])
    }
    rows.add(.SecretKeyOutOfRange, 501, .caller, "secret key is zero or not below the group order") {
      try BuiltOnion.build([Onions.hop(0)], for: Onions.hash(), sessionKey: Data(count: 32))
    }
    rows.add(.WrongLength(expected: 32, found: 31), 600, .caller, "expected 32 bytes, found 31") {
      try SharedSecret(bytes: Data(count: 31))
    }
    rows.add(.WrongLength(expected: 96, found: 65), 600, .caller, "expected 96 bytes, found 65") {
      try RouteSecrets(bytes: Data(count: 65))
    }
    rows.add(
      .PathKeyNotAPoint(part: .blindedPath, offset: 33), 711, .peer,
      "blinded path: key at byte 33 is not a point of the curve"
    ) { try parsePath { $0.prefix(33) + Data(count: 33) + $0.dropFirst(66) } }
    rows.add(
      .PathKeyNotAPoint(part: .message, offset: 2), 711, .peer,
      "onion message: path_key: not a compressed point of the curve"
    ) { try OnionMessage.parse(Data([2, 1]) + Data(count: 35)) }
    rows.add(.UnexpectedPathKey, 712, .peer, "path key for a payload without encrypted recipient data") {
      try Payload.forward(amtToForward: 1, outgoingCltvValue: 2, shortChannelId: 3)
        .instruction(isFinal: false, pathKey: Onions.node(0))
    }
    return rows
  }()

  static let streams: [Fault<OnionError>] = {
    var rows: [Fault<OnionError>] = []
    rows.add(
      .Truncated(part: .blindedPath, offset: 274, expected: 51, found: 50), 720, .peer,
      "blinded path: truncated at byte 274: expected 51 bytes, found 50"
    ) { try parsePath { $0.dropLast() } }
    rows.add(
      .Truncated(part: .message, offset: 2, expected: 33, found: 0), 720, .peer,
      "onion message: truncated at byte 2: expected 33 bytes, found 0"
    ) { try OnionMessage.parse(Data([2, 1])) }
    rows.add(
      .Truncated(part: .failure, offset: 2, expected: 8, found: 1), 720, .peer,
      "truncated at byte 2: expected 8 bytes, found 1"
    ) { try FailureMessage.parse(Data([0x40, 0x0f, 0])) }
    rows.add(
      .Truncated(part: .failure, offset: 0, expected: 2, found: 1), 720, .peer,
      "truncated at byte 0: expected 2 bytes, found 1"
    ) { try parseFailureCode(failuremsg: Data([0x40])) }
    rows.add(
      .Truncated(part: .recipientPaths, offset: 0, expected: 33, found: 0), 720, .peer,
      "blinded path: truncated at byte 0: expected 33 bytes, found 0"
    ) { try parsePaymentPaths(bytes: Data()) }
    rows.add(
      .Truncated(part: .replyPath, offset: 0, expected: 33, found: 10), 720, .peer,
      "reply_path: blinded path: truncated at byte 0: expected 33 bytes, found 10"
    ) { try MessagePayload.parse(Onions.record(2, wire().prefix(10))) }
    rows.add(
      .BigSizeTruncated(part: .payload, offset: 0, expected: 3, found: 2), 721, .peer,
      "payload: tlv stream: bigsize at byte 0 is truncated: expected 3 bytes, found 2"
    ) { try Payload.parse(Data([0xfd, 1])) }
    rows.add(
      .BigSizeNotMinimal(part: .recipientData, offset: 0, found: 1), 722, .peer,
      "recipient data: tlv stream: bigsize at byte 0 is not the shortest form of 1"
    ) { try RecipientData.parse(Data([0xfd, 0, 1, 0])) }
    rows.add(
      .BigSizeNotMinimal(part: .packet, offset: 0, found: 2), 722, .peer,
      "payload length: bigsize at byte 0 is not the shortest form of 2"
    ) { try Onions.peel(field: Data([0xfd, 0, 2])) }
    rows.add(
      .TlvValueTruncated(part: .payload, record: 2, offset: 2, expected: 9, found: 1), 723, .peer,
      "payload: tlv record 2: value at byte 2 is truncated: expected 9 bytes, found 1"
    ) { try Payload.parse(Data([2, 9, 1])) }
    rows.add(
      .TlvOrder(part: .recipientData, record: 77, offset: 2, previous: 77), 724, .peer,
      "recipient data: tlv record 77 at byte 2 is not above record 77 before it"
    ) { try RecipientData.parse(Onions.record(77) + Onions.record(77)) }
    rows.add(
      .TlvOrder(part: .fulfillmentPayload, record: 3, offset: 2, previous: 5), 724, .caller,
      "fulfillment payload: tlv record 3 at byte 2 is not above record 5 before it"
    ) { try FulfillmentPacket.create(sharedSecret: Onions.secret(), records: Onions.record(5) + Onions.record(3)) }
    rows.add(
      .TlvUnknownEven(part: .message, record: 70, offset: 0), 725, .peer,
      "onion message: tlv record 70 at byte 0 is even and unknown"
    ) { try MessagePayload.parse(Onions.record(70)) }
    rows.add(
      .TlvWriteOrder(part: .payload, record: 77, previous: 79), 726, .caller,
      "tlv record 77 is not above record 79 before it"
    ) { try Payload(unknown: unknown(79, 77)).write() }
    return rows
  }()

  static let records: [Fault<OnionError>] = {
    var rows: [Fault<OnionError>] = []
    rows.add(
      .RecordLength(part: .payload, record: 6, offset: 0, expected: 8, found: 7), 730, .peer,
      "payload record 6 at byte 0: expected 8 bytes, found 7"
    ) { try Payload.parse(Onions.record(6, Data(count: 7))) }
    rows.add(
      .RecordLength(part: .recipientData, record: 2, offset: 0, expected: 8, found: 7), 730, .peer,
      "recipient data: record 2: expected 8 bytes, found 7"
    ) { try RecipientData.parse(Onions.record(2, Data(count: 7))) }
    rows.add(
      .RecordIntegerTooLong(part: .payload, record: 4, offset: 3, expected: 4, found: 5), 731, .peer,
      "payload record 4 at byte 3: truncated integer: expected at most 4 bytes, found 5"
    ) { try Payload.parse(Onions.record(2, Data([1])) + Onions.record(4, Data(repeating: 1, count: 5))) }
    rows.add(
      .RecordIntegerNotMinimal(part: .recipientData, record: 12, offset: 0), 732, .peer,
      "recipient data: record 12: truncated integer begins with a zero byte"
    ) { try RecipientData.parse(Onions.record(12, Data(count: 5))) }
    rows.add(
      .RecordNotAPoint(part: .payload, record: 12, offset: 0), 733, .peer,
      "payload record 12 at byte 0: not a compressed point of the curve"
    ) { try Payload.parse(Onions.record(12, Data(count: 33))) }
    rows.add(.RecordMissing(part: .payload, record: 4), 734, .peer, "payload without record 4") {
      try Payload(amtToForward: 1).instruction(isFinal: true)
    }
    rows.add(
      .RecordMissing(part: .recipientData, record: 4), 734, .peer, "recipient data: record 4 is missing"
    ) { try RecipientData().forwardPayment(amountMsat: 1, cltvExpiry: 1) }
    rows.add(
      .RecordForbidden(part: .payload, record: 6), 735, .peer, "payload with record 6, which must not be there"
    ) {
      try Payload(shortChannelId: 1, encryptedRecipientData: Data([0x78]))
        .instruction(isFinal: false, pathKey: Onions.node(0))
    }
    rows.add(
      .RecordForbidden(part: .message, record: 3), 735, .peer,
      "onion message: record 3 is not for a node on the way"
    ) { try Onions.received(Onions.record(3), then: [Onions.hop(2)]) }
    rows.add(
      .RecordPaths(record: 22, offset: 0), 736, .peer, "payload record 22 at byte 0: no list of blinded paths"
    ) { try Payload.parse(Onions.record(22, Data([0x78]))) }
    rows.add(.MissingRecipientData, 740, .peer, "onion message has no encrypted recipient data") {
      try Onions.received(Onions.record(3))
    }
    rows.add(
      .TwoContents(record: 65), 741, .peer, "onion message: expected one payload field, found record 65 as well"
    ) { try MessagePayload.parse(Onions.record(64) + Onions.record(65)) }
    rows.add(
      .NotContents(record: 63), 742, .caller,
      "onion message: expected a payload field of type 64 or above, found 63"
    ) { try MessagePayload(contents: .other(record: 63, value: Data())).write() }
    return rows
  }()

  static let answers: [Fault<OnionError>] = {
    var rows: [Fault<OnionError>] = []
    rows.add(
      .TooLong(part: .failure, expected: 32768, found: 32806), 743, .caller,
      "return packet: expected at most 32768 bytes, found 32806"
    ) { try FailurePacket.create(.unknown(code: 7, data: Data(count: 32768)), sharedSecret: Onions.secret()) }
    rows.add(
      .TooLong(part: .fulfillmentPayload, expected: 32768, found: 32769), 743, .peer,
      "fulfillment payload: expected at most 32768 bytes, found 32769"
    ) {
      try FulfillmentPacket(payload: Data(count: 32769), attributionData: nil).wrap(sharedSecret: Onions.secret())
    }
    rows.add(
      .TooLong(part: .message, expected: 65498, found: 65499), 743, .caller,
      "onion message: expected at most 65498 bytes, found 65499"
    ) { try OnionMessage(pathKey: Onions.node(0), packet: Data(count: 65499)).write() }
    rows.add(
      .NotBadOnion(found: 23), 750, .peer,
      "malformed onion: expected a code with the BADONION flag, found mpp_timeout"
    ) { try malformedFailure(code: 23, sha256OfOnion: sha256(bytes: Data())) }
    rows.add(
      .ChannelUpdateTooLong(found: 65536), 751, .caller,
      "channel_update: expected at most 65535 bytes, found 65536"
    ) { try FailureMessage.temporaryChannelFailure(channelUpdate: Data(count: 65536)).write() }
    rows.add(
      .AttributionLength(expected: 920, found: 919), 752, .peer, "attribution data: expected 920 bytes, found 919"
    ) {
      try FailurePacket(reason: Data(), attributionData: Data(count: 919))
        .wrap(sharedSecret: Onions.secret(), holdTime: .zero)
    }
    rows.add(
      .ReservedRecord(record: 1), 753, .caller,
      "fulfillment payload: record 1 is not above 1, which is the padding"
    ) { try FulfillmentPacket.create(sharedSecret: Onions.secret(), records: Onions.record(1)) }
    return rows
  }()

  static let paths: [Fault<OnionError>] = {
    var rows: [Fault<OnionError>] = []
    rows.add(
      .FirstNode(part: .blindedPath, offset: 0, found: 4), 760, .peer,
      "blinded path: expected a first node that begins with 0 to 3 at byte 0, found 4"
    ) { try parsePath { Onions.begun(4, $0) } }
    rows.add(
      .TrailingBytes(part: .blindedPath, found: 3), 761, .peer, "blinded path: expected its end, found 3 more bytes"
    ) { try parsePath { $0 + Data(count: 3) } }
    rows.add(
      .EncryptedDataTooShort(expected: 16, found: 15), 762, .peer,
      "encrypted recipient data: expected at least 16 bytes, found 15"
    ) {
      try PathSecret(pathKey: Onions.node(0), shared: Onions.secret())
        .decrypt(encryptedRecipientData: Data(count: 15))
    }
    rows.add(
      .RecipientDataNotAuthentic, 763, .peer,
      "encrypted recipient data was not made for this node and path key"
    ) {
      try PathSecret(pathKey: Onions.node(0), shared: Onions.secret())
        .decrypt(encryptedRecipientData: Data(count: 16))
    }
    rows.add(.TwoNextNodes, 764, .peer, "recipient data names a next channel and a next node") {
      try RecipientData(shortChannelId: 1, nextNodeId: Onions.node(0)).nextNode() as Any
    }
    rows.add(.HopLacks(hop: 0, record: 10), 765, .caller, "blinded path: the data of hop 0 needs record 10") {
      try Onions.path(purpose: .payment)
    }
    rows.add(
      .HopForbids(hop: 0, record: 6), 766, .caller,
      "blinded path: record 6 does not belong in the data of hop 0"
    ) {
      let data = RecipientData(nextNodeId: try Onions.node(0), pathId: PathId(bytes: Data("mine".utf8)))
      return try Onions.path([PathHop(nodeId: Onions.node(0), data: data), Onions.pathHops()[2]])
    }
    rows.add(
      .DataTooLong(expected: 65519, found: 65524), 767, .caller,
      "recipient data: expected at most 65519 bytes, found 65524"
    ) { try RecipientData(pathId: PathId(bytes: Data(count: 65520))).write() }
    return rows
  }()

  static let payments: [Fault<OnionError>] = {
    var rows: [Fault<OnionError>] = []
    rows.add(.UnknownFeature(bit: 9), 768, .peer, "recipient data allows unknown feature bit 9") {
      try relayed(features: [9]).checkFeatures()
    }
    rows.add(
      .FeatureNotAllowed(bit: 9), 769, .peer, "feature bit 9 is used, which the recipient data does not allow"
    ) { try relayed().checkFeatures(known: [9], used: [9]) }
    rows.add(
      .ExpiryTooLate(expected: 800, found: 801), 770, .peer, "expiry: expected at most block 800, found block 801"
    ) { try constraints.check(amountMsat: 100, cltvExpiry: 801) }
    rows.add(
      .AmountBelowMinimum(expected: 100, found: 99), 771, .peer,
      "amount: expected at least 100 msat, found 99 msat"
    ) { try relayed(constraints: constraints).checkPayment(amountMsat: 99, cltvExpiry: 1) }
    rows.add(
      .RelayExceedsPayment, 772, .peer, "the hop asks for more than the amount or the expiry of the payment"
    ) { try relayed().forwardPayment(amountMsat: 999, cltvExpiry: 100) }
    rows.add(.RelayTooLarge, 773, .caller, "the fees or blocks of the path do not fit their fields") {
      try Onions.pathHops().constrained(maxCltvExpiry: .max, minFinalCltvExpiryDelta: 1, htlcMinimumMsat: 0)
    }
    return rows
  }()
}
