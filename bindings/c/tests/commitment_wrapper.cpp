// What keelbolt_commitment.hpp adds to keelbolt.h, and what the functions of commitments decide: a channel is closed in
// every way, each output is taken, and nodes relay what takes it.

#include <cstdio>
#include <keelbolt_commitment.hpp>
#include <ostream>
#include <type_traits>

#include "check.h"

namespace {

using keelbolt::Bytes;
using keelbolt::ChannelNode;
using keelbolt::Claim;
using keelbolt::ClaimKind;
using keelbolt::Code;
using keelbolt::EcdsaSignature;
using keelbolt::Error;
using keelbolt::Format;
using keelbolt::OutputKind;

// What owns memory of the library's, and what holds a secret, is moved and not copied.
template <class T>
constexpr bool moves_only = std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T> &&
                            !std::is_copy_constructible_v<T>;
static_assert(moves_only<keelbolt::Commitment> && moves_only<Claim> && moves_only<keelbolt::Sweep>);
static_assert(moves_only<keelbolt::UnsignedSweep> && moves_only<keelbolt::SignedSweep>);
static_assert(moves_only<keelbolt::Revoked> && moves_only<keelbolt::ClosingTransaction>);
static_assert(moves_only<keelbolt::SigningKey> && moves_only<keelbolt::SpendPath>);
static_assert(!std::is_copy_constructible_v<keelbolt::RevealedPreimage>);
// Public values are copied.
static_assert(std::is_copy_constructible_v<keelbolt::ChannelParameters>);
static_assert(std::is_copy_constructible_v<keelbolt::CommitmentDraft>);
static_assert(std::is_copy_constructible_v<keelbolt::CommitmentSignatures>);

template <class T, class = void>
struct is_printable : std::false_type {};
template <class T>
struct is_printable<T, std::void_t<decltype(std::declval<std::ostream &>() << std::declval<const T &>())>>
    : std::true_type {};
static_assert(!is_printable<keelbolt::SigningKey>::value && !is_printable<keelbolt::SpendPath>::value);

keelbolt::Entropy entropy() { return keelbolt::Entropy({9}); }
keelbolt::Preimage preimage() { return keelbolt::Preimage({4}); }

constexpr std::uint64_t last_number = 5;
constexpr std::uint32_t confirmed = 600000;
const keelbolt::Chain later = {900000, 1700000000};

/// One of the two nodes.
struct Party {
  explicit Party(std::uint8_t number)
      : secrets(keelbolt::ChannelSecrets::derive(
            keelbolt::ExtendedSecretKey::from_seed(std::array<std::uint8_t, 32>{number}, keelbolt::Network::Regtest), 0,
            entropy())),
        basepoints(secrets.basepoints(entropy())) {}

  keelbolt::PeerKeys peer_keys() const { return {secrets.funding(), secrets.htlc_basepoint()}; }

  keelbolt::ChannelSecrets secrets;
  keelbolt::Basepoints basepoints;
};

EcdsaSignature sign(const keelbolt::Sha256 &digest, const keelbolt::SecretKey &key) {
  return {keelbolt::sign_recoverable(digest, key, entropy()).compact};
}

/// A channel with a payment each way, in a commitment of the opener.
struct World {
  explicit World(Format format, std::size_t payments = 1)
      : generator(opener.secrets.per_commitment_seed()), channel(channel_of(format)), draft(draft_of(payments)),
        commitment(draft.build(channel)), signatures(commitment.sign(accepter.peer_keys(), entropy())) {
    commitment.verify(signatures);
    published = commitment.signed_transaction(sign(commitment.digest(), opener.secrets.funding()),
                                              signatures.signature);
  }

  keelbolt::ChannelParameters channel_of(Format format) const {
    keelbolt::ChannelParameters made;
    made.format = format;
    made.funding.txid.bytes.fill(0x62);
    made.funding_amount_sat = 10000000;
    made.opener = {opener.basepoints, 354, 144};
    made.accepter = {accepter.basepoints, 354, 144};
    return made;
  }

  keelbolt::CommitmentDraft draft_of(std::size_t payments) {
    keelbolt::CommitmentDraft made;
    made.number = last_number;
    made.per_commitment_point = keelbolt::per_commitment_point(generator.secret(last_number), entropy());
    made.feerate_per_kw = channel.format == Format::ZeroFee ? 0 : 1000;
    const auto hash = keelbolt::payment_hash(preimage());
    for (std::size_t index = 0; index < payments; ++index) {
      made.htlcs.push_back({ChannelNode::Opener, 20000000, hash, 800100});
      made.htlcs.push_back({ChannelNode::Accepter, 20000000, hash, 800100});
    }
    made.accepter_balance_msat = 1000000000;
    made.opener_balance_msat = 9000000000 - 40000000 * payments;
    return made;
  }

  std::size_t output(OutputKind kind) const {
    const auto outputs = commitment.outputs();
    std::size_t index = 0;
    while (index < outputs.size() && outputs[index].kind != kind) {
      ++index;
    }
    CHECK("output", index < outputs.size());
    return index;
  }

  Claim claim(OutputKind kind, const keelbolt::SpendPath &path) const { return commitment.claim(output(kind), path); }

  /// Takes an HTLC of the owner's by its HTLC transaction.
  Claim htlc_claim(OutputKind kind) const {
    const auto transactions = commitment.htlc_transactions();
    const auto vout = output(kind);
    for (std::size_t index = 0; index < transactions.size(); ++index) {
      if (transactions[index].previous_output.vout == vout) {
        return commitment.claim(vout, keelbolt::SpendHtlcTransaction{signatures.htlc_signatures[index], preimage()});
      }
    }
    CHECK("htlc", false);
    throw std::out_of_range("no such HTLC");
  }

  keelbolt::SpendRevocation revocation() { return {generator.secret(last_number), entropy()}; }

  Party opener = Party(1);
  Party accepter = Party(2);
  keelbolt::SecretGenerator generator;
  keelbolt::ChannelParameters channel;
  keelbolt::CommitmentDraft draft;
  keelbolt::Commitment commitment;
  keelbolt::CommitmentSignatures signatures;
  Bytes published;
};

Bytes wallet_script() {
  Bytes script(22);
  script[1] = 20;
  return script;
}

/// Runs `call` and checks the code of its error.
template <class Call>
void check_throws(const char *name, Code code, Call call) {
  try {
    call();
    CHECK(name, !"did not throw");
  } catch (const Error &error) {
    if (!CHECK(name, error.code() == code)) {
      std::printf("  %s\n", error.what());
    }
  }
}

std::vector<Claim> one(Claim claim) {
  std::vector<Claim> claims;
  claims.push_back(std::move(claim));
  return claims;
}

/// Signs a sweep in both ways, and judges it: nodes relay it.
keelbolt::SignedSweep swept(const char *name, const std::vector<Claim> &claims, const Party &party,
                            std::uint32_t feerate_per_kw, std::uint32_t parent_version = 0) {
  const auto unsigned_sweep = keelbolt::Sweep(claims, wallet_script()).build(feerate_per_kw);
  auto made = unsigned_sweep.sign(party.secrets, party.basepoints, entropy());
  // A signer elsewhere comes to the same transaction.
  std::vector<EcdsaSignature> signatures;
  for (const auto &request : unsigned_sweep.signature_requests()) {
    const auto secret = request.key.secret(party.secrets, party.basepoints);
    CHECK(name, keelbolt::public_key(secret, entropy()) == request.key.public_key());
    signatures.push_back(sign(request.digest, secret));
  }
  const auto completed = unsigned_sweep.complete(signatures);
  CHECK(name, completed.transaction() == made.transaction() && completed.attempt() == made.attempt());
  CHECK(name, made.weight() <= unsigned_sweep.weight() && made.fee_sat() == unsigned_sweep.fee_sat());
  CHECK(name, made.transaction() != unsigned_sweep.transaction());

  std::vector<keelbolt::Coin> coins;
  for (const Claim &claim : unsigned_sweep.claims()) {
    keelbolt::Coin coin = {claim.amount_sat(), claim.script_pubkey(), keelbolt::Confirmed{confirmed}};
    if (parent_version != 0) {
      coin.created = keelbolt::Unconfirmed{parent_version, 0, 0};
    }
    coins.push_back(coin);
  }
  try {
    CHECK(name, keelbolt::relay_check(made.transaction(), coins, later) == made.fee_sat());
  } catch (const Error &error) {
    CHECK(name, !"is relayed");
    std::printf("  %s\n", error.what());
  }
  return made;
}

// --- Values ---

void values() {
  World world(Format::Anchors);
  auto first = std::move(world.commitment);
  check_throws("moved", Code::NullPointer, [&] { world.commitment.outputs(); });
  check_throws("moved", Code::NullPointer, [&] { world.commitment.digest(); });
  world.commitment = std::move(first);
  CHECK("moved back", world.commitment.number() == last_number && world.commitment.owner() == ChannelNode::Opener);
  CHECK("commitment", world.commitment.feerate_per_kw() == 1000 && world.commitment.fee_sat() > 0);
  CHECK("commitment", world.commitment.transaction().size() < world.published.size());
  CHECK("commitment", world.commitment.keys().remotepubkey == world.accepter.basepoints.payment_basepoint);
  CHECK("txid", world.commitment.txid().text().size() == 64);
  CHECK("nodes", keelbolt::other(ChannelNode::Opener) == ChannelNode::Accepter);
  CHECK("nodes", world.channel.node(ChannelNode::Accepter).basepoints.funding_pubkey ==
                     world.accepter.basepoints.funding_pubkey);
  CHECK("trimmed", !world.draft.is_trimmed(world.draft.htlcs[0], world.channel));
  auto small = world.draft.htlcs[0];
  small.amount_msat = 353999;
  CHECK("trimmed", world.draft.is_trimmed(small, world.channel));
  world.draft.check_reserve(world.channel, 100000, 100000);
  check_throws("reserve", Code::BelowReserve, [&] { world.draft.check_reserve(world.channel, 0, 1000001); });

  auto signatures = world.signatures;
  std::swap(signatures.htlc_signatures[0], signatures.htlc_signatures[1]);
  check_throws("swapped", Code::HtlcSignature, [&] { world.commitment.verify(signatures); });
  signatures.htlc_signatures.clear();
  check_throws("none", Code::HtlcSignatureCount, [&] { world.commitment.verify(signatures); });
  check_throws("no such", Code::IndexOutOfRange, [&] { world.commitment.htlc_transaction(2); });
  CHECK("htlc", !world.commitment.htlc_transaction(1).empty());
}

// --- Every path ---

void owner_takes(Format format) {
  World world(format);
  const auto to_local = swept("to_local", one(world.claim(OutputKind::ToLocal, keelbolt::SpendDelayed())),
                              world.opener, 1000);
  CHECK("to_local", to_local.fee_sat() > 0);
  if (format == Format::StaticRemotekey) {
    check_throws("pays its own fee", Code::NotCombinable, [&] { world.htlc_claim(OutputKind::OfferedHtlc); });
    return;
  }
  // Both HTLC transactions with fees of the wallet; what they pay is taken after the delay.
  for (const auto kind : {OutputKind::OfferedHtlc, OutputKind::ReceivedHtlc}) {
    auto claims = one(world.htlc_claim(kind));
    CHECK("htlc", claims[0].kind() == (kind == OutputKind::OfferedHtlc ? ClaimKind::HtlcTimeout
                                                                       : ClaimKind::HtlcSuccess));
    CHECK("htlc", claims[0].lock_time() == (kind == OutputKind::OfferedHtlc ? 800100 : 0));
    keelbolt::OutPoint outpoint;
    outpoint.vout = 7;
    claims.push_back(Claim::wallet(outpoint, 50000, wallet_script(), 108));
    CHECK("wallet", !claims[1].key() && claims[1].previous_output() == outpoint &&
                        claims[1].script_pubkey() == wallet_script());
    const auto taken = keelbolt::Sweep(claims, wallet_script())
                           .build(1000)
                           .sign(world.opener.secrets, world.opener.basepoints, entropy());
    auto second = world.commitment.second_stage_claims(taken.transaction(), keelbolt::SpendDelayed());
    if (CHECK("second stage", second.size() == 1 && second[0].kind() == ClaimKind::SecondStage)) {
      swept("second stage", second, world.opener, 1000);
    }
    // HTLC-success shows its preimage.
    const auto shown = world.commitment.revealed_preimages(taken.transaction());
    CHECK("preimage", shown.size() == (kind == OutputKind::ReceivedHtlc ? 1 : 0));
    CHECK("preimage", shown.empty() || (shown[0].output == world.output(kind) &&
                                        shown[0].preimage.expose() == preimage().expose()));
  }
}

void other_takes(Format format) {
  World world(format);
  std::vector<Claim> claims;
  claims.push_back(world.claim(OutputKind::ToRemote, keelbolt::SpendPayment()));
  claims.push_back(world.claim(OutputKind::OfferedHtlc, keelbolt::SpendPreimage{preimage()}));
  claims.push_back(world.claim(OutputKind::ReceivedHtlc, keelbolt::SpendTimeout()));
  CHECK("kinds", claims[0].kind() == ClaimKind::ToRemote && claims[1].kind() == ClaimKind::WithPreimage &&
                     claims[2].kind() == ClaimKind::Timeout);
  for (const Claim &claim : claims) {
    CHECK("weights", claim.input_weight() == claim.witness_weight() + 4 * 41 && !claim.replaces());
    CHECK("keys", claim.key().has_value() && !claim.key()->per_commitment_secret());
  }
  CHECK("keys", !claims[0].key()->per_commitment_point() &&
                    claims[1].key()->per_commitment_point() == world.draft.per_commitment_point);
  const auto made = swept("all of the other node's", claims, world.accepter, 1000);
  const auto shown = world.commitment.revealed_preimages(made.transaction());
  CHECK("preimage", shown.size() == 1 && shown[0].output == world.output(OutputKind::OfferedHtlc));
}

// --- Fees ---

void bumps() {
  World world(Format::Anchors);
  const auto path = [] { return keelbolt::SpendDelayed(); };
  const auto first = swept("first", one(world.claim(OutputKind::ToLocal, path())), world.opener, 1000);
  const auto again = first.claims();
  CHECK("replaces", again.size() == 1 && again[0].replaces() == first.attempt());
  const auto second = swept("second", again, world.opener, 500);
  CHECK("never less", second.fee_sat() > first.fee_sat());

  // After a restart the claim is made again, and is told what was paid.
  auto restarted = one(world.claim(OutputKind::ToLocal, path()));
  restarted[0].set_replaces(second.attempt());
  CHECK("restarted", restarted[0].replaces() == second.attempt());
  const auto third = swept("third", restarted, world.opener, 500);
  CHECK("never less", third.fee_sat() > second.fee_sat());
  restarted[0].set_replaces(std::nullopt);
  CHECK("nothing to replace", !restarted[0].replaces());
  CHECK("nothing to replace", swept("anew", restarted, world.opener, 500).fee_sat() < third.fee_sat());
}

/// An anchor pays for its commitment too, which stays unconfirmed.
void children() {
  World world(Format::ZeroFee);
  std::vector<Claim> claims = one(world.claim(OutputKind::SharedAnchor, keelbolt::SpendAnchor()));
  keelbolt::OutPoint outpoint;
  outpoint.txid.bytes.fill(0x11);
  claims.push_back(Claim::wallet(outpoint, 50000, wallet_script(), 108));
  const std::uint64_t parent_weight = 4 * world.commitment.transaction().size() + 222;
  const keelbolt::Sweep sweep(claims, wallet_script(), keelbolt::Parent{0, parent_weight});
  CHECK("whole", sweep.batches().size() == 1);
  const auto child = sweep.build(1000).sign(world.opener.secrets, world.opener.basepoints, entropy());
  CHECK("pays for both", child.fee_sat() >= (child.weight() + parent_weight) * 1000 / 1000);
  // The wallet has not signed its input, which is all that is missing.
  const keelbolt::Coin funding = {10000000, Bytes(34), keelbolt::Confirmed{confirmed}};
  check_throws("alone", Code::CoinCount, [&] { keelbolt::relay_check(world.published, {}, later); });
  check_throws("coins", Code::CoinCount, [&] {
    keelbolt::relay_check_package(world.published, {funding}, child.transaction(), {}, later);
  });
}

/// A revoked zero-fee commitment with all HTLCs that it may have is too heavy for one transaction.
void batches() {
  World world(Format::ZeroFee, 114);
  keelbolt::SecretStore store;
  for (std::uint64_t number = 0; number <= last_number; ++number) {
    store.insert(number, world.generator.secret(number));
  }
  const auto revoked = keelbolt::Revoked::recognise(world.channel, ChannelNode::Opener, world.published, store,
                                                    world.draft.htlcs, entropy());
  const keelbolt::Sweep sweep(revoked.claims(), wallet_script());
  check_throws("too heavy", Code::SweepWeight, [&] { sweep.build(1000); });
  const auto parts = sweep.batches();
  std::size_t count = 0;
  for (const keelbolt::Sweep &part : parts) {
    const auto built = part.build(1000);
    count += built.claims().size();
    CHECK("batch", built.weight() <= 40000);
    built.sign(world.accepter.secrets, world.accepter.basepoints, entropy());
  }
  CHECK("batches", parts.size() == 3 && count == revoked.claims().size() && count == 229);
}

// --- Justice ---

void justice(Format format) {
  World world(format);
  keelbolt::SecretStore store;
  check_throws("not yet", Code::NotYetRevoked, [&] {
    keelbolt::Revoked::recognise(world.channel, ChannelNode::Opener, world.published, store, {}, entropy());
  });
  for (std::uint64_t number = 0; number <= last_number; ++number) {
    store.insert(number, world.generator.secret(number));
  }
  const auto recognise = [&](const std::vector<keelbolt::CommitmentHtlc> &htlcs) {
    return keelbolt::Revoked::recognise(world.channel, ChannelNode::Opener, world.published, store, htlcs, entropy());
  };
  const auto revoked = recognise(world.draft.htlcs);
  CHECK("number", revoked.number() == last_number && revoked.unknown().empty());
  CHECK("unknown", recognise({}).unknown().size() == 2);
  auto claims = revoked.claims();
  CHECK("claims", claims.size() == 3);
  for (const Claim &claim : claims) {
    const auto key = claim.key();
    CHECK("key", key && key->origin() == keelbolt::KeyOriginKind::Revocation && key->per_commitment_secret());
  }
  auto own = revoked.to_remote();
  if (CHECK("to_remote", own && own->kind() == ClaimKind::ToRemote)) {
    claims.push_back(std::move(*own));
  }
  swept("justice", claims, world.accepter, 1000);
  // The same by the commitment itself, one by one; the second stage as well.
  swept("one", one(world.claim(OutputKind::ToLocal, world.revocation())), world.accepter, 1000);
  if (format != Format::StaticRemotekey) {
    auto cheat = one(world.htlc_claim(OutputKind::OfferedHtlc));
    keelbolt::OutPoint outpoint;
    cheat.push_back(Claim::wallet(outpoint, 50000, wallet_script(), 108));
    const auto taken = keelbolt::Sweep(cheat, wallet_script())
                           .build(1000)
                           .sign(world.opener.secrets, world.opener.basepoints, entropy());
    const auto second = revoked.second_stage_claims(taken.transaction());
    CHECK("second stage", second.size() == 1 && second[0].kind() == ClaimKind::RevokedSecondStage);
    CHECK("second stage",
          world.commitment.second_stage_claims(taken.transaction(), world.revocation()).size() == 1);
    swept("second stage", second, world.accepter, 1000);
  }
  const auto script = world.commitment.witness_script(world.output(OutputKind::ToLocal));
  CHECK("penalty", script && keelbolt::penalty_witness_weight(*script) == 160);
  CHECK("penalty", !keelbolt::penalty_witness_weight(wallet_script()));
}

/// Anchors: each node's with its key, and anybody's after 16 blocks.
void anchors() {
  World world(Format::Anchors);
  keelbolt::OutPoint outpoint;
  auto claims = one(world.claim(OutputKind::RemoteAnchor, keelbolt::SpendAnchor()));
  claims.push_back(Claim::wallet(outpoint, 50000, wallet_script(), 108));
  const auto requests = keelbolt::Sweep(claims, wallet_script()).build(1000).signature_requests();
  CHECK("anchor", requests.size() == 1 && requests[0].key.origin() == keelbolt::KeyOriginKind::Funding &&
                      requests[0].key.public_key() == world.accepter.basepoints.funding_pubkey);
  const auto abandoned = world.claim(OutputKind::LocalAnchor, keelbolt::SpendAbandonedAnchor());
  CHECK("abandoned", abandoned.sequence() == 16 && !abandoned.key());
}

// --- Closing ---

void shutdown() {
  Bytes taproot(34, 7);
  taproot[0] = 0x51;
  taproot[1] = 32;
  keelbolt::ShutdownRules rules;
  CHECK("form", keelbolt::shutdown_form(taproot) == keelbolt::ShutdownForm::AnySegwit);
  CHECK("form", keelbolt::shutdown_form(wallet_script()) == keelbolt::ShutdownForm::P2wpkh);
  CHECK("form", !keelbolt::shutdown_form(Bytes(3)));
  check_throws("negotiated", Code::ShutdownNotNegotiated, [&] { rules.check(taproot); });
  rules.any_segwit = true;
  CHECK("negotiated", rules.check(taproot, taproot) == keelbolt::ShutdownForm::AnySegwit);
  CHECK("no upfront script", rules.check(taproot, Bytes()) == keelbolt::ShutdownForm::AnySegwit);
  check_throws("upfront", Code::UpfrontScript, [&] { rules.check(taproot, wallet_script()); });

  const keelbolt::FeeRange range = {400, 600};
  CHECK("range", range.contains(400) && range.contains(600) && !range.contains(601));
  CHECK("range", range.overlap({500, 900}) == keelbolt::FeeRange({500, 600}) && !range.overlap({601, 900}));
}

/// The accepter would like 500 sat and takes 400 to 600; what it has sent and received, the proposal, and the answer.
void negotiation() {
  using keelbolt::ClosingProposal;
  using keelbolt::FeeRange;
  struct Row {
    std::optional<ClosingProposal> sent;
    std::optional<std::uint64_t> received;
    ClosingProposal proposal;
    keelbolt::ClosingAnswer answer;
  };
  const Row rows[] = {
      {{{500, std::nullopt}}, {}, {500, std::nullopt}, {500, true, false}},
      {{{500, FeeRange{400, 600}}}, {}, {600, FeeRange{600, 700}}, {600, true, true}},
      {{}, {}, {300, FeeRange{200, 450}}, {450, false, true}},
      {{}, {}, {450, FeeRange{200, 450}}, {450, true, true}},
      {{}, {}, {1000, std::nullopt}, {500, false, true}},
  };
  for (const Row &row : rows) {
    keelbolt::LegacyNegotiation negotiation;
    negotiation.node = ChannelNode::Accepter;
    negotiation.preferred_sat = 500;
    negotiation.acceptable = {400, 600};
    negotiation.sent = row.sent;
    negotiation.received_sat = row.received;
    CHECK("answer", negotiation.answer(row.proposal) == row.answer);
  }
}

void legacy() {
  const World world(Format::Anchors);
  keelbolt::LegacyClosing closing;
  closing.channel = world.channel;
  closing.opener_balance_msat = 9000000000;
  closing.accepter_balance_msat = 1000000000;
  closing.opener_script = wallet_script();
  closing.accepter_script = wallet_script();
  closing.fee_sat = 1000;
  const auto built = closing.build(ChannelNode::Opener);
  const auto outputs = built.outputs();
  CHECK("outputs", outputs.size() == 2 && outputs[0].value_sat == 1000000 && outputs[1].value_sat == 8999000 &&
                       outputs[0].script_pubkey == wallet_script());
  CHECK("without", closing.build(ChannelNode::Opener, true).outputs().size() == 1);
  built.check_dust();
  const auto opener = built.sign(world.opener.secrets.funding(), entropy());
  const auto accepter = sign(built.digest(), world.accepter.secrets.funding());
  CHECK("verify", closing.verify(ChannelNode::Opener, opener).transaction() == built.transaction());
  built.verify(ChannelNode::Accepter, accepter);
  check_throws("verify", Code::ClosingSignature, [&] { built.verify(ChannelNode::Accepter, opener); });
  const auto published = built.signed_transaction(opener, accepter);
  CHECK("weight", published.size() > built.transaction().size() && built.weight() >= published.size());
  const keelbolt::Coin funding = {10000000, Bytes(wallet_script()), keelbolt::Confirmed{confirmed}};
  CHECK("relay", keelbolt::relay_check(published, {funding}, later) == 1000);
}

void simple() {
  const World world(Format::ZeroFee);
  keelbolt::SimpleClose close;
  close.channel = world.channel;
  close.closer = ChannelNode::Accepter;
  close.closer_balance_msat = 1000000000;
  close.closee_balance_msat = 9000000000;
  close.closer_script = wallet_script();
  close.closee_script = wallet_script();
  close.fee_sat = 1000;
  using keelbolt::ClosingVariant;
  CHECK("offered", close.offered(false) == std::vector<ClosingVariant>{ClosingVariant::CloserAndCloseeOutputs});
  CHECK("offered", close.offered(true) == std::vector<ClosingVariant>{ClosingVariant::CloseeOutputOnly});
  const auto complete = close.sign(false, world.accepter.secrets.funding(), entropy());
  CHECK("complete", complete.of(ClosingVariant::CloserAndCloseeOutputs).has_value());
  CHECK("complete", !complete.of(ClosingVariant::CloserOutputOnly));
  CHECK("selected", close.selected(complete, false) == ClosingVariant::CloserAndCloseeOutputs);
  check_throws("selected", Code::VariantMissing, [&] { close.selected(complete, true); });
  const auto answer = close.countersign(complete, false, world.opener.secrets.funding(), entropy());
  CHECK("finish", close.finish(complete, answer.closing_sig) == answer.transaction);
  CHECK("outputs", close.transaction(ClosingVariant::CloserAndCloseeOutputs).outputs().size() == 2);
  check_throws("not offered", Code::VariantNotOffered, [&] { close.finish({}, answer.closing_sig); });
}

}  // namespace

int main() {
  try {
    values();
    for (const auto format : {Format::StaticRemotekey, Format::Anchors, Format::ZeroFee}) {
      owner_takes(format);
      other_takes(format);
      justice(format);
    }
    bumps();
    children();
    batches();
    anchors();
    shutdown();
    negotiation();
    legacy();
    simple();
  } catch (const Error &error) {
    CHECK("main", !"no error");
    std::printf("  %s\n", error.what());
  }
  return check_result();
}
