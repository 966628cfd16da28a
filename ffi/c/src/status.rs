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
    /// 32 bytes that are the x coordinate of no point.
    KEELBOLT_ERROR_NOT_AN_X_COORDINATE = 507,
    /// Two points whose sum is infinity.
    KEELBOLT_ERROR_POINTS_CANCEL = 508,
    /// A signature that is not in strict DER (BIP 66).
    KEELBOLT_ERROR_SIGNATURE_ENCODING = 509,
    /// A seed that is shorter than 16 bytes or longer than 64. Fills: found.
    KEELBOLT_ERROR_SEED_LENGTH = 510,
    /// A seed that gives no master key.
    KEELBOLT_ERROR_NO_MASTER_KEY = 511,
    /// An index of a child of 2^31 or more. Fills: found.
    KEELBOLT_ERROR_CHILD_INDEX_TOO_LARGE = 512,
    /// A step of a path that is no child. Fills: step.
    KEELBOLT_ERROR_CHILD_PATH = 513,
    /// A hardened child of a public key. Fills: index.
    KEELBOLT_ERROR_HARDENED_CHILD_OF_PUBLIC_KEY = 514,
    /// More than 255 steps below the master key.
    KEELBOLT_ERROR_TOO_DEEP = 515,
    /// A child that there is none of; take the next index.
    KEELBOLT_ERROR_NO_SUCH_CHILD = 516,
    /// A text that is not Base58.
    KEELBOLT_ERROR_NOT_BASE58 = 517,
    /// A text that holds more or fewer bytes than an extended key. Fills: expected, found.
    KEELBOLT_ERROR_EXTENDED_KEY_LENGTH = 518,
    /// The checksum does not fit: some character is wrong.
    KEELBOLT_ERROR_EXTENDED_KEY_CHECKSUM = 519,
    /// A version that is none of the kind that was asked for. Fills: found, big-endian.
    KEELBOLT_ERROR_EXTENDED_KEY_VERSION = 520,
    /// A master key that says that it has a parent.
    KEELBOLT_ERROR_MASTER_KEY_WITH_PARENT = 521,
    /// A master key that says that it is a child.
    KEELBOLT_ERROR_MASTER_KEY_WITH_CHILD_NUMBER = 522,
    /// A secret key of an extended one that does not begin with a zero. Fills: found.
    KEELBOLT_ERROR_SECRET_KEY_PREFIX = 523,
    /// A list of no signers.
    KEELBOLT_ERROR_NO_SIGNERS = 530,
    /// More signers than this library serves. Fills: expected, found.
    KEELBOLT_ERROR_TOO_MANY_SIGNERS = 531,
    /// 66 bytes that are no pair of points.
    KEELBOLT_ERROR_NOT_A_NONCE = 532,
    /// Entropy of zeros.
    KEELBOLT_ERROR_NONCE_OUT_OF_RANGE = 533,
    /// A nonce that was made for another key than it shall sign with.
    KEELBOLT_ERROR_NONCE_OF_ANOTHER_KEY = 534,
    /// A key that is none of those aggregated.
    KEELBOLT_ERROR_NOT_A_SIGNER = 535,
    /// A signer's number that is not below the number of signers. Fills: expected, found.
    KEELBOLT_ERROR_NO_SUCH_SIGNER = 536,
    /// More or fewer contributions than signers. Fills: expected, found.
    KEELBOLT_ERROR_CONTRIBUTIONS = 537,
    /// 32 bytes that are not below the group order.
    KEELBOLT_ERROR_PARTIAL_SIGNATURE_OUT_OF_RANGE = 538,
    /// A partial signature that is not that of this signer. Fills: signer.
    KEELBOLT_ERROR_PARTIAL_SIGNATURE_MISMATCH = 539,
    /// A secret nonce that has signed already, or was never filled.
    KEELBOLT_ERROR_NONCE_USED = 540,
    /// Receiver and sender of a contract have one x coordinate: they are the same.
    KEELBOLT_ERROR_SAME_KEY = 550,
    /// A height that is no lock time. Fills: found.
    KEELBOLT_ERROR_LOCK_TIME_HEIGHT = 551,
    /// A time that is no lock time. Fills: found.
    KEELBOLT_ERROR_LOCK_TIME_TIME = 552,
    /// A contract that holds nothing, or more than there is. Fills: found.
    KEELBOLT_ERROR_FUNDING_VALUE = 553,
    /// A fee that is more than the output holds. Fills: fee, value.
    KEELBOLT_ERROR_FEE_ABOVE_VALUE = 554,
    /// What is left after the fee is too little to be relayed. Fills: expected, found.
    KEELBOLT_ERROR_BELOW_DUST_LIMIT = 555,
    /// A preimage of another hash.
    KEELBOLT_ERROR_WRONG_PREIMAGE = 556,
    /// A key that does not sign on this path.
    KEELBOLT_ERROR_WRONG_KEY = 557,
    /// An output script of no bytes, which anybody can spend.
    KEELBOLT_ERROR_EMPTY_DESTINATION = 558,
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
    /// A number of a commitment above 48 bits. Fills: expected, found.
    KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE = 606,
    /// Bytes that are no transaction.
    KEELBOLT_ERROR_MALFORMED_TRANSACTION = 607,
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
    /// A secret of another commitment than the next one; has_expected is false when all have come. Fills:
    /// has_expected, expected, found.
    KEELBOLT_ERROR_SECRET_OUT_OF_ORDER = 800,
    /// A secret from which an earlier one does not follow. Fills: found, earlier.
    KEELBOLT_ERROR_SECRET_NOT_DERIVABLE = 801,
    /// A saved store of another version. Fills: expected, found.
    KEELBOLT_ERROR_STORE_VERSION = 802,
    /// A saved store of more secrets than there are. Fills: expected, found.
    KEELBOLT_ERROR_STORE_COUNT = 803,
    /// A saved store ends too early. Fills: offset, expected, found.
    KEELBOLT_ERROR_STORE_TRUNCATED = 804,
    /// A funding output of nothing, or of more than all bitcoin. Fills: expected, found.
    KEELBOLT_ERROR_FUNDING_AMOUNT = 805,
    /// Balances and HTLCs are not what the funding output holds, in millisatoshi; has_found is false when their
    /// sum overflows. Fills: expected, has_found, found.
    KEELBOLT_ERROR_BALANCE = 806,
    /// More HTLCs than one node may offer. Fills: node, expected, found.
    KEELBOLT_ERROR_TOO_MANY_HTLCS = 807,
    /// A feerate that the format does not have. Fills: expected, found.
    KEELBOLT_ERROR_COMMITMENT_FEERATE = 808,
    /// The opener cannot pay the fee. Fills: expected, found.
    KEELBOLT_ERROR_FEE_EXCEEDS_BALANCE = 809,
    /// A balance below the reserve. Fills: node, expected, found.
    KEELBOLT_ERROR_BELOW_RESERVE = 810,
    /// The signature of the commitment is wrong.
    KEELBOLT_ERROR_COMMITMENT_SIGNATURE = 811,
    /// Another number of HTLC signatures than of HTLC outputs. Fills: expected, found.
    KEELBOLT_ERROR_HTLC_SIGNATURE_COUNT = 812,
    /// The signature of an HTLC transaction is wrong. Fills: htlc, output.
    KEELBOLT_ERROR_HTLC_SIGNATURE = 813,
    /// An HTLC whose expiry would be a time instead of a height. Fills: htlc, expected, found.
    KEELBOLT_ERROR_CLTV_EXPIRY = 814,
    /// An output that the commitment does not have. Fills: expected, found.
    KEELBOLT_ERROR_NO_SUCH_OUTPUT = 820,
    /// An output that has no such path. Fills: output, kind, and htlc where the kind has one.
    KEELBOLT_ERROR_SPEND_PATH = 821,
    /// The output of an HTLC transaction is taken by delay or revocation only.
    KEELBOLT_ERROR_SECOND_STAGE_PATH = 822,
    /// A preimage of another payment hash, or none where there must be one. Fills: output.
    KEELBOLT_ERROR_SPEND_PREIMAGE = 823,
    /// The secret is not of this commitment. Fills: number.
    KEELBOLT_ERROR_NOT_REVOKED = 824,
    /// A commitment whose secret has not come. Fills: number.
    KEELBOLT_ERROR_NOT_YET_REVOKED = 825,
    /// A transaction that is no commitment of the channel.
    KEELBOLT_ERROR_NOT_A_COMMITMENT = 826,
    /// An HTLC transaction without anchors, to which nothing can be added. Fills: output.
    KEELBOLT_ERROR_NOT_COMBINABLE = 827,
    /// A sweep of nothing, or of nothing but the wallet's outputs.
    KEELBOLT_ERROR_NO_CLAIMS = 828,
    /// An output that is claimed twice. Fills: txid, output.
    KEELBOLT_ERROR_DUPLICATE_CLAIM = 829,
    /// Claims of formats whose transactions have different versions. Fills: expected, found.
    KEELBOLT_ERROR_CLAIM_VERSION = 830,
    /// HTLC transactions whose lock time is not that of the others. Fills: expected, found.
    KEELBOLT_ERROR_CLAIM_LOCK_TIME = 831,
    /// Claims of more than all bitcoin; has_found is false when their sum overflows. Fills: expected, has_found,
    /// found.
    KEELBOLT_ERROR_CLAIM_AMOUNT = 832,
    /// A feerate below what nodes relay. Fills: expected, found.
    KEELBOLT_ERROR_SWEEP_FEERATE = 833,
    /// The claims do not pay the fee. Fills: expected, found.
    KEELBOLT_ERROR_FEE_EXCEEDS_AMOUNT = 834,
    /// What is left is too small for an output. Fills: expected, found.
    KEELBOLT_ERROR_SWEEP_DUST = 835,
    /// A transaction that nodes do not relay for its weight. Fills: expected, found.
    KEELBOLT_ERROR_SWEEP_WEIGHT = 836,
    /// A secret key that is not of the claim's key. Fills: input.
    KEELBOLT_ERROR_CLAIM_KEY = 837,
    /// Another number of signatures than was asked for. Fills: expected, found.
    KEELBOLT_ERROR_SIGNATURE_COUNT = 838,
    /// A signature that is not of the claim's key. Fills: input.
    KEELBOLT_ERROR_CLAIM_SIGNATURE = 839,
    /// A script of none of the forms. Fills: length.
    KEELBOLT_ERROR_SHUTDOWN_SCRIPT = 850,
    /// A script of a form that asks for a feature. Fills: form.
    KEELBOLT_ERROR_SHUTDOWN_NOT_NEGOTIATED = 851,
    /// Another script than the one that was told upfront.
    KEELBOLT_ERROR_UPFRONT_SCRIPT = 852,
    /// The node that pays the fee has less. Fills: expected, found.
    KEELBOLT_ERROR_CLOSING_FEE_EXCEEDS_BALANCE = 853,
    /// A closing transaction without outputs.
    KEELBOLT_ERROR_NO_OUTPUTS = 854,
    /// An output that nodes do not relay. Fills: expected, found.
    KEELBOLT_ERROR_CLOSING_DUST = 855,
    /// The fee leaves dust on both sides.
    KEELBOLT_ERROR_ALL_DUST = 856,
    /// The ranges of the two nodes have no fee in common. Fills: expected, expected_max, found, found_max.
    KEELBOLT_ERROR_NO_OVERLAP = 857,
    /// A fee outside of both ranges. Fills: expected, expected_max, found.
    KEELBOLT_ERROR_FEE_OUT_OF_RANGE = 858,
    /// Another fee than the one to which both ranges led. Fills: expected, found.
    KEELBOLT_ERROR_FEE_CHANGED = 859,
    /// A fee that is no step towards the other. Fills: low, high, found.
    KEELBOLT_ERROR_FEE_NOT_BETWEEN = 860,
    /// There is no fee between the two last ones. Fills: low, high.
    KEELBOLT_ERROR_NO_FEE_BETWEEN = 861,
    /// A signature that is not of this closing transaction. Fills: node.
    KEELBOLT_ERROR_CLOSING_SIGNATURE = 862,
    /// `closing_complete` lacks the signature that must be taken. Fills: variant.
    KEELBOLT_ERROR_VARIANT_MISSING = 863,
    /// `closing_sig` has a signature for a transaction that was not offered. Fills: variant.
    KEELBOLT_ERROR_VARIANT_NOT_OFFERED = 864,
    /// `closing_sig` has no signature, or more than one. Fills: expected, found.
    KEELBOLT_ERROR_CLOSING_SIGNATURE_COUNT = 865,
    /// Another number of spent outputs than of inputs. Fills: expected, found.
    KEELBOLT_ERROR_COIN_COUNT = 870,
    /// No input, or no output.
    KEELBOLT_ERROR_EMPTY_TRANSACTION = 871,
    /// An output is spent twice.
    KEELBOLT_ERROR_DUPLICATE_INPUT = 872,
    /// Amounts of more than all bitcoin.
    KEELBOLT_ERROR_RELAY_AMOUNT = 873,
    /// More goes out than comes in. Fills: expected, found.
    KEELBOLT_ERROR_OUTPUTS_EXCEED_INPUTS = 874,
    /// Another version than 1, 2 and 3. Fills: found, its 32 bits as an unsigned number.
    KEELBOLT_ERROR_TRANSACTION_VERSION = 875,
    /// A transaction that is too heavy for its version. Fills: expected, found.
    KEELBOLT_ERROR_TRANSACTION_WEIGHT = 876,
    /// A transaction that is too short without its witnesses. Fills: expected, found.
    KEELBOLT_ERROR_BASE_SIZE = 877,
    /// An output whose script is of no standard kind. Fills: output.
    KEELBOLT_ERROR_OUTPUT_SCRIPT = 878,
    /// An output that holds too little. Fills: output, expected, found.
    KEELBOLT_ERROR_RELAY_DUST = 879,
    /// An output of dust that the child does not spend. Fills: output.
    KEELBOLT_ERROR_DUST_UNSPENT = 880,
    /// A fee below the lowest feerate. Fills: expected, found.
    KEELBOLT_ERROR_RELAY_FEE = 881,
    /// A lock time that has not passed. Fills: lock_time, height.
    KEELBOLT_ERROR_LOCK_TIME = 882,
    /// A relative lock time that has not passed, as heights. Fills: input, expected, found.
    KEELBOLT_ERROR_RELATIVE_LOCK = 883,
    /// A relative lock time in seconds, which no transaction of a channel has. Fills: input.
    KEELBOLT_ERROR_RELATIVE_TIME = 884,
    /// An unconfirmed parent whose version does not fit. Fills: input, version.
    KEELBOLT_ERROR_TRUC_PARENT = 885,
    /// A second unconfirmed ancestor of a transaction of version 3. Fills: input.
    KEELBOLT_ERROR_TRUC_ANCESTORS = 886,
    /// A second unconfirmed child of a transaction of version 3. Fills: input.
    KEELBOLT_ERROR_TRUC_DESCENDANTS = 887,
    /// A script in an input that spends a witness program. Fills: input.
    KEELBOLT_ERROR_SCRIPT_SIG = 888,
    /// A witness for an anchor. Fills: input.
    KEELBOLT_ERROR_ANCHOR_WITNESS = 889,
    /// A witness program of a version that has no rules yet. Fills: input.
    KEELBOLT_ERROR_UNKNOWN_PROGRAM = 890,
    /// P2WSH without its script. Fills: input.
    KEELBOLT_ERROR_NO_WITNESS = 891,
    /// A witness script that is too long. Fills: input, expected, found.
    KEELBOLT_ERROR_WITNESS_SCRIPT = 892,
    /// Too many elements before a witness script. Fills: input, expected, found.
    KEELBOLT_ERROR_WITNESS_ELEMENTS = 893,
    /// An element before a witness script that is too long. Fills: input, element, expected, found.
    KEELBOLT_ERROR_WITNESS_ELEMENT = 894,
    /// An argument of `OP_IF` that is neither empty nor 1. Fills: input.
    KEELBOLT_ERROR_MINIMAL_IF = 895,
    /// A signature with a high S, or not in strict DER. Fills: input, element, cause.
    KEELBOLT_ERROR_WITNESS_SIGNATURE = 896,
    /// A signature of an unknown type. Fills: input, element, found.
    KEELBOLT_ERROR_SIGHASH_TYPE = 897,
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
    /// The bytes end inside a value. Fills: offset, expected, found.
    KEELBOLT_ERROR_VTXO_TRUNCATED = 1000,
    /// A count or a length that is not in its shortest form. Fills: offset, found.
    KEELBOLT_ERROR_VTXO_COUNT = 1001,
    /// Bytes behind the end. Fills: found.
    KEELBOLT_ERROR_VTXO_TRAILING_BYTES = 1002,
    /// A version of the encoding that is not known. Fills: found.
    KEELBOLT_ERROR_VTXO_VERSION = 1003,
    /// A height that no output is locked until. Fills: offset, found.
    KEELBOLT_ERROR_VTXO_HEIGHT = 1004,
    /// A delay that no output is locked for. Fills: offset, found.
    KEELBOLT_ERROR_VTXO_DELTA = 1005,
    /// Bytes that are no key. Fills: offset, cause.
    KEELBOLT_ERROR_VTXO_KEY = 1006,
    /// A policy that is not known. Fills: offset, found.
    KEELBOLT_ERROR_POLICY_TYPE = 1007,
    /// A policy of the server's where a user's is expected. Fills: offset, found.
    KEELBOLT_ERROR_SERVER_POLICY = 1008,
    /// A transition that is not known. Fills: offset, found.
    KEELBOLT_ERROR_TRANSITION_TYPE = 1009,
    /// A cosigned transition, or a node of a tree, without a key. Fills: offset.
    KEELBOLT_ERROR_NO_COSIGNERS = 1010,
    /// A tweak that is not below the group order. Fills: offset.
    KEELBOLT_ERROR_VTXO_TWEAK = 1011,
    /// Neither 0, for a preimage, nor 1, for a hash. Fills: offset, found.
    KEELBOLT_ERROR_VTXO_UNLOCK = 1012,
    /// A transaction without an output. Fills: offset.
    KEELBOLT_ERROR_NO_TRANSACTION_OUTPUTS = 1013,
    /// An output of a transaction that has fewer: expected is below how many. Fills: offset, expected, found.
    KEELBOLT_ERROR_VTXO_OUTPUT_INDEX = 1014,
    /// An output script that is longer than any that is relayed. Fills: offset, expected, found.
    KEELBOLT_ERROR_VTXO_SCRIPT_LENGTH = 1015,
    /// More of something than this library takes. Fills: counted, expected, found.
    KEELBOLT_ERROR_VTXO_TOO_MANY = 1016,
    /// More of something than the rest of the input can hold. Fills: counted, offset, found, left.
    KEELBOLT_ERROR_VTXO_COUNT_ABOVE_INPUT = 1017,
    /// A VTXO without a genesis that does not lie on chain: only its bare form.
    KEELBOLT_ERROR_NO_GENESIS = 1018,
    /// A genesis of a VTXO that lies on chain itself.
    KEELBOLT_ERROR_UNEXPECTED_GENESIS = 1019,
    /// A tree of less than two leaves. Fills: found.
    KEELBOLT_ERROR_TOO_FEW_LEAVES = 1020,
    /// Amounts whose sum is more than there is. Fills: expected.
    KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW = 1021,
    /// A text that is no id of a VTXO.
    KEELBOLT_ERROR_NOT_A_VTXO_ID = 1022,
    /// A height that no output of a policy is locked until. Fills: expected, found.
    KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE = 1023,
    /// A delay that no output of a policy is locked for. Fills: expected, found.
    KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE = 1024,
    /// The output has no such clause.
    KEELBOLT_ERROR_NOT_A_CLAUSE = 1030,
    /// No preimage where the clause asks for one, or that of another hash.
    KEELBOLT_ERROR_CLAUSE_PREIMAGE = 1031,
    /// A key that does not sign for the clause.
    KEELBOLT_ERROR_CLAUSE_KEY = 1032,
    /// The output on chain holds something else than all that the genesis divides, in satoshi. Fills: expected,
    /// found.
    KEELBOLT_ERROR_CHAIN_ANCHOR_VALUE = 1040,
    /// The output on chain is not what the first transaction takes.
    KEELBOLT_ERROR_CHAIN_ANCHOR_SCRIPT = 1041,
    /// A transaction without a signature. Fills: depth.
    KEELBOLT_ERROR_NO_HOP_SIGNATURE = 1042,
    /// A transaction whose preimage is not known yet. Fills: depth.
    KEELBOLT_ERROR_NO_HOP_PREIMAGE = 1043,
    /// A signature that is not of the keys over the transaction. Fills: depth, cause.
    KEELBOLT_ERROR_HOP_SIGNATURE = 1044,
    /// The VTXO does not lie where its genesis leads. Fills: expected_txid, expected_vout, found_txid, found_vout.
    KEELBOLT_ERROR_VTXO_POINT = 1045,
    /// An output that holds too little to be relayed, in satoshi. Fills: is_own or depth and sibling, expected,
    /// found.
    KEELBOLT_ERROR_EXIT_DUST = 1050,
    /// An output whose script is not relayed. Fills: is_own or depth and sibling.
    KEELBOLT_ERROR_EXIT_SCRIPT = 1051,
    /// A second output of data alone in one transaction. Fills: is_own or depth and sibling.
    KEELBOLT_ERROR_SECOND_DATA = 1052,
    /// A transaction that is heavier than nodes relay one of version 3. Fills: depth, expected, found.
    KEELBOLT_ERROR_EXIT_WEIGHT = 1053,
    /// The facts are about another transaction than the genesis begins with. Fills: expected_txid, found_txid.
    KEELBOLT_ERROR_WRONG_ANCHOR = 1060,
    /// The transaction on chain has no such output. Fills: found.
    KEELBOLT_ERROR_ANCHOR_OUTPUT = 1061,
    /// The transaction on chain is not deep enough. Fills: expected, found.
    KEELBOLT_ERROR_CONFIRMATIONS = 1062,
    /// The output on chain is spent.
    KEELBOLT_ERROR_ANCHOR_SPENT = 1063,
    /// The VTXO is another server's.
    KEELBOLT_ERROR_VTXO_SERVER_KEY = 1064,
    /// A node that could be spent without the server. Fills: depth.
    KEELBOLT_ERROR_NODE_WITHOUT_SERVER = 1065,
    /// An exit waits for too many blocks. Fills: expected, found.
    KEELBOLT_ERROR_VTXO_EXIT_DELTA = 1066,
    /// The server could sweep before an exit is through, as heights. Fills: expected, found.
    KEELBOLT_ERROR_VTXO_EXPIRY = 1067,
    /// The server could take back a payment before an exit is through, as heights. Fills: expected, found.
    KEELBOLT_ERROR_HTLC_EXPIRY = 1068,
    /// An exit takes too many transactions. Fills: expected, found.
    KEELBOLT_ERROR_VTXO_DEPTH = 1069,
    /// Another policy than was asked for.
    KEELBOLT_ERROR_VTXO_POLICY = 1070,
    /// The key is none of the wallet's.
    KEELBOLT_ERROR_VTXO_OWN_KEY = 1071,
    /// The leaf before the VTXO has another key.
    KEELBOLT_ERROR_LEAF_KEY = 1072,
    /// Another amount than was asked for, in satoshi. Fills: expected, found.
    KEELBOLT_ERROR_VTXO_AMOUNT = 1073,
    /// Another unlock hash than the server told, or none.
    KEELBOLT_ERROR_VTXO_UNLOCK_HASH = 1074,
    /// A locked leaf whose preimage may have any length.
    KEELBOLT_ERROR_VTXO_HASH_LOCK = 1075,
    /// An address that is longer than its checksum can vouch for. Fills: expected, found.
    KEELBOLT_ERROR_ADDRESS_TOO_LONG = 1081,
    /// Neither `ark` nor `tark` before the separator.
    KEELBOLT_ERROR_ADDRESS_PREFIX = 1082,
    /// Nothing behind the separator.
    KEELBOLT_ERROR_NO_ADDRESS_VERSION = 1083,
    /// An address of Arkade, another protocol.
    KEELBOLT_ERROR_ARKADE_ADDRESS = 1084,
    /// A version of an address that is not known. Fills: found.
    KEELBOLT_ERROR_ADDRESS_VERSION = 1085,
    /// Bits at the end of an address that belong to no byte.
    KEELBOLT_ERROR_ADDRESS_PADDING = 1086,
    /// An address ends inside a value. Fills: offset, expected, found.
    KEELBOLT_ERROR_ADDRESS_TRUNCATED = 1087,
    /// A length in an address that is not in its shortest form, or more than is left. Fills: offset, found.
    KEELBOLT_ERROR_ADDRESS_FIELD_LENGTH = 1088,
    /// A delivery of no bytes. Fills: offset.
    KEELBOLT_ERROR_EMPTY_DELIVERY = 1089,
    /// A mailbox in an address that has not 33 bytes. Fills: offset, found.
    KEELBOLT_ERROR_MAILBOX_LENGTH = 1090,
    /// A mailbox in an address that is no key. Fills: offset, cause.
    KEELBOLT_ERROR_MAILBOX_KEY = 1091,
    /// A delivery to be written as of unknown type is of a known one. Fills: found.
    KEELBOLT_ERROR_KNOWN_DELIVERY = 1092,
    /// A leaf that the tree does not have: expected is below how many. Fills: expected, found.
    KEELBOLT_ERROR_NO_SUCH_LEAF = 1100,
    /// Another number of signatures than of nodes above the leaves. Fills: expected, found.
    KEELBOLT_ERROR_TREE_SIGNATURE_COUNT = 1101,
    /// A signature that is not of the node's keys. Fills: tree_node.
    KEELBOLT_ERROR_NODE_SIGNATURE = 1102,
    /// A branch of another tree.
    KEELBOLT_ERROR_OTHER_TREE = 1103,
    /// No leaf is left for an output that was asked for. Fills: output.
    KEELBOLT_ERROR_NO_LEAF_FOR_OUTPUT = 1110,
    /// The leaf has another policy.
    KEELBOLT_ERROR_LEAF_POLICY = 1111,
    /// The leaf has another amount, in satoshi. Fills: expected, found.
    KEELBOLT_ERROR_LEAF_AMOUNT = 1112,
    /// The leaf has another unlock hash.
    KEELBOLT_ERROR_LEAF_UNLOCK_HASH = 1113,
    /// The leaf has no key to sign with, or another one.
    KEELBOLT_ERROR_COSIGN_KEY = 1114,
    /// The tree is another server's.
    KEELBOLT_ERROR_TREE_SERVER_KEY = 1115,
    /// The server does not sign for the tree.
    KEELBOLT_ERROR_SERVER_DOES_NOT_SIGN = 1116,
    /// Exits of the tree wait for another number of blocks. Fills: expected, found.
    KEELBOLT_ERROR_TREE_EXIT_DELTA = 1117,
    /// The server could sweep the tree too soon, as heights. Fills: expected, found.
    KEELBOLT_ERROR_TREE_EXPIRY = 1118,
    /// Too many transactions stand above the leaf. Fills: expected, found.
    KEELBOLT_ERROR_TREE_DEPTH = 1119,
    /// An output of a tree that nodes do not relay, in satoshi. Fills: tree_node, output, expected, found.
    KEELBOLT_ERROR_TREE_DUST = 1120,
    /// Another number of contributions than there are leaves or keys that sign for all. Fills: expected, found.
    KEELBOLT_ERROR_SIGNER_COUNT = 1121,
    /// The owner of a leaf sent nothing, expected is 1, or something without a key to sign with, expected is 0.
    /// Fills: leaf, expected.
    KEELBOLT_ERROR_CONTRIBUTION_OF_LEAF = 1122,
    /// Too few or too many nonces. Fills: signer_kind, signer, expected, found.
    KEELBOLT_ERROR_TREE_NONCE_COUNT = 1123,
    /// Another number of sums of nonces than of nodes above the leaves. Fills: expected, found.
    KEELBOLT_ERROR_AGGREGATE_NONCE_COUNT = 1124,
    /// Too few or too many partial signatures. Fills: signer_kind, signer, expected, found.
    KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE_COUNT = 1125,
    /// A partial signature that is not of this signer. Fills: signer_kind, signer, tree_node.
    KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE = 1126,
    /// A sum of nonces is of other nonces than signed. Fills: tree_node.
    KEELBOLT_ERROR_TREE_AGGREGATE_NONCE = 1127,
    /// 66 bytes of this signer's that are no pair of points. Fills: signer_kind, signer.
    KEELBOLT_ERROR_TREE_NONCE = 1128,
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
        (KEELBOLT_ERROR_NOT_AN_X_COORDINATE, c"NotAnXCoordinate"),
        (KEELBOLT_ERROR_POINTS_CANCEL, c"PointsCancel"),
        (KEELBOLT_ERROR_SIGNATURE_ENCODING, c"SignatureEncoding"),
        (KEELBOLT_ERROR_SEED_LENGTH, c"SeedLength"),
        (KEELBOLT_ERROR_NO_MASTER_KEY, c"NoMasterKey"),
        (KEELBOLT_ERROR_CHILD_INDEX_TOO_LARGE, c"ChildIndexTooLarge"),
        (KEELBOLT_ERROR_CHILD_PATH, c"ChildPath"),
        (KEELBOLT_ERROR_HARDENED_CHILD_OF_PUBLIC_KEY, c"HardenedChildOfPublicKey"),
        (KEELBOLT_ERROR_TOO_DEEP, c"TooDeep"),
        (KEELBOLT_ERROR_NO_SUCH_CHILD, c"NoSuchChild"),
        (KEELBOLT_ERROR_NOT_BASE58, c"NotBase58"),
        (KEELBOLT_ERROR_EXTENDED_KEY_LENGTH, c"ExtendedKeyLength"),
        (KEELBOLT_ERROR_EXTENDED_KEY_CHECKSUM, c"ExtendedKeyChecksum"),
        (KEELBOLT_ERROR_EXTENDED_KEY_VERSION, c"ExtendedKeyVersion"),
        (KEELBOLT_ERROR_MASTER_KEY_WITH_PARENT, c"MasterKeyWithParent"),
        (KEELBOLT_ERROR_MASTER_KEY_WITH_CHILD_NUMBER, c"MasterKeyWithChildNumber"),
        (KEELBOLT_ERROR_SECRET_KEY_PREFIX, c"SecretKeyPrefix"),
        (KEELBOLT_ERROR_NO_SIGNERS, c"NoSigners"),
        (KEELBOLT_ERROR_TOO_MANY_SIGNERS, c"TooManySigners"),
        (KEELBOLT_ERROR_NOT_A_NONCE, c"NotANonce"),
        (KEELBOLT_ERROR_NONCE_OUT_OF_RANGE, c"NonceOutOfRange"),
        (KEELBOLT_ERROR_NONCE_OF_ANOTHER_KEY, c"NonceOfAnotherKey"),
        (KEELBOLT_ERROR_NOT_A_SIGNER, c"NotASigner"),
        (KEELBOLT_ERROR_NO_SUCH_SIGNER, c"NoSuchSigner"),
        (KEELBOLT_ERROR_CONTRIBUTIONS, c"Contributions"),
        (KEELBOLT_ERROR_PARTIAL_SIGNATURE_OUT_OF_RANGE, c"PartialSignatureOutOfRange"),
        (KEELBOLT_ERROR_PARTIAL_SIGNATURE_MISMATCH, c"PartialSignatureMismatch"),
        (KEELBOLT_ERROR_NONCE_USED, c"NonceUsed"),
        (KEELBOLT_ERROR_SAME_KEY, c"SameKey"),
        (KEELBOLT_ERROR_LOCK_TIME_HEIGHT, c"LockTimeHeight"),
        (KEELBOLT_ERROR_LOCK_TIME_TIME, c"LockTimeTime"),
        (KEELBOLT_ERROR_FUNDING_VALUE, c"FundingValue"),
        (KEELBOLT_ERROR_FEE_ABOVE_VALUE, c"FeeAboveValue"),
        (KEELBOLT_ERROR_BELOW_DUST_LIMIT, c"BelowDustLimit"),
        (KEELBOLT_ERROR_WRONG_PREIMAGE, c"WrongPreimage"),
        (KEELBOLT_ERROR_WRONG_KEY, c"WrongKey"),
        (KEELBOLT_ERROR_EMPTY_DESTINATION, c"EmptyDestination"),
        (KEELBOLT_ERROR_WRONG_LENGTH, c"WrongLength"),
        (KEELBOLT_ERROR_UNKNOWN_TAG, c"UnknownTag"),
        (KEELBOLT_ERROR_WITNESS_PROGRAM_INVALID, c"WitnessProgramInvalid"),
        (KEELBOLT_ERROR_NOT_BECH32_WORDS, c"NotBech32Words"),
        (KEELBOLT_ERROR_NOT_TEXT, c"NotText"),
        (KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE, c"CommitmentNumberTooLarge"),
        (KEELBOLT_ERROR_MALFORMED_TRANSACTION, c"MalformedTransaction"),
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
        (KEELBOLT_ERROR_SECRET_OUT_OF_ORDER, c"SecretOutOfOrder"),
        (KEELBOLT_ERROR_SECRET_NOT_DERIVABLE, c"SecretNotDerivable"),
        (KEELBOLT_ERROR_STORE_VERSION, c"StoreVersion"),
        (KEELBOLT_ERROR_STORE_COUNT, c"StoreCount"),
        (KEELBOLT_ERROR_STORE_TRUNCATED, c"StoreTruncated"),
        (KEELBOLT_ERROR_FUNDING_AMOUNT, c"FundingAmount"),
        (KEELBOLT_ERROR_BALANCE, c"Balance"),
        (KEELBOLT_ERROR_TOO_MANY_HTLCS, c"TooManyHtlcs"),
        (KEELBOLT_ERROR_COMMITMENT_FEERATE, c"CommitmentFeerate"),
        (KEELBOLT_ERROR_FEE_EXCEEDS_BALANCE, c"FeeExceedsBalance"),
        (KEELBOLT_ERROR_BELOW_RESERVE, c"BelowReserve"),
        (KEELBOLT_ERROR_COMMITMENT_SIGNATURE, c"CommitmentSignature"),
        (KEELBOLT_ERROR_HTLC_SIGNATURE_COUNT, c"HtlcSignatureCount"),
        (KEELBOLT_ERROR_HTLC_SIGNATURE, c"HtlcSignature"),
        (KEELBOLT_ERROR_CLTV_EXPIRY, c"CltvExpiry"),
        (KEELBOLT_ERROR_NO_SUCH_OUTPUT, c"NoSuchOutput"),
        (KEELBOLT_ERROR_SPEND_PATH, c"SpendPath"),
        (KEELBOLT_ERROR_SECOND_STAGE_PATH, c"SecondStagePath"),
        (KEELBOLT_ERROR_SPEND_PREIMAGE, c"SpendPreimage"),
        (KEELBOLT_ERROR_NOT_REVOKED, c"NotRevoked"),
        (KEELBOLT_ERROR_NOT_YET_REVOKED, c"NotYetRevoked"),
        (KEELBOLT_ERROR_NOT_A_COMMITMENT, c"NotACommitment"),
        (KEELBOLT_ERROR_NOT_COMBINABLE, c"NotCombinable"),
        (KEELBOLT_ERROR_NO_CLAIMS, c"NoClaims"),
        (KEELBOLT_ERROR_DUPLICATE_CLAIM, c"DuplicateClaim"),
        (KEELBOLT_ERROR_CLAIM_VERSION, c"ClaimVersion"),
        (KEELBOLT_ERROR_CLAIM_LOCK_TIME, c"ClaimLockTime"),
        (KEELBOLT_ERROR_CLAIM_AMOUNT, c"ClaimAmount"),
        (KEELBOLT_ERROR_SWEEP_FEERATE, c"SweepFeerate"),
        (KEELBOLT_ERROR_FEE_EXCEEDS_AMOUNT, c"FeeExceedsAmount"),
        (KEELBOLT_ERROR_SWEEP_DUST, c"SweepDust"),
        (KEELBOLT_ERROR_SWEEP_WEIGHT, c"SweepWeight"),
        (KEELBOLT_ERROR_CLAIM_KEY, c"ClaimKey"),
        (KEELBOLT_ERROR_SIGNATURE_COUNT, c"SignatureCount"),
        (KEELBOLT_ERROR_CLAIM_SIGNATURE, c"ClaimSignature"),
        (KEELBOLT_ERROR_SHUTDOWN_SCRIPT, c"ShutdownScript"),
        (KEELBOLT_ERROR_SHUTDOWN_NOT_NEGOTIATED, c"ShutdownNotNegotiated"),
        (KEELBOLT_ERROR_UPFRONT_SCRIPT, c"UpfrontScript"),
        (KEELBOLT_ERROR_CLOSING_FEE_EXCEEDS_BALANCE, c"ClosingFeeExceedsBalance"),
        (KEELBOLT_ERROR_NO_OUTPUTS, c"NoOutputs"),
        (KEELBOLT_ERROR_CLOSING_DUST, c"ClosingDust"),
        (KEELBOLT_ERROR_ALL_DUST, c"AllDust"),
        (KEELBOLT_ERROR_NO_OVERLAP, c"NoOverlap"),
        (KEELBOLT_ERROR_FEE_OUT_OF_RANGE, c"FeeOutOfRange"),
        (KEELBOLT_ERROR_FEE_CHANGED, c"FeeChanged"),
        (KEELBOLT_ERROR_FEE_NOT_BETWEEN, c"FeeNotBetween"),
        (KEELBOLT_ERROR_NO_FEE_BETWEEN, c"NoFeeBetween"),
        (KEELBOLT_ERROR_CLOSING_SIGNATURE, c"ClosingSignature"),
        (KEELBOLT_ERROR_VARIANT_MISSING, c"VariantMissing"),
        (KEELBOLT_ERROR_VARIANT_NOT_OFFERED, c"VariantNotOffered"),
        (KEELBOLT_ERROR_CLOSING_SIGNATURE_COUNT, c"ClosingSignatureCount"),
        (KEELBOLT_ERROR_COIN_COUNT, c"CoinCount"),
        (KEELBOLT_ERROR_EMPTY_TRANSACTION, c"EmptyTransaction"),
        (KEELBOLT_ERROR_DUPLICATE_INPUT, c"DuplicateInput"),
        (KEELBOLT_ERROR_RELAY_AMOUNT, c"RelayAmount"),
        (KEELBOLT_ERROR_OUTPUTS_EXCEED_INPUTS, c"OutputsExceedInputs"),
        (KEELBOLT_ERROR_TRANSACTION_VERSION, c"TransactionVersion"),
        (KEELBOLT_ERROR_TRANSACTION_WEIGHT, c"TransactionWeight"),
        (KEELBOLT_ERROR_BASE_SIZE, c"BaseSize"),
        (KEELBOLT_ERROR_OUTPUT_SCRIPT, c"OutputScript"),
        (KEELBOLT_ERROR_RELAY_DUST, c"RelayDust"),
        (KEELBOLT_ERROR_DUST_UNSPENT, c"DustUnspent"),
        (KEELBOLT_ERROR_RELAY_FEE, c"RelayFee"),
        (KEELBOLT_ERROR_LOCK_TIME, c"LockTime"),
        (KEELBOLT_ERROR_RELATIVE_LOCK, c"RelativeLock"),
        (KEELBOLT_ERROR_RELATIVE_TIME, c"RelativeTime"),
        (KEELBOLT_ERROR_TRUC_PARENT, c"TrucParent"),
        (KEELBOLT_ERROR_TRUC_ANCESTORS, c"TrucAncestors"),
        (KEELBOLT_ERROR_TRUC_DESCENDANTS, c"TrucDescendants"),
        (KEELBOLT_ERROR_SCRIPT_SIG, c"ScriptSig"),
        (KEELBOLT_ERROR_ANCHOR_WITNESS, c"AnchorWitness"),
        (KEELBOLT_ERROR_UNKNOWN_PROGRAM, c"UnknownProgram"),
        (KEELBOLT_ERROR_NO_WITNESS, c"NoWitness"),
        (KEELBOLT_ERROR_WITNESS_SCRIPT, c"WitnessScript"),
        (KEELBOLT_ERROR_WITNESS_ELEMENTS, c"WitnessElements"),
        (KEELBOLT_ERROR_WITNESS_ELEMENT, c"WitnessElement"),
        (KEELBOLT_ERROR_MINIMAL_IF, c"MinimalIf"),
        (KEELBOLT_ERROR_WITNESS_SIGNATURE, c"WitnessSignature"),
        (KEELBOLT_ERROR_SIGHASH_TYPE, c"SighashType"),
        (KEELBOLT_ERROR_NULL_POINTER, c"NullPointer"),
        (KEELBOLT_ERROR_PANIC, c"Panic"),
        (KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, c"UnknownEnumValue"),
        (KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, c"IndexOutOfRange"),
        (KEELBOLT_ERROR_STRUCT_SIZE, c"StructSize"),
        (KEELBOLT_ERROR_INVALID_HANDLE, c"InvalidHandle"),
        (KEELBOLT_ERROR_TOO_MANY, c"TooMany"),
        (KEELBOLT_ERROR_VTXO_TRUNCATED, c"VtxoTruncated"),
        (KEELBOLT_ERROR_VTXO_COUNT, c"VtxoCount"),
        (KEELBOLT_ERROR_VTXO_TRAILING_BYTES, c"VtxoTrailingBytes"),
        (KEELBOLT_ERROR_VTXO_VERSION, c"VtxoVersion"),
        (KEELBOLT_ERROR_VTXO_HEIGHT, c"VtxoHeight"),
        (KEELBOLT_ERROR_VTXO_DELTA, c"VtxoDelta"),
        (KEELBOLT_ERROR_VTXO_KEY, c"VtxoKey"),
        (KEELBOLT_ERROR_POLICY_TYPE, c"PolicyType"),
        (KEELBOLT_ERROR_SERVER_POLICY, c"ServerPolicy"),
        (KEELBOLT_ERROR_TRANSITION_TYPE, c"TransitionType"),
        (KEELBOLT_ERROR_NO_COSIGNERS, c"NoCosigners"),
        (KEELBOLT_ERROR_VTXO_TWEAK, c"VtxoTweak"),
        (KEELBOLT_ERROR_VTXO_UNLOCK, c"VtxoUnlock"),
        (KEELBOLT_ERROR_NO_TRANSACTION_OUTPUTS, c"NoTransactionOutputs"),
        (KEELBOLT_ERROR_VTXO_OUTPUT_INDEX, c"VtxoOutputIndex"),
        (KEELBOLT_ERROR_VTXO_SCRIPT_LENGTH, c"VtxoScriptLength"),
        (KEELBOLT_ERROR_VTXO_TOO_MANY, c"VtxoTooMany"),
        (KEELBOLT_ERROR_VTXO_COUNT_ABOVE_INPUT, c"VtxoCountAboveInput"),
        (KEELBOLT_ERROR_NO_GENESIS, c"NoGenesis"),
        (KEELBOLT_ERROR_UNEXPECTED_GENESIS, c"UnexpectedGenesis"),
        (KEELBOLT_ERROR_TOO_FEW_LEAVES, c"TooFewLeaves"),
        (KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW, c"VtxoAmountOverflow"),
        (KEELBOLT_ERROR_NOT_A_VTXO_ID, c"NotAVtxoId"),
        (KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE, c"LockHeightTooLarge"),
        (KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE, c"LockDeltaTooLarge"),
        (KEELBOLT_ERROR_NOT_A_CLAUSE, c"NotAClause"),
        (KEELBOLT_ERROR_CLAUSE_PREIMAGE, c"ClausePreimage"),
        (KEELBOLT_ERROR_CLAUSE_KEY, c"ClauseKey"),
        (KEELBOLT_ERROR_CHAIN_ANCHOR_VALUE, c"ChainAnchorValue"),
        (KEELBOLT_ERROR_CHAIN_ANCHOR_SCRIPT, c"ChainAnchorScript"),
        (KEELBOLT_ERROR_NO_HOP_SIGNATURE, c"NoHopSignature"),
        (KEELBOLT_ERROR_NO_HOP_PREIMAGE, c"NoHopPreimage"),
        (KEELBOLT_ERROR_HOP_SIGNATURE, c"HopSignature"),
        (KEELBOLT_ERROR_VTXO_POINT, c"VtxoPoint"),
        (KEELBOLT_ERROR_EXIT_DUST, c"ExitDust"),
        (KEELBOLT_ERROR_EXIT_SCRIPT, c"ExitScript"),
        (KEELBOLT_ERROR_SECOND_DATA, c"SecondData"),
        (KEELBOLT_ERROR_EXIT_WEIGHT, c"ExitWeight"),
        (KEELBOLT_ERROR_WRONG_ANCHOR, c"WrongAnchor"),
        (KEELBOLT_ERROR_ANCHOR_OUTPUT, c"AnchorOutput"),
        (KEELBOLT_ERROR_CONFIRMATIONS, c"Confirmations"),
        (KEELBOLT_ERROR_ANCHOR_SPENT, c"AnchorSpent"),
        (KEELBOLT_ERROR_VTXO_SERVER_KEY, c"VtxoServerKey"),
        (KEELBOLT_ERROR_NODE_WITHOUT_SERVER, c"NodeWithoutServer"),
        (KEELBOLT_ERROR_VTXO_EXIT_DELTA, c"VtxoExitDelta"),
        (KEELBOLT_ERROR_VTXO_EXPIRY, c"VtxoExpiry"),
        (KEELBOLT_ERROR_HTLC_EXPIRY, c"HtlcExpiry"),
        (KEELBOLT_ERROR_VTXO_DEPTH, c"VtxoDepth"),
        (KEELBOLT_ERROR_VTXO_POLICY, c"VtxoPolicy"),
        (KEELBOLT_ERROR_VTXO_OWN_KEY, c"VtxoOwnKey"),
        (KEELBOLT_ERROR_LEAF_KEY, c"LeafKey"),
        (KEELBOLT_ERROR_VTXO_AMOUNT, c"VtxoAmount"),
        (KEELBOLT_ERROR_VTXO_UNLOCK_HASH, c"VtxoUnlockHash"),
        (KEELBOLT_ERROR_VTXO_HASH_LOCK, c"VtxoHashLock"),
        (KEELBOLT_ERROR_ADDRESS_TOO_LONG, c"AddressTooLong"),
        (KEELBOLT_ERROR_ADDRESS_PREFIX, c"AddressPrefix"),
        (KEELBOLT_ERROR_NO_ADDRESS_VERSION, c"NoAddressVersion"),
        (KEELBOLT_ERROR_ARKADE_ADDRESS, c"ArkadeAddress"),
        (KEELBOLT_ERROR_ADDRESS_VERSION, c"AddressVersion"),
        (KEELBOLT_ERROR_ADDRESS_PADDING, c"AddressPadding"),
        (KEELBOLT_ERROR_ADDRESS_TRUNCATED, c"AddressTruncated"),
        (KEELBOLT_ERROR_ADDRESS_FIELD_LENGTH, c"AddressFieldLength"),
        (KEELBOLT_ERROR_EMPTY_DELIVERY, c"EmptyDelivery"),
        (KEELBOLT_ERROR_MAILBOX_LENGTH, c"MailboxLength"),
        (KEELBOLT_ERROR_MAILBOX_KEY, c"MailboxKey"),
        (KEELBOLT_ERROR_KNOWN_DELIVERY, c"KnownDelivery"),
        (KEELBOLT_ERROR_NO_SUCH_LEAF, c"NoSuchLeaf"),
        (KEELBOLT_ERROR_TREE_SIGNATURE_COUNT, c"TreeSignatureCount"),
        (KEELBOLT_ERROR_NODE_SIGNATURE, c"NodeSignature"),
        (KEELBOLT_ERROR_OTHER_TREE, c"OtherTree"),
        (KEELBOLT_ERROR_NO_LEAF_FOR_OUTPUT, c"NoLeafForOutput"),
        (KEELBOLT_ERROR_LEAF_POLICY, c"LeafPolicy"),
        (KEELBOLT_ERROR_LEAF_AMOUNT, c"LeafAmount"),
        (KEELBOLT_ERROR_LEAF_UNLOCK_HASH, c"LeafUnlockHash"),
        (KEELBOLT_ERROR_COSIGN_KEY, c"CosignKey"),
        (KEELBOLT_ERROR_TREE_SERVER_KEY, c"TreeServerKey"),
        (KEELBOLT_ERROR_SERVER_DOES_NOT_SIGN, c"ServerDoesNotSign"),
        (KEELBOLT_ERROR_TREE_EXIT_DELTA, c"TreeExitDelta"),
        (KEELBOLT_ERROR_TREE_EXPIRY, c"TreeExpiry"),
        (KEELBOLT_ERROR_TREE_DEPTH, c"TreeDepth"),
        (KEELBOLT_ERROR_TREE_DUST, c"TreeDust"),
        (KEELBOLT_ERROR_SIGNER_COUNT, c"SignerCount"),
        (KEELBOLT_ERROR_CONTRIBUTION_OF_LEAF, c"ContributionOfLeaf"),
        (KEELBOLT_ERROR_TREE_NONCE_COUNT, c"TreeNonceCount"),
        (KEELBOLT_ERROR_AGGREGATE_NONCE_COUNT, c"AggregateNonceCount"),
        (KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE_COUNT, c"TreePartialSignatureCount"),
        (KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE, c"TreePartialSignature"),
        (KEELBOLT_ERROR_TREE_AGGREGATE_NONCE, c"TreeAggregateNonce"),
        (KEELBOLT_ERROR_TREE_NONCE, c"TreeNonce"),
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
