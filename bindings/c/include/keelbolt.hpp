// SPDX-License-Identifier: MIT OR Apache-2.0
//
// keelbolt.hpp: BOLT 11 invoices for C++17, header-only, on top of keelbolt.h. keelbolt_onion.hpp has the onions.
//
// Values own what they hold: an Invoice owns its text, so that nothing can dangle. What owns is moved, not copied.
// Whatever fails throws Error, or comes as a Result from the functions that begin with try_. Secrets are wiped when
// they end and cannot be printed. Randomness and time are arguments.
//
// Threads: const member functions may run on any number of threads at once; others need the object for themselves.

#ifndef KEELBOLT_HPP
#define KEELBOLT_HPP

#include "keelbolt.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace keelbolt {

/// What went wrong; the names are the same in all languages, the numbers are those of keelbolt_status.
enum class Code : std::int32_t {
  Ok = KEELBOLT_OK,
  Bech32NoSeparator = KEELBOLT_ERROR_BECH32_NO_SEPARATOR,
  Bech32NoHumanReadablePart = KEELBOLT_ERROR_BECH32_NO_HUMAN_READABLE_PART,
  Bech32Character = KEELBOLT_ERROR_BECH32_CHARACTER,
  Bech32MixedCase = KEELBOLT_ERROR_BECH32_MIXED_CASE,
  Bech32TooShort = KEELBOLT_ERROR_BECH32_TOO_SHORT,
  Bech32Checksum = KEELBOLT_ERROR_BECH32_CHECKSUM,
  NotAnInvoice = KEELBOLT_ERROR_NOT_AN_INVOICE,
  UnknownNetwork = KEELBOLT_ERROR_UNKNOWN_NETWORK,
  AmountCharacter = KEELBOLT_ERROR_AMOUNT_CHARACTER,
  AmountTooLarge = KEELBOLT_ERROR_AMOUNT_TOO_LARGE,
  SubMillisatoshi = KEELBOLT_ERROR_SUB_MILLISATOSHI,
  TooShort = KEELBOLT_ERROR_TOO_SHORT,
  FieldTruncated = KEELBOLT_ERROR_FIELD_TRUNCATED,
  TrailingWords = KEELBOLT_ERROR_TRAILING_WORDS,
  FieldLength = KEELBOLT_ERROR_FIELD_LENGTH,
  NotMinimal = KEELBOLT_ERROR_NOT_MINIMAL,
  IntegerTooLarge = KEELBOLT_ERROR_INTEGER_TOO_LARGE,
  NotUtf8 = KEELBOLT_ERROR_NOT_UTF8,
  NotAPoint = KEELBOLT_ERROR_NOT_A_POINT,
  MalformedSignature = KEELBOLT_ERROR_MALFORMED_SIGNATURE,
  NoInvoiceInUri = KEELBOLT_ERROR_NO_INVOICE_IN_URI,
  SignatureHighS = KEELBOLT_ERROR_SIGNATURE_HIGH_S,
  SignatureMismatch = KEELBOLT_ERROR_SIGNATURE_MISMATCH,
  SignatureNotRecoverable = KEELBOLT_ERROR_SIGNATURE_NOT_RECOVERABLE,
  MissingField = KEELBOLT_ERROR_MISSING_FIELD,
  MissingDescription = KEELBOLT_ERROR_MISSING_DESCRIPTION,
  TwoDescriptions = KEELBOLT_ERROR_TWO_DESCRIPTIONS,
  FeatureUnknownRequired = KEELBOLT_ERROR_FEATURE_UNKNOWN_REQUIRED,
  FeatureMissingDependency = KEELBOLT_ERROR_FEATURE_MISSING_DEPENDENCY,
  ZeroAmount = KEELBOLT_ERROR_ZERO_AMOUNT,
  Expired = KEELBOLT_ERROR_EXPIRED,
  BufferTooSmall = KEELBOLT_ERROR_BUFFER_TOO_SMALL,
  FieldTooLong = KEELBOLT_ERROR_FIELD_TOO_LONG,
  TimestampTooLarge = KEELBOLT_ERROR_TIMESTAMP_TOO_LARGE,
  EmptyRouteHint = KEELBOLT_ERROR_EMPTY_ROUTE_HINT,
  WrongSigner = KEELBOLT_ERROR_WRONG_SIGNER,
  FeatureContext = KEELBOLT_ERROR_FEATURE_CONTEXT,
  FeatureBitTooLarge = KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE,
  FeatureBothBits = KEELBOLT_ERROR_FEATURE_BOTH_BITS,
  NotUnknown = KEELBOLT_ERROR_NOT_UNKNOWN,
  KeyNotAPoint = KEELBOLT_ERROR_KEY_NOT_A_POINT,
  SecretKeyOutOfRange = KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE,
  SignatureOutOfRange = KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE,
  RecoveryIdOutOfRange = KEELBOLT_ERROR_RECOVERY_ID_OUT_OF_RANGE,
  TweakOutOfRange = KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE,
  NotAuthentic = KEELBOLT_ERROR_NOT_AUTHENTIC,
  KeyStreamExhausted = KEELBOLT_ERROR_KEY_STREAM_EXHAUSTED,
  NotAnXCoordinate = KEELBOLT_ERROR_NOT_AN_X_COORDINATE,
  PointsCancel = KEELBOLT_ERROR_POINTS_CANCEL,
  SignatureEncoding = KEELBOLT_ERROR_SIGNATURE_ENCODING,
  SeedLength = KEELBOLT_ERROR_SEED_LENGTH,
  NoMasterKey = KEELBOLT_ERROR_NO_MASTER_KEY,
  ChildIndexTooLarge = KEELBOLT_ERROR_CHILD_INDEX_TOO_LARGE,
  ChildPath = KEELBOLT_ERROR_CHILD_PATH,
  HardenedChildOfPublicKey = KEELBOLT_ERROR_HARDENED_CHILD_OF_PUBLIC_KEY,
  TooDeep = KEELBOLT_ERROR_TOO_DEEP,
  NoSuchChild = KEELBOLT_ERROR_NO_SUCH_CHILD,
  NotBase58 = KEELBOLT_ERROR_NOT_BASE58,
  ExtendedKeyLength = KEELBOLT_ERROR_EXTENDED_KEY_LENGTH,
  ExtendedKeyChecksum = KEELBOLT_ERROR_EXTENDED_KEY_CHECKSUM,
  ExtendedKeyVersion = KEELBOLT_ERROR_EXTENDED_KEY_VERSION,
  MasterKeyWithParent = KEELBOLT_ERROR_MASTER_KEY_WITH_PARENT,
  MasterKeyWithChildNumber = KEELBOLT_ERROR_MASTER_KEY_WITH_CHILD_NUMBER,
  SecretKeyPrefix = KEELBOLT_ERROR_SECRET_KEY_PREFIX,
  NoSigners = KEELBOLT_ERROR_NO_SIGNERS,
  TooManySigners = KEELBOLT_ERROR_TOO_MANY_SIGNERS,
  NotANonce = KEELBOLT_ERROR_NOT_A_NONCE,
  NonceOutOfRange = KEELBOLT_ERROR_NONCE_OUT_OF_RANGE,
  NonceOfAnotherKey = KEELBOLT_ERROR_NONCE_OF_ANOTHER_KEY,
  NotASigner = KEELBOLT_ERROR_NOT_A_SIGNER,
  NoSuchSigner = KEELBOLT_ERROR_NO_SUCH_SIGNER,
  Contributions = KEELBOLT_ERROR_CONTRIBUTIONS,
  PartialSignatureOutOfRange = KEELBOLT_ERROR_PARTIAL_SIGNATURE_OUT_OF_RANGE,
  PartialSignatureMismatch = KEELBOLT_ERROR_PARTIAL_SIGNATURE_MISMATCH,
  NonceUsed = KEELBOLT_ERROR_NONCE_USED,
  SameKey = KEELBOLT_ERROR_SAME_KEY,
  LockTimeHeight = KEELBOLT_ERROR_LOCK_TIME_HEIGHT,
  LockTimeTime = KEELBOLT_ERROR_LOCK_TIME_TIME,
  FundingValue = KEELBOLT_ERROR_FUNDING_VALUE,
  FeeAboveValue = KEELBOLT_ERROR_FEE_ABOVE_VALUE,
  BelowDustLimit = KEELBOLT_ERROR_BELOW_DUST_LIMIT,
  WrongPreimage = KEELBOLT_ERROR_WRONG_PREIMAGE,
  WrongKey = KEELBOLT_ERROR_WRONG_KEY,
  EmptyDestination = KEELBOLT_ERROR_EMPTY_DESTINATION,
  WrongLength = KEELBOLT_ERROR_WRONG_LENGTH,
  UnknownTag = KEELBOLT_ERROR_UNKNOWN_TAG,
  WitnessProgramInvalid = KEELBOLT_ERROR_WITNESS_PROGRAM_INVALID,
  NotBech32Words = KEELBOLT_ERROR_NOT_BECH32_WORDS,
  NotText = KEELBOLT_ERROR_NOT_TEXT,
  CommitmentNumberTooLarge = KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE,
  MalformedTransaction = KEELBOLT_ERROR_MALFORMED_TRANSACTION,
  PacketTooShort = KEELBOLT_ERROR_PACKET_TOO_SHORT,
  OnionVersion = KEELBOLT_ERROR_ONION_VERSION,
  EphemeralKeyNotAPoint = KEELBOLT_ERROR_EPHEMERAL_KEY_NOT_A_POINT,
  OnionHmac = KEELBOLT_ERROR_ONION_HMAC,
  PayloadTooShort = KEELBOLT_ERROR_PAYLOAD_TOO_SHORT,
  PayloadTooLong = KEELBOLT_ERROR_PAYLOAD_TOO_LONG,
  NoHops = KEELBOLT_ERROR_NO_HOPS,
  TooManyHops = KEELBOLT_ERROR_TOO_MANY_HOPS,
  ReservedPayloadLength = KEELBOLT_ERROR_RESERVED_PAYLOAD_LENGTH,
  RouteTooLong = KEELBOLT_ERROR_ROUTE_TOO_LONG,
  HopCount = KEELBOLT_ERROR_HOP_COUNT,
  PathKeyNotAPoint = KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT,
  UnexpectedPathKey = KEELBOLT_ERROR_UNEXPECTED_PATH_KEY,
  MessageType = KEELBOLT_ERROR_MESSAGE_TYPE,
  Truncated = KEELBOLT_ERROR_TRUNCATED,
  BigSizeTruncated = KEELBOLT_ERROR_BIG_SIZE_TRUNCATED,
  BigSizeNotMinimal = KEELBOLT_ERROR_BIG_SIZE_NOT_MINIMAL,
  TlvValueTruncated = KEELBOLT_ERROR_TLV_VALUE_TRUNCATED,
  TlvOrder = KEELBOLT_ERROR_TLV_ORDER,
  TlvUnknownEven = KEELBOLT_ERROR_TLV_UNKNOWN_EVEN,
  TlvWriteOrder = KEELBOLT_ERROR_TLV_WRITE_ORDER,
  RecordLength = KEELBOLT_ERROR_RECORD_LENGTH,
  RecordIntegerTooLong = KEELBOLT_ERROR_RECORD_INTEGER_TOO_LONG,
  RecordIntegerNotMinimal = KEELBOLT_ERROR_RECORD_INTEGER_NOT_MINIMAL,
  RecordNotAPoint = KEELBOLT_ERROR_RECORD_NOT_A_POINT,
  RecordMissing = KEELBOLT_ERROR_RECORD_MISSING,
  RecordForbidden = KEELBOLT_ERROR_RECORD_FORBIDDEN,
  RecordPaths = KEELBOLT_ERROR_RECORD_PATHS,
  MissingRecipientData = KEELBOLT_ERROR_MISSING_RECIPIENT_DATA,
  TwoContents = KEELBOLT_ERROR_TWO_CONTENTS,
  NotContents = KEELBOLT_ERROR_NOT_CONTENTS,
  TooLong = KEELBOLT_ERROR_TOO_LONG,
  NotBadOnion = KEELBOLT_ERROR_NOT_BAD_ONION,
  ChannelUpdateTooLong = KEELBOLT_ERROR_CHANNEL_UPDATE_TOO_LONG,
  AttributionLength = KEELBOLT_ERROR_ATTRIBUTION_LENGTH,
  ReservedRecord = KEELBOLT_ERROR_RESERVED_RECORD,
  FirstNode = KEELBOLT_ERROR_FIRST_NODE,
  TrailingBytes = KEELBOLT_ERROR_TRAILING_BYTES,
  EncryptedDataTooShort = KEELBOLT_ERROR_ENCRYPTED_DATA_TOO_SHORT,
  RecipientDataNotAuthentic = KEELBOLT_ERROR_RECIPIENT_DATA_NOT_AUTHENTIC,
  TwoNextNodes = KEELBOLT_ERROR_TWO_NEXT_NODES,
  HopLacks = KEELBOLT_ERROR_HOP_LACKS,
  HopForbids = KEELBOLT_ERROR_HOP_FORBIDS,
  DataTooLong = KEELBOLT_ERROR_DATA_TOO_LONG,
  UnknownFeature = KEELBOLT_ERROR_UNKNOWN_FEATURE,
  FeatureNotAllowed = KEELBOLT_ERROR_FEATURE_NOT_ALLOWED,
  ExpiryTooLate = KEELBOLT_ERROR_EXPIRY_TOO_LATE,
  AmountBelowMinimum = KEELBOLT_ERROR_AMOUNT_BELOW_MINIMUM,
  RelayExceedsPayment = KEELBOLT_ERROR_RELAY_EXCEEDS_PAYMENT,
  RelayTooLarge = KEELBOLT_ERROR_RELAY_TOO_LARGE,
  SecretOutOfOrder = KEELBOLT_ERROR_SECRET_OUT_OF_ORDER,
  SecretNotDerivable = KEELBOLT_ERROR_SECRET_NOT_DERIVABLE,
  StoreVersion = KEELBOLT_ERROR_STORE_VERSION,
  StoreCount = KEELBOLT_ERROR_STORE_COUNT,
  StoreTruncated = KEELBOLT_ERROR_STORE_TRUNCATED,
  FundingAmount = KEELBOLT_ERROR_FUNDING_AMOUNT,
  Balance = KEELBOLT_ERROR_BALANCE,
  TooManyHtlcs = KEELBOLT_ERROR_TOO_MANY_HTLCS,
  CommitmentFeerate = KEELBOLT_ERROR_COMMITMENT_FEERATE,
  FeeExceedsBalance = KEELBOLT_ERROR_FEE_EXCEEDS_BALANCE,
  BelowReserve = KEELBOLT_ERROR_BELOW_RESERVE,
  CommitmentSignature = KEELBOLT_ERROR_COMMITMENT_SIGNATURE,
  HtlcSignatureCount = KEELBOLT_ERROR_HTLC_SIGNATURE_COUNT,
  HtlcSignature = KEELBOLT_ERROR_HTLC_SIGNATURE,
  CltvExpiry = KEELBOLT_ERROR_CLTV_EXPIRY,
  NoSuchOutput = KEELBOLT_ERROR_NO_SUCH_OUTPUT,
  SpendPath = KEELBOLT_ERROR_SPEND_PATH,
  SecondStagePath = KEELBOLT_ERROR_SECOND_STAGE_PATH,
  SpendPreimage = KEELBOLT_ERROR_SPEND_PREIMAGE,
  NotRevoked = KEELBOLT_ERROR_NOT_REVOKED,
  NotYetRevoked = KEELBOLT_ERROR_NOT_YET_REVOKED,
  NotACommitment = KEELBOLT_ERROR_NOT_A_COMMITMENT,
  NotCombinable = KEELBOLT_ERROR_NOT_COMBINABLE,
  NoClaims = KEELBOLT_ERROR_NO_CLAIMS,
  DuplicateClaim = KEELBOLT_ERROR_DUPLICATE_CLAIM,
  ClaimVersion = KEELBOLT_ERROR_CLAIM_VERSION,
  ClaimLockTime = KEELBOLT_ERROR_CLAIM_LOCK_TIME,
  ClaimAmount = KEELBOLT_ERROR_CLAIM_AMOUNT,
  SweepFeerate = KEELBOLT_ERROR_SWEEP_FEERATE,
  FeeExceedsAmount = KEELBOLT_ERROR_FEE_EXCEEDS_AMOUNT,
  SweepDust = KEELBOLT_ERROR_SWEEP_DUST,
  SweepWeight = KEELBOLT_ERROR_SWEEP_WEIGHT,
  ClaimKey = KEELBOLT_ERROR_CLAIM_KEY,
  SignatureCount = KEELBOLT_ERROR_SIGNATURE_COUNT,
  ClaimSignature = KEELBOLT_ERROR_CLAIM_SIGNATURE,
  ShutdownScript = KEELBOLT_ERROR_SHUTDOWN_SCRIPT,
  ShutdownNotNegotiated = KEELBOLT_ERROR_SHUTDOWN_NOT_NEGOTIATED,
  UpfrontScript = KEELBOLT_ERROR_UPFRONT_SCRIPT,
  ClosingFeeExceedsBalance = KEELBOLT_ERROR_CLOSING_FEE_EXCEEDS_BALANCE,
  NoOutputs = KEELBOLT_ERROR_NO_OUTPUTS,
  ClosingDust = KEELBOLT_ERROR_CLOSING_DUST,
  AllDust = KEELBOLT_ERROR_ALL_DUST,
  NoOverlap = KEELBOLT_ERROR_NO_OVERLAP,
  FeeOutOfRange = KEELBOLT_ERROR_FEE_OUT_OF_RANGE,
  FeeChanged = KEELBOLT_ERROR_FEE_CHANGED,
  FeeNotBetween = KEELBOLT_ERROR_FEE_NOT_BETWEEN,
  NoFeeBetween = KEELBOLT_ERROR_NO_FEE_BETWEEN,
  ClosingSignature = KEELBOLT_ERROR_CLOSING_SIGNATURE,
  VariantMissing = KEELBOLT_ERROR_VARIANT_MISSING,
  VariantNotOffered = KEELBOLT_ERROR_VARIANT_NOT_OFFERED,
  ClosingSignatureCount = KEELBOLT_ERROR_CLOSING_SIGNATURE_COUNT,
  CoinCount = KEELBOLT_ERROR_COIN_COUNT,
  EmptyTransaction = KEELBOLT_ERROR_EMPTY_TRANSACTION,
  DuplicateInput = KEELBOLT_ERROR_DUPLICATE_INPUT,
  RelayAmount = KEELBOLT_ERROR_RELAY_AMOUNT,
  OutputsExceedInputs = KEELBOLT_ERROR_OUTPUTS_EXCEED_INPUTS,
  TransactionVersion = KEELBOLT_ERROR_TRANSACTION_VERSION,
  TransactionWeight = KEELBOLT_ERROR_TRANSACTION_WEIGHT,
  BaseSize = KEELBOLT_ERROR_BASE_SIZE,
  OutputScript = KEELBOLT_ERROR_OUTPUT_SCRIPT,
  RelayDust = KEELBOLT_ERROR_RELAY_DUST,
  DustUnspent = KEELBOLT_ERROR_DUST_UNSPENT,
  RelayFee = KEELBOLT_ERROR_RELAY_FEE,
  LockTime = KEELBOLT_ERROR_LOCK_TIME,
  RelativeLock = KEELBOLT_ERROR_RELATIVE_LOCK,
  RelativeTime = KEELBOLT_ERROR_RELATIVE_TIME,
  TrucParent = KEELBOLT_ERROR_TRUC_PARENT,
  TrucAncestors = KEELBOLT_ERROR_TRUC_ANCESTORS,
  TrucDescendants = KEELBOLT_ERROR_TRUC_DESCENDANTS,
  ScriptSig = KEELBOLT_ERROR_SCRIPT_SIG,
  AnchorWitness = KEELBOLT_ERROR_ANCHOR_WITNESS,
  UnknownProgram = KEELBOLT_ERROR_UNKNOWN_PROGRAM,
  NoWitness = KEELBOLT_ERROR_NO_WITNESS,
  WitnessScript = KEELBOLT_ERROR_WITNESS_SCRIPT,
  WitnessElements = KEELBOLT_ERROR_WITNESS_ELEMENTS,
  WitnessElement = KEELBOLT_ERROR_WITNESS_ELEMENT,
  MinimalIf = KEELBOLT_ERROR_MINIMAL_IF,
  WitnessSignature = KEELBOLT_ERROR_WITNESS_SIGNATURE,
  SighashType = KEELBOLT_ERROR_SIGHASH_TYPE,
  NullPointer = KEELBOLT_ERROR_NULL_POINTER,
  Panic = KEELBOLT_ERROR_PANIC,
  UnknownEnumValue = KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE,
  IndexOutOfRange = KEELBOLT_ERROR_INDEX_OUT_OF_RANGE,
  StructSize = KEELBOLT_ERROR_STRUCT_SIZE,
  InvalidHandle = KEELBOLT_ERROR_INVALID_HANDLE,
  TooMany = KEELBOLT_ERROR_TOO_MANY,
  VtxoTruncated = KEELBOLT_ERROR_VTXO_TRUNCATED,
  VtxoCount = KEELBOLT_ERROR_VTXO_COUNT,
  VtxoTrailingBytes = KEELBOLT_ERROR_VTXO_TRAILING_BYTES,
  VtxoVersion = KEELBOLT_ERROR_VTXO_VERSION,
  VtxoHeight = KEELBOLT_ERROR_VTXO_HEIGHT,
  VtxoDelta = KEELBOLT_ERROR_VTXO_DELTA,
  VtxoKey = KEELBOLT_ERROR_VTXO_KEY,
  PolicyType = KEELBOLT_ERROR_POLICY_TYPE,
  ServerPolicy = KEELBOLT_ERROR_SERVER_POLICY,
  TransitionType = KEELBOLT_ERROR_TRANSITION_TYPE,
  NoCosigners = KEELBOLT_ERROR_NO_COSIGNERS,
  VtxoTweak = KEELBOLT_ERROR_VTXO_TWEAK,
  VtxoUnlock = KEELBOLT_ERROR_VTXO_UNLOCK,
  NoTransactionOutputs = KEELBOLT_ERROR_NO_TRANSACTION_OUTPUTS,
  VtxoOutputIndex = KEELBOLT_ERROR_VTXO_OUTPUT_INDEX,
  VtxoScriptLength = KEELBOLT_ERROR_VTXO_SCRIPT_LENGTH,
  VtxoTooMany = KEELBOLT_ERROR_VTXO_TOO_MANY,
  VtxoCountAboveInput = KEELBOLT_ERROR_VTXO_COUNT_ABOVE_INPUT,
  NoGenesis = KEELBOLT_ERROR_NO_GENESIS,
  UnexpectedGenesis = KEELBOLT_ERROR_UNEXPECTED_GENESIS,
  TooFewLeaves = KEELBOLT_ERROR_TOO_FEW_LEAVES,
  VtxoAmountOverflow = KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW,
  NotAVtxoId = KEELBOLT_ERROR_NOT_A_VTXO_ID,
  LockHeightTooLarge = KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE,
  LockDeltaTooLarge = KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE,
  NotAClause = KEELBOLT_ERROR_NOT_A_CLAUSE,
  ClausePreimage = KEELBOLT_ERROR_CLAUSE_PREIMAGE,
  ClauseKey = KEELBOLT_ERROR_CLAUSE_KEY,
  ChainAnchorValue = KEELBOLT_ERROR_CHAIN_ANCHOR_VALUE,
  ChainAnchorScript = KEELBOLT_ERROR_CHAIN_ANCHOR_SCRIPT,
  NoHopSignature = KEELBOLT_ERROR_NO_HOP_SIGNATURE,
  NoHopPreimage = KEELBOLT_ERROR_NO_HOP_PREIMAGE,
  HopSignature = KEELBOLT_ERROR_HOP_SIGNATURE,
  VtxoPoint = KEELBOLT_ERROR_VTXO_POINT,
  ExitDust = KEELBOLT_ERROR_EXIT_DUST,
  ExitScript = KEELBOLT_ERROR_EXIT_SCRIPT,
  SecondData = KEELBOLT_ERROR_SECOND_DATA,
  ExitWeight = KEELBOLT_ERROR_EXIT_WEIGHT,
  WrongAnchor = KEELBOLT_ERROR_WRONG_ANCHOR,
  AnchorOutput = KEELBOLT_ERROR_ANCHOR_OUTPUT,
  Confirmations = KEELBOLT_ERROR_CONFIRMATIONS,
  AnchorSpent = KEELBOLT_ERROR_ANCHOR_SPENT,
  VtxoServerKey = KEELBOLT_ERROR_VTXO_SERVER_KEY,
  NodeWithoutServer = KEELBOLT_ERROR_NODE_WITHOUT_SERVER,
  VtxoExitDelta = KEELBOLT_ERROR_VTXO_EXIT_DELTA,
  VtxoExpiry = KEELBOLT_ERROR_VTXO_EXPIRY,
  HtlcExpiry = KEELBOLT_ERROR_HTLC_EXPIRY,
  VtxoDepth = KEELBOLT_ERROR_VTXO_DEPTH,
  VtxoPolicy = KEELBOLT_ERROR_VTXO_POLICY,
  VtxoOwnKey = KEELBOLT_ERROR_VTXO_OWN_KEY,
  LeafKey = KEELBOLT_ERROR_LEAF_KEY,
  VtxoAmount = KEELBOLT_ERROR_VTXO_AMOUNT,
  VtxoUnlockHash = KEELBOLT_ERROR_VTXO_UNLOCK_HASH,
  VtxoHashLock = KEELBOLT_ERROR_VTXO_HASH_LOCK,
  AddressTooLong = KEELBOLT_ERROR_ADDRESS_TOO_LONG,
  AddressPrefix = KEELBOLT_ERROR_ADDRESS_PREFIX,
  NoAddressVersion = KEELBOLT_ERROR_NO_ADDRESS_VERSION,
  ArkadeAddress = KEELBOLT_ERROR_ARKADE_ADDRESS,
  AddressVersion = KEELBOLT_ERROR_ADDRESS_VERSION,
  AddressPadding = KEELBOLT_ERROR_ADDRESS_PADDING,
  AddressTruncated = KEELBOLT_ERROR_ADDRESS_TRUNCATED,
  AddressFieldLength = KEELBOLT_ERROR_ADDRESS_FIELD_LENGTH,
  EmptyDelivery = KEELBOLT_ERROR_EMPTY_DELIVERY,
  MailboxLength = KEELBOLT_ERROR_MAILBOX_LENGTH,
  MailboxKey = KEELBOLT_ERROR_MAILBOX_KEY,
  KnownDelivery = KEELBOLT_ERROR_KNOWN_DELIVERY,
  NoSuchLeaf = KEELBOLT_ERROR_NO_SUCH_LEAF,
  TreeSignatureCount = KEELBOLT_ERROR_TREE_SIGNATURE_COUNT,
  NodeSignature = KEELBOLT_ERROR_NODE_SIGNATURE,
  OtherTree = KEELBOLT_ERROR_OTHER_TREE,
  NoLeafForOutput = KEELBOLT_ERROR_NO_LEAF_FOR_OUTPUT,
  LeafPolicy = KEELBOLT_ERROR_LEAF_POLICY,
  LeafAmount = KEELBOLT_ERROR_LEAF_AMOUNT,
  LeafUnlockHash = KEELBOLT_ERROR_LEAF_UNLOCK_HASH,
  CosignKey = KEELBOLT_ERROR_COSIGN_KEY,
  TreeServerKey = KEELBOLT_ERROR_TREE_SERVER_KEY,
  ServerDoesNotSign = KEELBOLT_ERROR_SERVER_DOES_NOT_SIGN,
  TreeExitDelta = KEELBOLT_ERROR_TREE_EXIT_DELTA,
  TreeExpiry = KEELBOLT_ERROR_TREE_EXPIRY,
  TreeDepth = KEELBOLT_ERROR_TREE_DEPTH,
  TreeDust = KEELBOLT_ERROR_TREE_DUST,
  SignerCount = KEELBOLT_ERROR_SIGNER_COUNT,
  ContributionOfLeaf = KEELBOLT_ERROR_CONTRIBUTION_OF_LEAF,
  TreeNonceCount = KEELBOLT_ERROR_TREE_NONCE_COUNT,
  AggregateNonceCount = KEELBOLT_ERROR_AGGREGATE_NONCE_COUNT,
  TreePartialSignatureCount = KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE_COUNT,
  TreePartialSignature = KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE,
  TreeAggregateNonce = KEELBOLT_ERROR_TREE_AGGREGATE_NONCE,
  TreeNonce = KEELBOLT_ERROR_TREE_NONCE,
};

/// Who has to act on an error.
enum class Blame : std::int32_t {
  /// The bytes came from somebody else and break the specification.
  Peer = KEELBOLT_BLAME_PEER,
  /// The calling program asked for what cannot be.
  Caller = KEELBOLT_BLAME_CALLER,
  /// Nothing is wrong but a size.
  Capacity = KEELBOLT_BLAME_CAPACITY,
};

/// Which part of an onion an error is about.
enum class OnionPart : std::int32_t {
  /// None: the error is not about a part, or its name says about which.
  None = 0,
  /// The packet.
  Packet = KEELBOLT_ONION_PART_PACKET,
  /// The payload of a hop.
  Payload = KEELBOLT_ONION_PART_PAYLOAD,
  /// What the creator of a blinded path tells one of its hops.
  RecipientData = KEELBOLT_ONION_PART_RECIPIENT_DATA,
  /// A blinded path.
  BlindedPath = KEELBOLT_ONION_PART_BLINDED_PATH,
  /// The path for the answer to an onion message.
  ReplyPath = KEELBOLT_ONION_PART_REPLY_PATH,
  /// An onion message.
  Message = KEELBOLT_ONION_PART_MESSAGE,
  /// A failure.
  Failure = KEELBOLT_ONION_PART_FAILURE,
  /// What a recipient tells the origin of a payment that it fulfills.
  FulfillmentPayload = KEELBOLT_ONION_PART_FULFILLMENT_PAYLOAD,
  /// The paths that a trampoline node is given to the recipient.
  RecipientPaths = KEELBOLT_ONION_PART_RECIPIENT_PATHS,
};

/// The bitcoin network on which an invoice is paid.
enum class Network : std::int32_t {
  Bitcoin = KEELBOLT_NETWORK_BITCOIN,
  Testnet = KEELBOLT_NETWORK_TESTNET,
  Signet = KEELBOLT_NETWORK_SIGNET,
  Regtest = KEELBOLT_NETWORK_REGTEST,
};

/// A place where feature bits are presented (BOLT 9).
enum class FeatureContext : std::int32_t {
  Init = KEELBOLT_FEATURE_CONTEXT_INIT,
  NodeAnnouncement = KEELBOLT_FEATURE_CONTEXT_NODE_ANNOUNCEMENT,
  ChannelAnnouncement = KEELBOLT_FEATURE_CONTEXT_CHANNEL_ANNOUNCEMENT,
  Invoice = KEELBOLT_FEATURE_CONTEXT_INVOICE,
  BlindedPath = KEELBOLT_FEATURE_CONTEXT_BLINDED_PATH,
  ChannelType = KEELBOLT_FEATURE_CONTEXT_CHANNEL_TYPE,
};

/// What was wrong and where. what() is a line for people.
class Error : public std::runtime_error {
 public:
  /// An error as the C functions report it.
  explicit Error(const keelbolt_error &detail) : std::runtime_error(message(detail)), detail_(detail) {}

  /// What went wrong.
  Code code() const noexcept { return static_cast<Code>(detail_.status); }
  /// The name of the code, such as "Bech32Checksum".
  std::string_view name() const noexcept { return keelbolt_status_str(detail_.status); }
  /// Who has to act.
  Blame blame() const noexcept {
    std::int32_t blame = KEELBOLT_BLAME_CALLER;
    return keelbolt_error_blame(&blame, &detail_) == KEELBOLT_OK ? static_cast<Blame>(blame) : Blame::Caller;
  }
  /// The bech32 letter of the field, where the error is one of a field.
  std::optional<char> field() const noexcept {
    return detail_.field == 0 ? std::nullopt : std::optional<char>(detail_.field);
  }

  // Which of the following count stands at the code in keelbolt.h; the others are zero.

  /// What lies behind the code: the error of a malformed signature.
  Code cause() const noexcept { return static_cast<Code>(detail_.cause); }
  /// Where, in characters from the start of the invoice, or in bytes from the start of the text or of the part of an
  /// onion.
  std::uint64_t offset() const noexcept { return detail_.offset; }
  /// What should have been there.
  std::uint64_t expected() const noexcept { return detail_.expected; }
  /// What was there instead.
  std::uint64_t found() const noexcept { return detail_.found; }
  /// Where in the description, in bytes.
  std::uint64_t byte() const noexcept { return detail_.byte; }
  /// The index that was asked for.
  std::uint64_t index() const noexcept { return detail_.index; }
  /// How many there are.
  std::uint64_t length() const noexcept { return detail_.length; }
  /// The last second in which the invoice could be paid, in seconds since 1970.
  std::uint64_t expires_at() const noexcept { return detail_.expires_at; }
  /// The time that the caller gave, in seconds since 1970.
  std::uint64_t now() const noexcept { return detail_.now; }
  /// The feature bit.
  std::uint32_t bit() const noexcept { return detail_.bit; }
  /// The even bit of the feature that is missing.
  std::uint32_t missing() const noexcept { return detail_.missing; }
  /// The version of the fallback.
  std::uint32_t version() const noexcept { return detail_.version; }
  /// Which part of an onion.
  OnionPart part() const noexcept { return static_cast<OnionPart>(detail_.part); }
  /// The type of the record.
  std::uint64_t record() const noexcept { return detail_.record; }
  /// The type of the record before it.
  std::uint64_t previous() const noexcept { return detail_.previous; }
  /// The hop, the first being 0.
  std::uint64_t hop() const noexcept { return detail_.hop; }
  /// A keelbolt_error_subject: what the key, the signature or the derivation belongs to.
  std::int32_t subject() const noexcept { return detail_.subject; }
  /// Whose: a keelbolt_channel_node.
  std::int32_t node() const noexcept { return detail_.node; }
  /// What the output is: a keelbolt_output_kind.
  std::int32_t kind() const noexcept { return detail_.kind; }
  /// The form of the script: a keelbolt_shutdown_form.
  std::int32_t form() const noexcept { return detail_.form; }
  /// Which closing transaction: a keelbolt_closing_variant.
  std::int32_t variant() const noexcept { return detail_.variant; }
  /// The lock time of the transaction.
  std::uint32_t lock_time() const noexcept { return detail_.lock_time; }
  /// The step of the path, the first being 0.
  std::uint64_t step() const noexcept { return detail_.step; }
  /// The signer, in the order of the keys; the first is 0.
  std::uint64_t signer() const noexcept { return detail_.signer; }
  /// The fee, in satoshi.
  std::uint64_t fee() const noexcept { return detail_.fee; }
  /// What the output holds, in satoshi.
  std::uint64_t value() const noexcept { return detail_.value; }
  /// The number of the commitment.
  std::uint64_t number() const noexcept { return detail_.number; }
  /// The number of an earlier commitment.
  std::uint64_t earlier() const noexcept { return detail_.earlier; }
  /// The index of the HTLC in the draft.
  std::uint64_t htlc() const noexcept { return detail_.htlc; }
  /// The index of the input.
  std::uint64_t input() const noexcept { return detail_.input; }
  /// The index of the output.
  std::uint64_t output() const noexcept { return detail_.output; }
  /// The index of the witness element.
  std::uint64_t element() const noexcept { return detail_.element; }
  /// The lower fee, in satoshi.
  std::uint64_t low() const noexcept { return detail_.low; }
  /// The higher fee, in satoshi.
  std::uint64_t high() const noexcept { return detail_.high; }
  /// The end of the range that begins with expected.
  std::uint64_t expected_max() const noexcept { return detail_.expected_max; }
  /// The end of the range that begins with found.
  std::uint64_t found_max() const noexcept { return detail_.found_max; }
  /// The height of the last block.
  std::uint64_t height() const noexcept { return detail_.height; }
  /// Which transaction of an exit, the one that spends the output on chain being 0.
  std::uint64_t depth() const noexcept { return detail_.depth; }
  /// Which other output of that transaction; none where it is the output of the VTXO itself.
  std::optional<std::uint64_t> sibling() const noexcept {
    return detail_.is_own ? std::nullopt : std::optional<std::uint64_t>(detail_.sibling);
  }
  /// How many bytes are left.
  std::uint64_t left() const noexcept { return detail_.left; }
  /// The number of the leaf, the first being 0.
  std::uint64_t leaf() const noexcept { return detail_.leaf; }
  /// The number of the node of a tree.
  std::uint64_t tree_node() const noexcept { return detail_.tree_node; }
  /// What was counted: a keelbolt_counted.
  std::int32_t counted() const noexcept { return detail_.counted; }
  /// Who signs: a keelbolt_tree_signer_kind, which says what signer() is the number of.
  std::int32_t signer_kind() const noexcept { return detail_.signer_kind; }

  /// The error as the C functions know it.
  const keelbolt_error &detail() const noexcept { return detail_; }

 private:
  static std::string message(const keelbolt_error &detail) {
    std::size_t length = 0;
    if (keelbolt_error_message(nullptr, &length, &detail) != KEELBOLT_ERROR_BUFFER_TOO_SMALL) {
      return keelbolt_status_str(detail.status);
    }
    std::string text(length, '\0');
    if (keelbolt_error_message(text.data(), &length, &detail) != KEELBOLT_OK) {
      return keelbolt_status_str(detail.status);
    }
    return text;
  }

  keelbolt_error detail_;
};

/// A value, or the error that stands in its place; for code that does not want exceptions.
template <class T>
class Result {
 public:
  Result(T value) : outcome_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : outcome_(std::in_place_index<1>, std::move(error)) {}

  /// Whether there is a value.
  bool has_value() const noexcept { return outcome_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  /// The value; throws the error where there is none.
  T &value() & { return has_value() ? std::get<0>(outcome_) : throw std::get<1>(outcome_); }
  const T &value() const & { return has_value() ? std::get<0>(outcome_) : throw std::get<1>(outcome_); }
  T &&value() && { return std::move(value()); }
  T &operator*() & { return value(); }
  const T &operator*() const & { return value(); }
  T *operator->() { return &value(); }
  const T *operator->() const { return &value(); }

  /// The error; std::bad_variant_access where there is a value.
  const Error &error() const { return std::get<1>(outcome_); }

 private:
  std::variant<T, Error> outcome_;
};

/// Elements that somebody else owns, for the length of a call.
template <class T>
class View {
 public:
  constexpr View() noexcept = default;
  constexpr View(const T *data, std::size_t size) noexcept : data_(data), size_(size) {}
  View(const std::vector<T> &elements) noexcept : View(elements.data(), elements.size()) {}
  View(std::initializer_list<T> elements) noexcept : View(elements.begin(), elements.size()) {}
  template <std::size_t N>
  constexpr View(const std::array<T, N> &elements) noexcept : View(elements.data(), N) {}
  template <std::size_t N>
  constexpr View(const T (&elements)[N]) noexcept : View(elements, N) {}

  constexpr const T *data() const noexcept { return data_; }
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr bool empty() const noexcept { return size_ == 0; }
  constexpr const T *begin() const noexcept { return data_; }
  constexpr const T *end() const noexcept { return data_ + size_; }
  constexpr const T &operator[](std::size_t index) const { return data_[index]; }

 private:
  const T *data_ = nullptr;
  std::size_t size_ = 0;
};

/// Bytes that somebody else owns.
using ByteView = View<std::uint8_t>;
/// Bytes.
using Bytes = std::vector<std::uint8_t>;

/// N public bytes of one meaning; values of different meanings do not mix.
template <std::size_t N, class Meaning>
struct FixedBytes {
  std::array<std::uint8_t, N> bytes{};

  /// Lower-case hex, for people.
  std::string hex() const {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(2 * N);
    for (const std::uint8_t byte : bytes) {
      text.push_back(digits[byte >> 4]);
      text.push_back(digits[byte & 15]);
    }
    return text;
  }

  friend bool operator==(const FixedBytes &a, const FixedBytes &b) noexcept { return a.bytes == b.bytes; }
  friend bool operator!=(const FixedBytes &a, const FixedBytes &b) noexcept { return a.bytes != b.bytes; }
  friend bool operator<(const FixedBytes &a, const FixedBytes &b) noexcept { return a.bytes < b.bytes; }
};

/// SHA-256 of the preimage that proves a payment.
using PaymentHash = FixedBytes<32, struct PaymentHashMeaning>;
/// What the payer repeats in the onion. It is printed in the invoice.
using PaymentSecret = FixedBytes<32, struct PaymentSecretMeaning>;
/// A SHA-256 digest.
using Sha256 = FixedBytes<32, struct Sha256Meaning>;
/// A compressed public key.
using PublicKey = FixedBytes<33, struct PublicKeyMeaning>;

/// N secret bytes of one meaning: moved, not copied; wiped when they end; not to be printed or compared.
template <std::size_t N, class Meaning>
class Secret {
 public:
  /// Takes the bytes over and wipes the argument.
  explicit Secret(std::array<std::uint8_t, N> &&bytes) noexcept : bytes_(bytes) { wipe(bytes); }
  Secret(Secret &&other) noexcept : bytes_(other.bytes_) { wipe(other.bytes_); }
  Secret &operator=(Secret &&other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      wipe(other.bytes_);
    }
    return *this;
  }
  Secret(const Secret &) = delete;
  Secret &operator=(const Secret &) = delete;
  ~Secret() { wipe(bytes_); }

  /// The bytes themselves. Each use is a place to look at in a review.
  const std::array<std::uint8_t, N> &expose() const noexcept { return bytes_; }

 private:
  static void wipe(std::array<std::uint8_t, N> &bytes) noexcept {
    // Through a volatile pointer, so that the compiler may not leave it out.
    volatile std::uint8_t *byte = bytes.data();
    for (std::size_t index = 0; index < N; ++index) {
      byte[index] = 0;
    }
  }

  std::array<std::uint8_t, N> bytes_;
};

/// A secret key: an integer of 1..n, big-endian. Its range is checked where it is used.
using SecretKey = Secret<32, struct SecretKeyMeaning>;
/// The bytes whose hash is paid for.
using Preimage = Secret<32, struct PreimageMeaning>;
/// 32 bytes from the host's random number generator; each serves one call, so it is moved into it.
using Entropy = Secret<32, struct EntropyMeaning>;

/// An ECDSA signature with the id by which its key is recovered.
struct Signature {
  /// R and S, big-endian.
  std::array<std::uint8_t, 64> compact{};
  /// 0 to 3.
  std::uint8_t recovery_id = 0;

  friend bool operator==(const Signature &a, const Signature &b) noexcept {
    return a.compact == b.compact && a.recovery_id == b.recovery_id;
  }
  friend bool operator!=(const Signature &a, const Signature &b) noexcept { return !(a == b); }
};

namespace detail {

/// Room for the detail of an error.
inline keelbolt_error new_error() noexcept {
  keelbolt_error error = {};
  error.struct_size = sizeof error;
  return error;
}

/// Throws unless the call succeeded.
inline void check(std::int32_t status, keelbolt_error error) {
  if (status != KEELBOLT_OK) {
    error.status = status;
    throw Error(error);
  }
}

/// Throws unless the call, which gives no detail, succeeded.
inline void check(std::int32_t status) { check(status, new_error()); }

/// Asks for the size, makes room, asks again. `Out` is a string or a vector.
template <class Out, class Call>
Out two_calls(Call call) {
  std::size_t size = 0;
  keelbolt_error error = new_error();
  const std::int32_t asked = call(static_cast<typename Out::value_type *>(nullptr), &size, &error);
  if (asked != KEELBOLT_ERROR_BUFFER_TOO_SMALL) {
    check(asked, error);
    return Out();
  }
  Out out(size, typename Out::value_type());
  check(call(out.data(), &size, &error), error);
  return out;
}

}  // namespace detail

/// The version of the library that runs, such as "0.1.0"; KEELBOLT_VERSION is that of the header.
inline std::string_view version() noexcept { return keelbolt_version(); }

/// One channel of a private route.
struct RouteHop {
  /// The node at the start of the channel.
  PublicKey pubkey;
  /// The channel (BOLT 7).
  std::uint64_t short_channel_id = 0;
  /// The fee for every payment, in millisatoshi.
  std::uint32_t fee_base_msat = 0;
  /// The fee for every million of the amount.
  std::uint32_t fee_proportional_millionths = 0;
  /// The blocks that the node wants between the incoming and the outgoing HTLC.
  std::uint16_t cltv_expiry_delta = 0;

  /// The channel in the form that people read, such as 540492x2471x1.
  std::string short_channel_id_text() const {
    return detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *) {
      return keelbolt_short_channel_id_text(out, size, short_channel_id);
    });
  }
};

/// A private route to the payee: one hop or more, in order.
using RouteHint = std::vector<RouteHop>;

/// Where the payee also accepts an on-chain payment.
struct Fallback {
  /// 17 for P2PKH, 18 for P2SH, 0 to 16 for witness programs; others are not known today.
  std::uint8_t version = 0;
  /// The hash or the witness program; empty for an unknown version.
  Bytes program;
  /// The data of an unknown version in the bech32 alphabet, else empty.
  std::string words;

  /// The address, where the version has one.
  std::optional<std::string> address(Network network) const {
    bool present = false;
    const keelbolt_fallback c = to_c();
    auto text = detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_fallback_address(&present, out, size, &c, static_cast<std::int32_t>(network), error);
    });
    return present ? std::optional<std::string>(std::move(text)) : std::nullopt;
  }

  /// The output script that pays it, where the version has one.
  std::optional<Bytes> script_pubkey() const {
    bool present = false;
    const keelbolt_fallback c = to_c();
    auto script = detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_fallback_script_pubkey(&present, out, size, &c, error);
    });
    return present ? std::optional<Bytes>(std::move(script)) : std::nullopt;
  }

 private:
  friend class Invoice;
  friend struct Draft;

  static Fallback from_c(const keelbolt_fallback &c) {
    return {c.version, Bytes(c.program, c.program + c.program_length),
            c.words == nullptr ? std::string() : std::string(c.words, c.words_length)};
  }

  keelbolt_fallback to_c() const noexcept {
    keelbolt_fallback c = {};
    c.version = version;
    // A program that is too long keeps a length that the library refuses.
    c.program_length = static_cast<std::uint8_t>(std::min<std::size_t>(program.size(), 255));
    std::copy_n(program.begin(), std::min(program.size(), sizeof c.program), c.program);
    c.words = words.data();
    c.words_length = words.size();
    return c;
  }

  Fallback(std::uint8_t version_, Bytes program_, std::string words_)
      : version(version_), program(std::move(program_)), words(std::move(words_)) {}

 public:
  Fallback() = default;
  /// A fallback of a version that is known.
  Fallback(std::uint8_t version_, Bytes program_) : version(version_), program(std::move(program_)) {}
};

/// A field of a type that this version does not know.
struct UnknownField {
  /// The bech32 letter of the type.
  char tag = 0;
  /// The data in the bech32 alphabet, 5 bits a character.
  std::string words;
};

/// What every payment needs, of an invoice that may be paid.
struct Payable {
  /// Whom to pay: the key whose signature was found valid.
  PublicKey payee;
  /// What the HTLCs are locked to.
  PaymentHash payment_hash;
  /// What the last onion layer must repeat.
  PaymentSecret payment_secret;
  /// The hash of the description, where the invoice has not the description itself.
  std::optional<Sha256> description_hash;
};

/// An invoice that was read. It owns its text; it is moved, not copied, and what it was moved from throws
/// Code::InvalidHandle.
class Invoice {
 public:
  /// Reads an invoice, in either case, with nothing around it. Throws Error.
  static Invoice parse(std::string_view text) { return try_parse(text).value(); }
  /// As parse, without an exception.
  static Result<Invoice> try_parse(std::string_view text) { return read(text, keelbolt_invoice_parse); }
  /// Finds and reads the invoice in a `lightning:` link, a `bitcoin:` link with a `lightning=` parameter, or plain.
  static Invoice parse_uri(std::string_view text) { return try_parse_uri(text).value(); }
  /// As parse_uri, without an exception.
  static Result<Invoice> try_parse_uri(std::string_view text) { return read(text, keelbolt_invoice_parse_uri); }

  Invoice(Invoice &&other) noexcept : text_(std::move(other.text_)), handle_(std::exchange(other.handle_, {})) {}
  Invoice &operator=(Invoice &&other) noexcept {
    text_ = std::move(other.text_);
    handle_ = std::exchange(other.handle_, {});
    return *this;
  }
  Invoice(const Invoice &) = delete;
  Invoice &operator=(const Invoice &) = delete;
  ~Invoice() = default;

  /// The invoice itself, in the case in which it came; lives as long as this object.
  std::string_view text() const {
    const char *text = nullptr;
    std::size_t length = 0;
    detail::check(keelbolt_invoice_text(&text, &length, &handle_));
    return {text, length};
  }

  /// The network on which it is paid.
  Network network() const { return static_cast<Network>(number<std::int32_t>(keelbolt_invoice_network)); }

  /// The least amount to be paid, in millisatoshi; where there is none the payer chooses.
  std::optional<std::uint64_t> amount_msat() const {
    bool present = false;
    std::uint64_t amount = 0;
    detail::check(keelbolt_invoice_amount(&present, &amount, &handle_));
    return present ? std::optional<std::uint64_t>(amount) : std::nullopt;
  }

  /// When it was made, in seconds since 1970.
  std::uint64_t timestamp() const { return number<std::uint64_t>(keelbolt_invoice_timestamp); }
  /// How long it can be paid, counted from the timestamp: field `x`, or an hour.
  std::uint64_t expiry_seconds() const { return number<std::uint64_t>(keelbolt_invoice_expiry); }
  /// The last second in which it can be paid.
  std::uint64_t expires_at() const { return number<std::uint64_t>(keelbolt_invoice_expires_at); }
  /// The blocks that the payee wants left when the last HTLC arrives: field `c`, or 18.
  std::uint64_t min_final_cltv_expiry_delta() const {
    return number<std::uint64_t>(keelbolt_invoice_min_final_cltv_expiry_delta);
  }

  /// Field `p`.
  std::optional<PaymentHash> payment_hash() const { return optional<PaymentHash>(keelbolt_invoice_payment_hash); }
  /// Field `s`.
  std::optional<PaymentSecret> payment_secret() const {
    return optional<PaymentSecret>(keelbolt_invoice_payment_secret);
  }
  /// Field `h`: SHA-256 of a description that is found elsewhere; check it with sha256.
  std::optional<Sha256> description_hash() const { return optional<Sha256>(keelbolt_invoice_description_hash); }
  /// Field `n`. Most invoices leave it to the signature; payee() gives it in both cases.
  std::optional<PublicKey> payee_field() const { return optional<PublicKey>(keelbolt_invoice_payee_field); }

  /// Field `d`, in UTF-8. It is a stranger's text.
  std::optional<std::string> description() const {
    bool present = false;
    auto text = detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *) {
      return keelbolt_invoice_description(&present, out, size, &handle_);
    });
    return present ? std::optional<std::string>(std::move(text)) : std::nullopt;
  }

  /// Field `m`: what the payee wants back in the onion.
  std::optional<Bytes> metadata() const {
    bool present = false;
    auto bytes = detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *) {
      return keelbolt_invoice_metadata(&present, out, size, &handle_);
    });
    return present ? std::optional<Bytes>(std::move(bytes)) : std::nullopt;
  }

  /// Whom it pays, checked against the signature. Throws Error.
  PublicKey payee() const {
    PublicKey payee;
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_invoice_payee(payee.bytes.data(), &handle_, &error), error);
    return payee;
  }

  /// The signature as it stands; whether it holds, payee() tells.
  Signature signature() const {
    Signature signature;
    detail::check(keelbolt_invoice_signature(signature.compact.data(), &signature.recovery_id, &handle_));
    return signature;
  }

  /// What the signature signs.
  Sha256 signature_hash() const {
    Sha256 hash;
    detail::check(keelbolt_invoice_signature_hash(hash.bytes.data(), &handle_));
    return hash;
  }

  /// The numbers of the feature bits that are set, ascending.
  std::vector<std::uint32_t> features() const {
    return detail::two_calls<std::vector<std::uint32_t>>(
        [&](std::uint32_t *out, std::size_t *size, keelbolt_error *) {
          return keelbolt_invoice_features(out, size, &handle_);
        });
  }

  /// Whether this very feature bit is set.
  bool contains_feature(std::uint32_t bit) const { return answer(keelbolt_invoice_contains_feature, bit); }
  /// Whether either bit of the feature's pair is set.
  bool offers_feature(std::uint32_t bit) const { return answer(keelbolt_invoice_offers_feature, bit); }

  /// Throws Error unless every compulsory bit is known and every dependency is set.
  void check_features(View<std::uint32_t> known) const {
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_invoice_check_features(&handle_, known.data(), known.size(), &error), error);
  }

  /// The on-chain fallbacks, the preferred first.
  std::vector<Fallback> fallbacks() const {
    std::vector<Fallback> list;
    const auto count = number<std::size_t>(keelbolt_invoice_fallback_count);
    for (std::size_t index = 0; index < count; ++index) {
      keelbolt_fallback c = {};
      detail::check(keelbolt_invoice_fallback(&c, &handle_, index, nullptr));
      list.push_back(Fallback::from_c(c));
    }
    return list;
  }

  /// The private routes.
  std::vector<RouteHint> route_hints() const {
    std::vector<RouteHint> list;
    const auto count = number<std::size_t>(keelbolt_invoice_route_hint_count);
    for (std::size_t index = 0; index < count; ++index) {
      const auto hops = detail::two_calls<std::vector<keelbolt_route_hop>>(
          [&](keelbolt_route_hop *out, std::size_t *size, keelbolt_error *error) {
            return keelbolt_invoice_route_hint(out, size, &handle_, index, error);
          });
      RouteHint hint;
      for (const keelbolt_route_hop &c : hops) {
        RouteHop hop;
        std::copy_n(c.pubkey, hop.pubkey.bytes.size(), hop.pubkey.bytes.begin());
        hop.short_channel_id = c.short_channel_id;
        hop.fee_base_msat = c.fee_base_msat;
        hop.fee_proportional_millionths = c.fee_proportional_millionths;
        hop.cltv_expiry_delta = c.cltv_expiry_delta;
        hint.push_back(hop);
      }
      list.push_back(std::move(hint));
    }
    return list;
  }

  /// The types of all fields in their order, as bech32 letters.
  std::string tags() const {
    return detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *) {
      return keelbolt_invoice_tags(out, size, &handle_);
    });
  }

  /// The fields of types that this version does not know.
  std::vector<UnknownField> unknown_fields() const {
    std::vector<UnknownField> list;
    const auto count = number<std::size_t>(keelbolt_invoice_unknown_field_count);
    for (std::size_t index = 0; index < count; ++index) {
      keelbolt_unknown_field c = {};
      detail::check(keelbolt_invoice_unknown_field(&c, &handle_, index, nullptr));
      list.push_back({c.tag, std::string(c.words, c.words_length)});
    }
    return list;
  }

  /// Asks whether features, amount and time let this payer pay, and to whom; `now` in seconds since 1970. Throws
  /// Error. Left to the payer: the network, an amount where there is none, a hashed description.
  Payable check_payable(View<std::uint32_t> known_features, std::uint64_t now) const {
    keelbolt_payable c = {};
    c.struct_size = sizeof c;
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_invoice_check_payable(&c, &handle_, known_features.data(), known_features.size(), now,
                                                 &error),
                  error);
    Payable payable;
    std::copy_n(c.payee, payable.payee.bytes.size(), payable.payee.bytes.begin());
    std::copy_n(c.payment_hash, payable.payment_hash.bytes.size(), payable.payment_hash.bytes.begin());
    std::copy_n(c.payment_secret, payable.payment_secret.bytes.size(), payable.payment_secret.bytes.begin());
    if (c.has_description_hash) {
      payable.description_hash.emplace();
      std::copy_n(c.description_hash, sizeof c.description_hash, payable.description_hash->bytes.begin());
    }
    return payable;
  }

  /// Writes the fields once more, each in its shortest form, and signs them. Throws Error.
  Invoice sign(const SecretKey &key, Entropy entropy) const {
    return parse(detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_invoice_sign(out, size, &handle_, key.expose().data(), entropy.expose().data(), error);
    }));
  }

 private:
  Invoice() = default;

  template <class Parse>
  static Result<Invoice> read(std::string_view text, Parse parse) {
    Invoice invoice;
    invoice.text_ = std::make_unique<char[]>(std::max<std::size_t>(text.size(), 1));
    std::copy(text.begin(), text.end(), invoice.text_.get());
    keelbolt_error error = detail::new_error();
    if (parse(&invoice.handle_, invoice.text_.get(), text.size(), &error) != KEELBOLT_OK) {
      return Error(error);
    }
    return invoice;
  }

  template <class T, class Call>
  T number(Call call) const {
    T value = 0;
    detail::check(call(&value, &handle_));
    return value;
  }

  template <class T, class Call>
  std::optional<T> optional(Call call) const {
    bool present = false;
    T value;
    detail::check(call(&present, value.bytes.data(), &handle_));
    return present ? std::optional<T>(value) : std::nullopt;
  }

  template <class Call>
  bool answer(Call call, std::uint32_t bit) const {
    bool value = false;
    detail::check(call(&value, &handle_, bit));
    return value;
  }

  // On the heap, so that it stays where it is when the invoice is moved.
  std::unique_ptr<char[]> text_;
  keelbolt_invoice handle_ = {};
};

/// The contents of an invoice to be written.
struct Draft {
  /// The network on which it is paid.
  Network network = Network::Bitcoin;
  /// The least amount to be paid; without one the payer chooses.
  std::optional<std::uint64_t> amount_msat;
  /// When it is made, in seconds since 1970; it must fit 35 bits.
  std::uint64_t timestamp = 0;
  /// The hash of the preimage that only the payee knows.
  PaymentHash payment_hash;
  /// 32 random bytes that the payer has to repeat.
  PaymentSecret payment_secret;
  /// What is paid for: the text in UTF-8, at most 639 bytes, or its hash.
  std::variant<std::string, Sha256> description;
  /// Names the payee, so that it need not be recovered; must be the signer's key.
  std::optional<PublicKey> payee;
  /// How long it can be paid; without one an hour.
  std::optional<std::uint64_t> expiry_seconds;
  /// The blocks left when the last HTLC arrives; without one 18.
  std::optional<std::uint64_t> min_final_cltv_expiry_delta;
  /// Where on-chain payments are accepted, the preferred first.
  std::vector<Fallback> fallbacks;
  /// Private routes to the payee.
  std::vector<RouteHint> route_hints;
  /// Feature bits: var_onion_optin and payment_secret, compulsory.
  std::vector<std::uint32_t> features = {8, 14};
  /// What the payer has to repeat in the onion.
  std::optional<Bytes> metadata;
  /// Fields of types that this version does not know.
  std::vector<UnknownField> unknown_fields;

  /// How many bytes the whole invoice takes. Throws Error.
  std::size_t length() const {
    return with_c([](const keelbolt_draft &draft) {
      std::size_t length = 0;
      keelbolt_error error = detail::new_error();
      detail::check(keelbolt_draft_length(&length, &draft, &error), error);
      return length;
    });
  }

  /// Writes the invoice in its shortest form and signs it with a key in memory. Throws Error.
  Invoice sign(const SecretKey &key, Entropy entropy) const {
    return written([&](char *out, std::size_t *size, const keelbolt_draft &draft, keelbolt_error *error) {
      return keelbolt_draft_sign(out, size, &draft, key.expose().data(), entropy.expose().data(), error);
    });
  }

  /// What a signer elsewhere has to sign; finish() of the same draft takes the signature. Throws Error.
  Sha256 signature_hash() const {
    Sha256 hash;
    with_c([&](const keelbolt_draft &draft) {
      detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *error) {
        return keelbolt_draft_signature_hash(hash.bytes.data(), out, size, &draft, error);
      });
      return 0;
    });
    return hash;
  }

  /// Takes a signature that was made elsewhere, checks it and writes the whole invoice. Throws Error.
  Invoice finish(const Signature &signature) const {
    return written([&](char *out, std::size_t *size, const keelbolt_draft &draft, keelbolt_error *error) {
      return keelbolt_draft_finish(out, size, &draft, signature.compact.data(), signature.recovery_id, error);
    });
  }

 private:
  template <class Write>
  Invoice written(Write write) const {
    return Invoice::parse(with_c([&](const keelbolt_draft &draft) {
      return detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *error) {
        return write(out, size, draft, error);
      });
    }));
  }

  /// Runs `body` with the struct of C, whose pointers live as long as this call.
  template <class Body>
  std::invoke_result_t<Body &, const keelbolt_draft &> with_c(Body body) const {
    std::vector<keelbolt_fallback> c_fallbacks;
    for (const Fallback &fallback : fallbacks) {
      c_fallbacks.push_back(fallback.to_c());
    }
    std::vector<std::vector<keelbolt_route_hop>> c_hops;
    std::vector<keelbolt_route_hint> c_hints;
    for (const RouteHint &hint : route_hints) {
      std::vector<keelbolt_route_hop> hops;
      for (const RouteHop &hop : hint) {
        keelbolt_route_hop c = {};
        std::copy(hop.pubkey.bytes.begin(), hop.pubkey.bytes.end(), c.pubkey);
        c.short_channel_id = hop.short_channel_id;
        c.fee_base_msat = hop.fee_base_msat;
        c.fee_proportional_millionths = hop.fee_proportional_millionths;
        c.cltv_expiry_delta = hop.cltv_expiry_delta;
        hops.push_back(c);
      }
      c_hops.push_back(std::move(hops));
      c_hints.push_back({c_hops.back().data(), c_hops.back().size()});
    }
    std::vector<keelbolt_unknown_field> c_fields;
    for (const UnknownField &field : unknown_fields) {
      c_fields.push_back({field.tag, field.words.data(), field.words.size()});
    }

    keelbolt_draft draft;
    detail::check(keelbolt_draft_init(&draft, sizeof draft));
    draft.network = static_cast<std::int32_t>(network);
    draft.timestamp = timestamp;
    draft.has_amount = amount_msat.has_value();
    draft.amount_msat = amount_msat.value_or(0);
    draft.has_expiry = expiry_seconds.has_value();
    draft.expiry_seconds = expiry_seconds.value_or(0);
    draft.has_min_final_cltv_expiry_delta = min_final_cltv_expiry_delta.has_value();
    draft.min_final_cltv_expiry_delta = min_final_cltv_expiry_delta.value_or(0);
    std::copy(payment_hash.bytes.begin(), payment_hash.bytes.end(), draft.payment_hash);
    std::copy(payment_secret.bytes.begin(), payment_secret.bytes.end(), draft.payment_secret);
    if (const auto *text = std::get_if<std::string>(&description)) {
      draft.description = text->data();
      draft.description_length = text->size();
    } else {
      draft.description_hash = std::get<Sha256>(description).bytes.data();
    }
    draft.payee = payee ? payee->bytes.data() : nullptr;
    draft.features = features.data();
    draft.feature_count = features.size();
    if (metadata) {
      // An empty vector may have no memory, and NULL stands for no field at all.
      static constexpr std::uint8_t nothing = 0;
      draft.metadata = metadata->empty() ? &nothing : metadata->data();
      draft.metadata_length = metadata->size();
    }
    draft.fallbacks = c_fallbacks.data();
    draft.fallback_count = c_fallbacks.size();
    draft.route_hints = c_hints.data();
    draft.route_hint_count = c_hints.size();
    draft.unknown_fields = c_fields.data();
    draft.unknown_field_count = c_fields.size();
    return body(draft);
  }
};

/// The payment hash of a preimage.
inline PaymentHash payment_hash(const Preimage &preimage) {
  PaymentHash hash;
  detail::check(keelbolt_payment_hash(hash.bytes.data(), preimage.expose().data()));
  return hash;
}

/// SHA-256 of bytes.
inline Sha256 sha256(ByteView bytes) {
  Sha256 hash;
  detail::check(keelbolt_sha256(hash.bytes.data(), bytes.data(), bytes.size()));
  return hash;
}

/// The public key of a secret key. Throws Error when the secret key is out of range.
inline PublicKey public_key(const SecretKey &key, Entropy entropy) {
  PublicKey result;
  keelbolt_error error = detail::new_error();
  detail::check(
      keelbolt_public_key(result.bytes.data(), key.expose().data(), entropy.expose().data(), &error), error);
  return result;
}

/// Throws Error unless the bytes are a point of the curve.
inline void check_public_key(const PublicKey &key) {
  keelbolt_error error = detail::new_error();
  detail::check(keelbolt_public_key_check(key.bytes.data(), &error), error);
}

/// Signs a digest: nonce by RFC 6979, low S. Throws Error when the secret key is out of range.
inline Signature sign_recoverable(const Sha256 &digest, const SecretKey &key, Entropy entropy) {
  Signature signature;
  keelbolt_error error = detail::new_error();
  detail::check(keelbolt_sign_recoverable(signature.compact.data(), &signature.recovery_id, digest.bytes.data(),
                                          key.expose().data(), entropy.expose().data(), &error),
                error);
  return signature;
}

/// The public key that made a signature over a digest. Throws Error when there is none.
inline PublicKey recover(const Sha256 &digest, const Signature &signature) {
  PublicKey key;
  keelbolt_error error = detail::new_error();
  detail::check(keelbolt_recover(key.bytes.data(), digest.bytes.data(), signature.compact.data(),
                                 signature.recovery_id, &error),
                error);
  return key;
}

/// Throws Error unless the signature is of this key over this digest, under the low-S rule.
inline void verify(const Sha256 &digest, const Signature &signature, const PublicKey &key) {
  keelbolt_error error = detail::new_error();
  detail::check(
      keelbolt_verify(digest.bytes.data(), signature.compact.data(), key.bytes.data(), &error), error);
}

/// Every feature that BOLT 9 allows in a place, by its even bit.
inline std::vector<std::uint32_t> features_of_context(FeatureContext context) {
  return detail::two_calls<std::vector<std::uint32_t>>(
      [&](std::uint32_t *out, std::size_t *size, keelbolt_error *error) {
        return keelbolt_features_of_context(out, size, static_cast<std::int32_t>(context), error);
      });
}

/// The name of the feature of a bit, where BOLT 9 names it.
inline std::optional<std::string> feature_name(std::uint32_t bit) {
  bool present = false;
  auto name = detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *) {
    return keelbolt_feature_name(&present, out, size, bit);
  });
  return present ? std::optional<std::string>(std::move(name)) : std::nullopt;
}

/// The even bits of the features on which a feature depends directly.
inline std::vector<std::uint32_t> feature_dependencies(std::uint32_t bit) {
  return detail::two_calls<std::vector<std::uint32_t>>(
      [&](std::uint32_t *out, std::size_t *size, keelbolt_error *) {
        return keelbolt_feature_dependencies(out, size, bit);
      });
}

}  // namespace keelbolt

#endif  // KEELBOLT_HPP
