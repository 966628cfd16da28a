//! The statuses: what every function returns.

use core::ffi::CStr;

/// The outcome of a call: zero for success, else what is wrong.
///
/// The numbers are stable and never reused. Each says which members of `keelbolt_error` it fills; the other
/// members are zero.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum keelbolt_status {
    /// The operation succeeded.
    KEELBOLT_OK = 0,
    /// No `1` separates a human-readable part from the data.
    KEELBOLT_ERROR_BECH32_NO_SEPARATOR = 100,
    /// Nothing stands before the separator `1`.
    KEELBOLT_ERROR_BECH32_NO_HUMAN_READABLE_PART = 101,
    /// A character that does not belong where it stands. Fills: offset, found.
    KEELBOLT_ERROR_BECH32_CHARACTER = 102,
    /// Upper and lower case in one text. Fills: offset.
    KEELBOLT_ERROR_BECH32_MIXED_CASE = 103,
    /// No room for the checksum. Fills: expected, found.
    KEELBOLT_ERROR_BECH32_TOO_SHORT = 104,
    /// The checksum does not fit: some character is wrong.
    KEELBOLT_ERROR_BECH32_CHECKSUM = 105,
    /// The text does not begin with `ln`.
    KEELBOLT_ERROR_NOT_AN_INVOICE = 200,
    /// After `ln` stands no known currency prefix. Fills: offset.
    KEELBOLT_ERROR_UNKNOWN_NETWORK = 201,
    /// A character of the amount is neither a digit nor a final multiplier. Fills: offset, found.
    KEELBOLT_ERROR_AMOUNT_CHARACTER = 202,
    /// An amount above 2^64 - 1 millisatoshi. Fills: offset.
    KEELBOLT_ERROR_AMOUNT_TOO_LARGE = 203,
    /// The amount is no whole number of millisatoshi. Fills: offset.
    KEELBOLT_ERROR_SUB_MILLISATOSHI = 204,
    /// The data part has no room for a timestamp and a signature. Fills: expected, found.
    KEELBOLT_ERROR_TOO_SHORT = 205,
    /// A tagged field goes beyond the data part; lengths in words. Fills: field, offset, expected, found.
    KEELBOLT_ERROR_FIELD_TRUNCATED = 206,
    /// Fewer words than a field's head are left before the signature. Fills: offset, found.
    KEELBOLT_ERROR_TRAILING_WORDS = 207,
    /// A field's data has a wrong length; lengths in words. Fills: field, offset, expected, found.
    KEELBOLT_ERROR_FIELD_LENGTH = 208,
    /// An `x`, `c` or `9` field begins with a zero word. Fills: field, offset.
    KEELBOLT_ERROR_NOT_MINIMAL = 209,
    /// An `x` or `c` field above 2^64 - 1. Fills: field, offset.
    KEELBOLT_ERROR_INTEGER_TOO_LARGE = 210,
    /// A description that is not UTF-8. Fills: field, offset, byte.
    KEELBOLT_ERROR_NOT_UTF8 = 211,
    /// A field holds a public key that is not on the curve. Fills: field, offset.
    KEELBOLT_ERROR_NOT_A_POINT = 212,
    /// The signature's values are out of range. Fills: offset, cause.
    KEELBOLT_ERROR_MALFORMED_SIGNATURE = 213,
    /// The link holds no Lightning invoice.
    KEELBOLT_ERROR_NO_INVOICE_IN_URI = 214,
    /// The signature breaks the low-S rule.
    KEELBOLT_ERROR_SIGNATURE_HIGH_S = 300,
    /// The signature is not of this key.
    KEELBOLT_ERROR_SIGNATURE_MISMATCH = 301,
    /// No public key can be recovered from the signature.
    KEELBOLT_ERROR_SIGNATURE_NOT_RECOVERABLE = 302,
    /// A field that a payer needs is missing. Fills: field.
    KEELBOLT_ERROR_MISSING_FIELD = 303,
    /// Neither a description nor the hash of one.
    KEELBOLT_ERROR_MISSING_DESCRIPTION = 304,
    /// Both a description and the hash of one.
    KEELBOLT_ERROR_TWO_DESCRIPTIONS = 305,
    /// A compulsory feature bit that the payer does not know. Fills: bit.
    KEELBOLT_ERROR_FEATURE_UNKNOWN_REQUIRED = 306,
    /// A feature without one that it depends on. Fills: bit, missing.
    KEELBOLT_ERROR_FEATURE_MISSING_DEPENDENCY = 307,
    /// The amount is zero.
    KEELBOLT_ERROR_ZERO_AMOUNT = 308,
    /// The time to pay is over. Fills: expires_at, now.
    KEELBOLT_ERROR_EXPIRED = 309,
    /// The buffer is NULL or too small; its length argument holds the needed size. Fills: needed, found.
    KEELBOLT_ERROR_BUFFER_TOO_SMALL = 400,
    /// A field to be written holds too many words. Fills: field, expected, found.
    KEELBOLT_ERROR_FIELD_TOO_LONG = 401,
    /// A timestamp that does not fit 35 bits. Fills: found.
    KEELBOLT_ERROR_TIMESTAMP_TOO_LARGE = 402,
    /// A route hint to be written has no hop.
    KEELBOLT_ERROR_EMPTY_ROUTE_HINT = 403,
    /// The `n` field names another key than the signer's.
    KEELBOLT_ERROR_WRONG_SIGNER = 404,
    /// A feature bit that does not belong in an invoice. Fills: bit.
    KEELBOLT_ERROR_FEATURE_CONTEXT = 405,
    /// A feature bit above what a set holds. Fills: bit.
    KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE = 406,
    /// Both bits of a feature, of which an invoice may carry one. Fills: bit, the even one.
    KEELBOLT_ERROR_FEATURE_BOTH_BITS = 407,
    /// A field or a fallback to be written as of unknown type is of a known one. Fills: field, found.
    KEELBOLT_ERROR_NOT_UNKNOWN = 408,
    /// 33 bytes that are no compressed point of the curve.
    KEELBOLT_ERROR_KEY_NOT_A_POINT = 500,
    /// A secret key of zero, or not below the group order.
    KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE = 501,
    /// R or S of a signature is not below the group order.
    KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE = 502,
    /// A recovery id above 3. Fills: found.
    KEELBOLT_ERROR_RECOVERY_ID_OUT_OF_RANGE = 503,
    /// A factor of zero, or not below the group order.
    KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE = 504,
    /// Encrypted bytes that were not made with this key.
    KEELBOLT_ERROR_NOT_AUTHENTIC = 505,
    /// More bytes than one key encrypts.
    KEELBOLT_ERROR_KEY_STREAM_EXHAUSTED = 506,
    /// A length that the value cannot have. Fills: expected, found.
    KEELBOLT_ERROR_WRONG_LENGTH = 600,
    /// No letter of the bech32 alphabet. Fills: found.
    KEELBOLT_ERROR_UNKNOWN_TAG = 601,
    /// A fallback's program does not fit its version. Fills: version, length.
    KEELBOLT_ERROR_WITNESS_PROGRAM_INVALID = 602,
    /// Data that is not written in the bech32 alphabet. Fills: offset, found.
    KEELBOLT_ERROR_NOT_BECH32_WORDS = 603,
    /// A text that is not UTF-8. Fills: offset.
    KEELBOLT_ERROR_NOT_TEXT = 604,
    /// An onion without room for version, key and HMAC. Fills: expected, found.
    KEELBOLT_ERROR_PACKET_TOO_SHORT = 700,
    /// A version of an onion that is not 0. Fills: found.
    KEELBOLT_ERROR_ONION_VERSION = 701,
    /// The ephemeral key of an onion is no point of the curve, or none follows it.
    KEELBOLT_ERROR_EPHEMERAL_KEY_NOT_A_POINT = 702,
    /// The HMAC of an onion does not fit it and its associated data, or it is for another node.
    KEELBOLT_ERROR_ONION_HMAC = 703,
    /// An onion holds a payload of 0 or 1 bytes. Fills: found.
    KEELBOLT_ERROR_PAYLOAD_TOO_SHORT = 704,
    /// An onion holds a payload that does not fit its routing field. Fills: expected, found.
    KEELBOLT_ERROR_PAYLOAD_TOO_LONG = 705,
    /// A route or a path without a hop. Fills: part.
    KEELBOLT_ERROR_NO_HOPS = 706,
    /// More hops than there is room for. Fills: part, expected, found.
    KEELBOLT_ERROR_TOO_MANY_HOPS = 707,
    /// The payload of a hop has 0 or 1 bytes, which are reserved. Fills: hop, found.
    KEELBOLT_ERROR_RESERVED_PAYLOAD_LENGTH = 708,
    /// The payloads of a route do not fit its routing field. Fills: expected, found.
    KEELBOLT_ERROR_ROUTE_TOO_LONG = 709,
    /// No hop, or more than can be. Fills: part, expected, found.
    KEELBOLT_ERROR_HOP_COUNT = 710,
    /// A key of a path or a message is no point of the curve. Fills: part, offset.
    KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT = 711,
    /// A path key came with a payload without encrypted recipient data.
    KEELBOLT_ERROR_UNEXPECTED_PATH_KEY = 712,
    /// A message of another type. Fills: expected, found.
    KEELBOLT_ERROR_MESSAGE_TYPE = 713,
    /// The bytes end inside a value. Fills: part, offset, expected, found.
    KEELBOLT_ERROR_TRUNCATED = 720,
    /// The bytes end inside a BigSize. Fills: part, offset, expected, found.
    KEELBOLT_ERROR_BIG_SIZE_TRUNCATED = 721,
    /// A BigSize in a longer form than its value needs. Fills: part, offset, found.
    KEELBOLT_ERROR_BIG_SIZE_NOT_MINIMAL = 722,
    /// A TLV stream ends inside a value. Fills: part, record, offset, expected, found.
    KEELBOLT_ERROR_TLV_VALUE_TRUNCATED = 723,
    /// A record is not above the one before it. Fills: part, record, offset, previous.
    KEELBOLT_ERROR_TLV_ORDER = 724,
    /// A record of an even type that is not known. Fills: part, record, offset.
    KEELBOLT_ERROR_TLV_UNKNOWN_EVEN = 725,
    /// A record to be written is not above the one before it. Fills: part, record, previous.
    KEELBOLT_ERROR_TLV_WRITE_ORDER = 726,
    /// A value of a length that its type does not have. Fills: part, record, offset where it is known,
    /// expected, found.
    KEELBOLT_ERROR_RECORD_LENGTH = 730,
    /// A truncated integer with more bytes than its type has. Fills: part, record, offset where it is
    /// known, expected, found.
    KEELBOLT_ERROR_RECORD_INTEGER_TOO_LONG = 731,
    /// A truncated integer that begins with a zero byte. Fills: part, record, offset where it is known.
    KEELBOLT_ERROR_RECORD_INTEGER_NOT_MINIMAL = 732,
    /// A value that is no point of the curve. Fills: part, record, offset where it is known.
    KEELBOLT_ERROR_RECORD_NOT_A_POINT = 733,
    /// A record that must be there. Fills: part, record.
    KEELBOLT_ERROR_RECORD_MISSING = 734,
    /// A record that must not be there. Fills: part, record.
    KEELBOLT_ERROR_RECORD_FORBIDDEN = 735,
    /// A value that is no list of blinded paths. Fills: record, offset.
    KEELBOLT_ERROR_RECORD_PATHS = 736,
    /// An onion message without encrypted recipient data.
    KEELBOLT_ERROR_MISSING_RECIPIENT_DATA = 740,
    /// A second record says something to the recipient of a message. Fills: record.
    KEELBOLT_ERROR_TWO_CONTENTS = 741,
    /// A record below 64 where a message says something, or records out of order. Fills: record.
    KEELBOLT_ERROR_NOT_CONTENTS = 742,
    /// A failure, a fulfillment payload or a message above its limit. Fills: part, expected, found.
    KEELBOLT_ERROR_TOO_LONG = 743,
    /// A failure code without the BADONION flag where only such may stand. Fills: found.
    KEELBOLT_ERROR_NOT_BAD_ONION = 750,
    /// A `channel_update` that does not fit its length field. Fills: found.
    KEELBOLT_ERROR_CHANNEL_UPDATE_TOO_LONG = 751,
    /// Attribution data of another length than 920 bytes. Fills: expected, found.
    KEELBOLT_ERROR_ATTRIBUTION_LENGTH = 752,
    /// A record of a fulfillment payload with a type below 2, which is the padding's. Fills: record.
    KEELBOLT_ERROR_RESERVED_RECORD = 753,
    /// A path begins at neither a node nor a channel. Fills: part, offset, found.
    KEELBOLT_ERROR_FIRST_NODE = 760,
    /// Bytes after the end of a path. Fills: part, found.
    KEELBOLT_ERROR_TRAILING_BYTES = 761,
    /// Encrypted data without room for what authenticates it. Fills: expected, found.
    KEELBOLT_ERROR_ENCRYPTED_DATA_TOO_SHORT = 762,
    /// Encrypted data that was not made for this node and this path key.
    KEELBOLT_ERROR_RECIPIENT_DATA_NOT_AUTHENTIC = 763,
    /// Recipient data that name both a next channel and a next node.
    KEELBOLT_ERROR_TWO_NEXT_NODES = 764,
    /// The data of a hop lack a record that the path's purpose asks for. Fills: hop, record.
    KEELBOLT_ERROR_HOP_LACKS = 765,
    /// The data of a hop have a record that the path's purpose forbids. Fills: hop, record.
    KEELBOLT_ERROR_HOP_FORBIDS = 766,
    /// Recipient data above what a path can hold of one hop. Fills: expected, found.
    KEELBOLT_ERROR_DATA_TOO_LONG = 767,
    /// The path allows a feature that this node does not know. Fills: bit.
    KEELBOLT_ERROR_UNKNOWN_FEATURE = 768,
    /// A feature in use that the path does not allow. Fills: bit.
    KEELBOLT_ERROR_FEATURE_NOT_ALLOWED = 769,
    /// An HTLC that expires after what the path allows. Fills: expected, found.
    KEELBOLT_ERROR_EXPIRY_TOO_LATE = 770,
    /// An HTLC below the least amount of the path, in millisatoshi. Fills: expected, found.
    KEELBOLT_ERROR_AMOUNT_BELOW_MINIMUM = 771,
    /// A hop asks for more than the amount or the expiry of the payment.
    KEELBOLT_ERROR_RELAY_EXCEEDS_PAYMENT = 772,
    /// The fees or the blocks of a path do not fit their fields.
    KEELBOLT_ERROR_RELAY_TOO_LARGE = 773,
    /// A pointer that must not be NULL is NULL.
    KEELBOLT_ERROR_NULL_POINTER = 900,
    /// A defect of this library; the handle is refused afterwards.
    KEELBOLT_ERROR_PANIC = 901,
    /// A number that the enumeration does not have. Fills: found.
    KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE = 902,
    /// There is no element with this index. Fills: index, length.
    KEELBOLT_ERROR_INDEX_OUT_OF_RANGE = 903,
    /// The member `struct_size` is smaller than the struct. Fills: expected, found.
    KEELBOLT_ERROR_STRUCT_SIZE = 904,
    /// The handle was never filled, is damaged, or was refused after a panic.
    KEELBOLT_ERROR_INVALID_HANDLE = 905,
    /// A list is longer than what this library takes without an allocator. Fills: expected, found.
    KEELBOLT_ERROR_TOO_MANY = 906,
}

/// Every status with the name that it has in all languages.
pub(crate) const STATUSES: &[(keelbolt_status, &CStr)] = {
    use keelbolt_status::*;
    &[
        (KEELBOLT_OK, c"Ok"),
        (KEELBOLT_ERROR_BECH32_NO_SEPARATOR, c"Bech32NoSeparator"),
        (KEELBOLT_ERROR_BECH32_NO_HUMAN_READABLE_PART, c"Bech32NoHumanReadablePart"),
        (KEELBOLT_ERROR_BECH32_CHARACTER, c"Bech32Character"),
        (KEELBOLT_ERROR_BECH32_MIXED_CASE, c"Bech32MixedCase"),
        (KEELBOLT_ERROR_BECH32_TOO_SHORT, c"Bech32TooShort"),
        (KEELBOLT_ERROR_BECH32_CHECKSUM, c"Bech32Checksum"),
        (KEELBOLT_ERROR_NOT_AN_INVOICE, c"NotAnInvoice"),
        (KEELBOLT_ERROR_UNKNOWN_NETWORK, c"UnknownNetwork"),
        (KEELBOLT_ERROR_AMOUNT_CHARACTER, c"AmountCharacter"),
        (KEELBOLT_ERROR_AMOUNT_TOO_LARGE, c"AmountTooLarge"),
        (KEELBOLT_ERROR_SUB_MILLISATOSHI, c"SubMillisatoshi"),
        (KEELBOLT_ERROR_TOO_SHORT, c"TooShort"),
        (KEELBOLT_ERROR_FIELD_TRUNCATED, c"FieldTruncated"),
        (KEELBOLT_ERROR_TRAILING_WORDS, c"TrailingWords"),
        (KEELBOLT_ERROR_FIELD_LENGTH, c"FieldLength"),
        (KEELBOLT_ERROR_NOT_MINIMAL, c"NotMinimal"),
        (KEELBOLT_ERROR_INTEGER_TOO_LARGE, c"IntegerTooLarge"),
        (KEELBOLT_ERROR_NOT_UTF8, c"NotUtf8"),
        (KEELBOLT_ERROR_NOT_A_POINT, c"NotAPoint"),
        (KEELBOLT_ERROR_MALFORMED_SIGNATURE, c"MalformedSignature"),
        (KEELBOLT_ERROR_NO_INVOICE_IN_URI, c"NoInvoiceInUri"),
        (KEELBOLT_ERROR_SIGNATURE_HIGH_S, c"SignatureHighS"),
        (KEELBOLT_ERROR_SIGNATURE_MISMATCH, c"SignatureMismatch"),
        (KEELBOLT_ERROR_SIGNATURE_NOT_RECOVERABLE, c"SignatureNotRecoverable"),
        (KEELBOLT_ERROR_MISSING_FIELD, c"MissingField"),
        (KEELBOLT_ERROR_MISSING_DESCRIPTION, c"MissingDescription"),
        (KEELBOLT_ERROR_TWO_DESCRIPTIONS, c"TwoDescriptions"),
        (KEELBOLT_ERROR_FEATURE_UNKNOWN_REQUIRED, c"FeatureUnknownRequired"),
        (KEELBOLT_ERROR_FEATURE_MISSING_DEPENDENCY, c"FeatureMissingDependency"),
        (KEELBOLT_ERROR_ZERO_AMOUNT, c"ZeroAmount"),
        (KEELBOLT_ERROR_EXPIRED, c"Expired"),
        (KEELBOLT_ERROR_BUFFER_TOO_SMALL, c"BufferTooSmall"),
        (KEELBOLT_ERROR_FIELD_TOO_LONG, c"FieldTooLong"),
        (KEELBOLT_ERROR_TIMESTAMP_TOO_LARGE, c"TimestampTooLarge"),
        (KEELBOLT_ERROR_EMPTY_ROUTE_HINT, c"EmptyRouteHint"),
        (KEELBOLT_ERROR_WRONG_SIGNER, c"WrongSigner"),
        (KEELBOLT_ERROR_FEATURE_CONTEXT, c"FeatureContext"),
        (KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE, c"FeatureBitTooLarge"),
        (KEELBOLT_ERROR_FEATURE_BOTH_BITS, c"FeatureBothBits"),
        (KEELBOLT_ERROR_NOT_UNKNOWN, c"NotUnknown"),
        (KEELBOLT_ERROR_KEY_NOT_A_POINT, c"KeyNotAPoint"),
        (KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE, c"SecretKeyOutOfRange"),
        (KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE, c"SignatureOutOfRange"),
        (KEELBOLT_ERROR_RECOVERY_ID_OUT_OF_RANGE, c"RecoveryIdOutOfRange"),
        (KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE, c"TweakOutOfRange"),
        (KEELBOLT_ERROR_NOT_AUTHENTIC, c"NotAuthentic"),
        (KEELBOLT_ERROR_KEY_STREAM_EXHAUSTED, c"KeyStreamExhausted"),
        (KEELBOLT_ERROR_WRONG_LENGTH, c"WrongLength"),
        (KEELBOLT_ERROR_UNKNOWN_TAG, c"UnknownTag"),
        (KEELBOLT_ERROR_WITNESS_PROGRAM_INVALID, c"WitnessProgramInvalid"),
        (KEELBOLT_ERROR_NOT_BECH32_WORDS, c"NotBech32Words"),
        (KEELBOLT_ERROR_NOT_TEXT, c"NotText"),
        (KEELBOLT_ERROR_PACKET_TOO_SHORT, c"PacketTooShort"),
        (KEELBOLT_ERROR_ONION_VERSION, c"OnionVersion"),
        (KEELBOLT_ERROR_EPHEMERAL_KEY_NOT_A_POINT, c"EphemeralKeyNotAPoint"),
        (KEELBOLT_ERROR_ONION_HMAC, c"OnionHmac"),
        (KEELBOLT_ERROR_PAYLOAD_TOO_SHORT, c"PayloadTooShort"),
        (KEELBOLT_ERROR_PAYLOAD_TOO_LONG, c"PayloadTooLong"),
        (KEELBOLT_ERROR_NO_HOPS, c"NoHops"),
        (KEELBOLT_ERROR_TOO_MANY_HOPS, c"TooManyHops"),
        (KEELBOLT_ERROR_RESERVED_PAYLOAD_LENGTH, c"ReservedPayloadLength"),
        (KEELBOLT_ERROR_ROUTE_TOO_LONG, c"RouteTooLong"),
        (KEELBOLT_ERROR_HOP_COUNT, c"HopCount"),
        (KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT, c"PathKeyNotAPoint"),
        (KEELBOLT_ERROR_UNEXPECTED_PATH_KEY, c"UnexpectedPathKey"),
        (KEELBOLT_ERROR_MESSAGE_TYPE, c"MessageType"),
        (KEELBOLT_ERROR_TRUNCATED, c"Truncated"),
        (KEELBOLT_ERROR_BIG_SIZE_TRUNCATED, c"BigSizeTruncated"),
        (KEELBOLT_ERROR_BIG_SIZE_NOT_MINIMAL, c"BigSizeNotMinimal"),
        (KEELBOLT_ERROR_TLV_VALUE_TRUNCATED, c"TlvValueTruncated"),
        (KEELBOLT_ERROR_TLV_ORDER, c"TlvOrder"),
        (KEELBOLT_ERROR_TLV_UNKNOWN_EVEN, c"TlvUnknownEven"),
        (KEELBOLT_ERROR_TLV_WRITE_ORDER, c"TlvWriteOrder"),
        (KEELBOLT_ERROR_RECORD_LENGTH, c"RecordLength"),
        (KEELBOLT_ERROR_RECORD_INTEGER_TOO_LONG, c"RecordIntegerTooLong"),
        (KEELBOLT_ERROR_RECORD_INTEGER_NOT_MINIMAL, c"RecordIntegerNotMinimal"),
        (KEELBOLT_ERROR_RECORD_NOT_A_POINT, c"RecordNotAPoint"),
        (KEELBOLT_ERROR_RECORD_MISSING, c"RecordMissing"),
        (KEELBOLT_ERROR_RECORD_FORBIDDEN, c"RecordForbidden"),
        (KEELBOLT_ERROR_RECORD_PATHS, c"RecordPaths"),
        (KEELBOLT_ERROR_MISSING_RECIPIENT_DATA, c"MissingRecipientData"),
        (KEELBOLT_ERROR_TWO_CONTENTS, c"TwoContents"),
        (KEELBOLT_ERROR_NOT_CONTENTS, c"NotContents"),
        (KEELBOLT_ERROR_TOO_LONG, c"TooLong"),
        (KEELBOLT_ERROR_NOT_BAD_ONION, c"NotBadOnion"),
        (KEELBOLT_ERROR_CHANNEL_UPDATE_TOO_LONG, c"ChannelUpdateTooLong"),
        (KEELBOLT_ERROR_ATTRIBUTION_LENGTH, c"AttributionLength"),
        (KEELBOLT_ERROR_RESERVED_RECORD, c"ReservedRecord"),
        (KEELBOLT_ERROR_FIRST_NODE, c"FirstNode"),
        (KEELBOLT_ERROR_TRAILING_BYTES, c"TrailingBytes"),
        (KEELBOLT_ERROR_ENCRYPTED_DATA_TOO_SHORT, c"EncryptedDataTooShort"),
        (KEELBOLT_ERROR_RECIPIENT_DATA_NOT_AUTHENTIC, c"RecipientDataNotAuthentic"),
        (KEELBOLT_ERROR_TWO_NEXT_NODES, c"TwoNextNodes"),
        (KEELBOLT_ERROR_HOP_LACKS, c"HopLacks"),
        (KEELBOLT_ERROR_HOP_FORBIDS, c"HopForbids"),
        (KEELBOLT_ERROR_DATA_TOO_LONG, c"DataTooLong"),
        (KEELBOLT_ERROR_UNKNOWN_FEATURE, c"UnknownFeature"),
        (KEELBOLT_ERROR_FEATURE_NOT_ALLOWED, c"FeatureNotAllowed"),
        (KEELBOLT_ERROR_EXPIRY_TOO_LATE, c"ExpiryTooLate"),
        (KEELBOLT_ERROR_AMOUNT_BELOW_MINIMUM, c"AmountBelowMinimum"),
        (KEELBOLT_ERROR_RELAY_EXCEEDS_PAYMENT, c"RelayExceedsPayment"),
        (KEELBOLT_ERROR_RELAY_TOO_LARGE, c"RelayTooLarge"),
        (KEELBOLT_ERROR_NULL_POINTER, c"NullPointer"),
        (KEELBOLT_ERROR_PANIC, c"Panic"),
        (KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, c"UnknownEnumValue"),
        (KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, c"IndexOutOfRange"),
        (KEELBOLT_ERROR_STRUCT_SIZE, c"StructSize"),
        (KEELBOLT_ERROR_INVALID_HANDLE, c"InvalidHandle"),
        (KEELBOLT_ERROR_TOO_MANY, c"TooMany"),
    ]
};

impl keelbolt_status {
    /// The status of a number.
    pub(crate) fn of(number: i32) -> Option<Self> {
        STATUSES.iter().map(|(status, _)| *status).find(|status| status.number() == number)
    }

    /// The stable number.
    #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
    pub(crate) const fn number(self) -> i32 {
        self as i32
    }
}
