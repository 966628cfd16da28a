import Foundation
import Keelbolt
import Testing

// The rows of every error of Ark's addresses. Those without an act would need a library of another version than the
// package, or a value of another length than its type has.

/// An address of words behind a prefix.
private func words(_ words: String, prefix: String = "ark") throws -> ArkAddress {
  try .parse(Bech32.text(prefix, words, remainder: Bech32.m))
}

/// An address of a payload behind a version.
private func payload(_ bytes: Data, version: String = "p", prefix: String = "ark") throws -> ArkAddress {
  try words(version + Bech32.packed(Array(bytes)), prefix: prefix)
}

/// An address with this policy in its payload, and what is behind it.
private func policy(_ policy: Data, _ behind: UInt8...) throws -> ArkAddress {
  try payload(Data([1, 2, 3, 4, UInt8(policy.count)]) + policy + Data(behind))
}

private func pubkey() throws -> Data { try Data([0]) + Arks.key(Arks.user).data }

private func contract() throws -> Data { try Arks.key(Arks.user).data + Data(count: 32) }

private func noPoint() throws -> PublicKey { try PublicKey(Data(count: 33)) }

private func made(
  _ policy: UserPolicy? = nil, delivery: ArkDelivery? = nil, server: PublicKey? = nil
) throws -> ArkAddress {
  try ArkAddress(
    serverPubkey: server ?? Arks.key(Arks.server), policy: policy ?? Arks.money(),
    deliveries: delivery.map { [$0] } ?? [])
}

enum ArkAddressFaults {
  static let all = texts + payloads + policies + drafts

  static let texts: [Fault<ArkAddressError>] = {
    var rows: [Fault<ArkAddressError>] = []
    rows.add(.Bech32NoSeparator, 100, .peer, "no separator `1`") { try ArkAddress.parse("") }
    rows.add(.Bech32NoHumanReadablePart, 101, .peer, "nothing before the separator `1`") {
      try ArkAddress.parse("1qqqqqq")
    }
    rows.add(.Bech32Character(offset: 4, found: 98), 102, .peer, "character 4: unexpected byte 0x62 (`b`)") {
      try ArkAddress.parse("ark1b")
    }
    rows.add(.Bech32MixedCase(offset: 4), 103, .peer, "character 4: upper and lower case are mixed") {
      try ArkAddress.parse("ark1Qqqqqq")
    }
    rows.add(
      .Bech32TooShort(expected: 6, found: 4), 104, .peer,
      "too short: expected at least 6 characters after the separator, found 4"
    ) { try ArkAddress.parse("ark1qqqq") }
    rows.add(.Bech32Checksum, 105, .peer, "the checksum does not fit: some character is wrong") {
      try ArkAddress.parse("a12uel5l")
    }
    rows.add(
      .AddressTooLong(expected: 1_023, found: 1_024), 1081, .peer,
      "address: expected at most 1023 characters, found 1024"
    ) { try ArkAddress.parse("ark1" + String(repeating: "q", count: 1_020)) }
    rows.add(.AddressPrefix, 1082, .peer, "address: expected `ark1` or `tark1` in front") {
      try payload(Data(), prefix: "ar")
    }
    rows.add(.NoAddressVersion, 1083, .peer, "address: nothing behind the separator") { try words("") }
    rows.add(.ArkadeAddress, 1084, .peer, "address of Arkade (version 0), another protocol") {
      try payload(Data(), version: "q", prefix: "tark")
    }
    rows.add(.AddressVersion(found: 2), 1085, .peer, "address: expected version 1, found 2") {
      try payload(Data(), version: "z")
    }
    rows.add(.AddressPadding, 1086, .peer, "address: bits at the end that belong to no byte") { try words("pqp") }
    return rows
  }()

  static let payloads: [Fault<ArkAddressError>] = {
    var rows: [Fault<ArkAddressError>] = []
    rows.add(
      .AddressTruncated(offset: 0, expected: 4, found: 3), 1087, .peer,
      "truncated at byte 0: expected 4 bytes, found 3"
    ) { try payload(Data(count: 3)) }
    rows.add(
      .AddressFieldLength(offset: 4, found: 9), 1088, .peer,
      "length at byte 4 of the payload: 9 is not its shortest form or more than is left"
    ) { try payload(Data([1, 2, 3, 4, 9])) }
    rows.add(
      .EmptyDelivery(offset: 39), 1089, .peer, "delivery at byte 39 of the payload: expected one byte at least"
    ) { try policy(pubkey(), 0) }
    rows.add(
      .MailboxLength(offset: 41, found: 2), 1090, .peer,
      "mailbox at byte 41 of the payload: expected 33 bytes, found 2"
    ) { try policy(pubkey(), 3, 1, 2, 2) }
    rows.add(
      .MailboxKey(offset: 41, fault: .notAPoint), 1091, .peer,
      "mailbox at byte 41 of the payload: not a compressed point of the curve"
    ) {
      let key = Data([34, 1]) + Data(repeating: 5, count: 33)
      return try payload(Data([1, 2, 3, 4, UInt8(pubkey().count)]) + pubkey() + key)
    }
    return rows
  }()

  /// What its policy may have wrong.
  static let policies: [Fault<ArkAddressError>] = {
    var rows: [Fault<ArkAddressError>] = []
    rows.add(
      .VtxoTruncated(offset: 1, expected: 33, found: 32), 1000, .peer,
      "policy: truncated at byte 1: expected 33 bytes, found 32"
    ) { try policy(pubkey().prefix(33)) }
    rows.add(.VtxoTrailingBytes(found: 1), 1002, .peer, "policy: 1 bytes behind the end") {
      try policy(pubkey() + Data([0]))
    }
    rows.add(
      .VtxoHeight(offset: 66, found: 4_294_967_295), 1004, .peer,
      "policy: height at byte 66: expected at most 499934467, found 4294967295"
    ) { try policy(Data([1]) + contract() + Data(repeating: 0xff, count: 4)) }
    rows.add(
      .VtxoDelta(offset: 70, found: 65_535), 1005, .peer,
      "policy: delay at byte 70: expected at most 16383 blocks, found 65535"
    ) { try policy(Data([2]) + contract() + Data([0, 0, 0, 0, 0xff, 0xff])) }
    rows.add(
      .VtxoKey(offset: 1, fault: .notAPoint), 1006, .peer,
      "policy: key at byte 1: not a compressed point of the curve"
    ) { try policy(Data([0]) + Data(repeating: 5, count: 33)) }
    rows.add(.PolicyType(offset: 0, found: 200), 1007, .peer, "policy: policy at byte 0: unknown type 0xc8") {
      try policy(Data([200]))
    }
    rows.add(
      .ServerPolicy(offset: 0, found: 7), 1008, .peer,
      "policy: policy at byte 0: type 0x07 is the server's, expected a user's"
    ) { try policy(Data([7])) }
    return rows
  }()

  /// What no address is made of.
  static let drafts: [Fault<ArkAddressError>] = {
    var rows: [Fault<ArkAddressError>] = []
    rows.add(.KeyNotAPoint, 500, .peer, "not a compressed point of the curve") { try made(server: noPoint()) }
    rows.add(.KeyNotAPoint, 500, .peer, "not a compressed point of the curve") {
      try made().isOf(serverPubkey: noPoint())
    }
    rows.add(.KeyNotAPoint, 500, .peer, "not a compressed point of the curve") {
      try ArkAddress.arkId(of: noPoint())
    }
    rows.add(
      .LockHeightTooLarge(expected: 499_934_467, found: 499_934_468), 1023, .caller,
      "height: expected at most 499934467, found 499934468"
    ) { try made(Arks.received(htlcExpiry: 499_934_468)) }
    rows.add(
      .LockDeltaTooLarge(expected: 16_383, found: 16_384), 1024, .caller,
      "delay: expected at most 16383 blocks, found 16384"
    ) {
      let hash = try Arks.preimage().paymentHash()
      return try made(
        .lightningReceive(
          version: .v1, userPubkey: Arks.key(Arks.user), paymentHash: hash, htlcExpiry: 850_000,
          htlcExpiryDelta: 16_384))
    }
    rows.add(
      .KnownDelivery(found: 1), 1092, .caller, "delivery of type 1 is known: it cannot be written as unknown"
    ) { try made(delivery: .unknown(kind: 1, data: Data())) }
    rows.add(
      .AddressTooLong(expected: 1_023, found: 1_024), 1081, .peer,
      "address: expected at most 1023 characters, found 1024"
    ) { try made(delivery: .unknown(kind: 2, data: Data(count: 700))) }
    rows.add(.WrongLength(expected: 33, found: 32), 600, .caller, "expected 33 bytes, found 32")
    rows.add(.Unlisted(text: "not known"), 999, .caller, "not known")
    return rows
  }()
}
