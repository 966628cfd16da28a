// What the C++ header adds to VTXOs: values that own their bytes, an accepted VTXO that only acceptance makes, and exits
// from the first package to the claim.

#include <keelbolt_vtxo.hpp>
#include <type_traits>

#include "check.h"
#include "vtxo_sample.h"

namespace {

using keelbolt::AcceptedVtxo;
using keelbolt::Bytes;
using keelbolt::Code;
using keelbolt::ExitProgress;
using keelbolt::TransactionStatus;
using keelbolt::Vtxo;

const char *where;

// Only acceptance makes money of a VTXO, or somebody who says so.
static_assert(!std::is_default_constructible_v<AcceptedVtxo> && !std::is_constructible_v<AcceptedVtxo, Vtxo>);
static_assert(!std::is_convertible_v<Vtxo, AcceptedVtxo> && !std::is_constructible_v<keelbolt::LockedVtxo, Vtxo>);
static_assert(!std::is_default_constructible_v<Vtxo> && !std::is_default_constructible_v<keelbolt::Exit>);
static_assert(!std::is_constructible_v<keelbolt::Exit, Vtxo>);
// A preimage is moved, not copied.
static_assert(!std::is_copy_constructible_v<keelbolt::HashLockedTransition>);

keelbolt::Entropy entropy() { return keelbolt::Entropy({7}); }

template <class T, std::size_t N>
T fixed(const std::uint8_t (&bytes)[N]) {
  T value;
  std::copy_n(bytes, N, value.bytes.begin());
  return value;
}

template <class T>
T secret(const std::uint8_t (&bytes)[32]) {
  std::array<std::uint8_t, 32> copy{};
  std::copy_n(bytes, 32, copy.begin());
  return T(std::move(copy));
}

/// What a call throws; Code::Ok for nothing.
template <class Call>
Code code(Call call) {
  try {
    call();
    return Code::Ok;
  } catch (const keelbolt::Error &error) {
    return error.code();
  }
}

Vtxo sample() {
  const vtxo_sample *sample = sample_vtxo();
  return Vtxo::parse(Bytes(sample->bytes, sample->bytes + sample->length));
}

Vtxo handed_out() {
  const vtxo_sample *sample = sample_vtxo();
  return Vtxo::parse(Bytes(sample->handed_out, sample->handed_out + sample->handed_out_length));
}

keelbolt::Expectation expectation() {
  const vtxo_sample *sample = sample_vtxo();
  keelbolt::Expectation expected;
  expected.own_keys = {fixed<keelbolt::PublicKey>(sample->own_key)};
  expected.server_pubkey = fixed<keelbolt::PublicKey>(sample->server_key);
  expected.server_cosign_pubkeys = {fixed<keelbolt::PublicKey>(sample->cosign_key)};
  expected.amount_sat = 1000;
  expected.unlock_hash = fixed<keelbolt::UnlockHash>(sample->unlock_hash);
  expected.confirmations = 6;
  expected.tip = sample_vtxo_tip;
  expected.exit_delta = 24;
  expected.margin = 36;
  expected.max_depth = sample_vtxo_depth;
  return expected;
}

keelbolt::ChainFacts facts() {
  const vtxo_sample *sample = sample_vtxo();
  return {Bytes(sample->anchor, sample->anchor + sample->anchor_length), 6, true};
}

/// As a round hands it out, signed, accepted while it is locked, unlocked, accepted.
void check_round() {
  where = "round";
  const vtxo_sample *known = sample_vtxo();
  const auto preimage = secret<keelbolt::Preimage>(known->preimage);
  const auto signature = fixed<keelbolt::SchnorrSignature>(known->signature);
  const auto unsigned_leaf = handed_out();
  CHECK(where, code([&] { unsigned_leaf.accept_locked(expectation(), facts()); }) == Code::NoHopSignature);
  const auto locked = unsigned_leaf.with_unlock_signature(signature);
  CHECK(where, locked && !locked->is_complete());
  const auto accepted_locked = locked->accept_locked(expectation(), facts());
  CHECK(where, accepted_locked.id() == sample().id());
  CHECK(where, accepted_locked.unlock_hash() == fixed<keelbolt::UnlockHash>(known->unlock_hash));
  CHECK(where, code([&] { locked->accept(expectation(), facts()); }) == Code::NoHopPreimage);
  CHECK(where, !locked->with_unlock_preimage(keelbolt::Preimage({1})));
  const auto complete = locked->with_unlock_preimage(preimage);
  CHECK(where, complete && *complete == sample() && complete->is_complete());
  const auto accepted = complete->accept(expectation(), facts());
  CHECK(where, accepted.amount_sat() == 1000 && !accepted.trusts_others(expectation().own_keys));
  CHECK(where, accepted.trusts_others({}));
  auto other = expectation();
  other.policy = keelbolt::UserPolicy::pubkey(other.server_pubkey);
  CHECK(where, code([&] { complete->accept(other, facts()); }) == Code::VtxoPolicy);
  other = expectation();
  other.amount_sat.reset();
  other.unlock_hash.reset();
  other.policy = complete->policy();
  CHECK(where, code([&] { complete->accept(other, facts()); }) == Code::Ok);
  try {
    other.tip = 101000;
    complete->accept(other, facts());
    CHECK(where, false);
  } catch (const keelbolt::Error &error) {
    CHECK(where, error.code() == Code::VtxoExpiry && error.found() == 101000 &&
                     error.blame() == keelbolt::Blame::Peer);
  }
}

/// What was taken from a VTXO outlives it.
void check_lifetimes() {
  where = "lifetimes";
  auto items = std::make_unique<Vtxo>(sample())->genesis();
  auto transactions = std::make_unique<Vtxo>(sample())->exit_transactions();
  auto exit = std::make_unique<AcceptedVtxo>(AcceptedVtxo::assume_accepted(sample()))->exit();
  auto package = std::make_unique<keelbolt::Exit>(exit)->packages().back();
  CHECK(where, items.size() == 2 && items.front().siblings().size() == 1);
  CHECK(where, std::get<keelbolt::CosignedTransition>(items.front().transition()).pubkeys.size() == 2);
  CHECK(where, transactions.back().outpoint() == exit.point() && package.parent.outpoint() == exit.point());
  CHECK(where, package.parent.transaction() == transactions.back().transaction());
  // What was moved from is as good as what was copied from.
  auto vtxo = sample();
  const auto moved = std::move(vtxo);
  CHECK(where, vtxo == moved);
  // And keeps what it borrows, when all else is gone.
  auto item = std::make_unique<Vtxo>(sample())->genesis().front();
  auto transaction = std::make_unique<Vtxo>(sample())->exit_transactions().front();
  const auto siblings = item.siblings();
  const auto published = transaction.transaction();
  std::make_unique<keelbolt::GenesisItem>(std::move(item)).reset();
  std::make_unique<keelbolt::ExitTransaction>(std::move(transaction)).reset();
  CHECK(where, item.siblings() == siblings && transaction.transaction() == published);
}

void check_exit() {
  where = "exit";
  const auto accepted = sample().accept(expectation(), facts());
  const auto exit = accepted.exit();
  const auto packages = exit.packages();
  CHECK(where, packages.size() == 2 && packages[0].depth == 0 && packages[1].depth == 1);
  CHECK(where, packages[0].anchor().vout == 2 && packages[0].anchor().txid == packages[0].parent.txid());
  const auto clause = exit.clauses().front();
  keelbolt::Txid other;
  other.bytes.fill(7);
  const auto unspent = keelbolt::PointStatus::unspent();
  const auto spent = keelbolt::PointStatus::spent(other, TransactionStatus::in_mempool());
  const auto taken = keelbolt::PointStatus::spent(other, TransactionStatus::confirmed(100040));
  const auto block = [](std::uint32_t height) { return TransactionStatus::confirmed(height); };
  const auto unknown = TransactionStatus::unknown();
  const struct {
    std::vector<TransactionStatus> statuses;
    keelbolt::PointStatus point;
    std::uint32_t tip;
    ExitProgress expected;
  } rows[] = {
      {{unknown, unknown}, unspent, 100000, {ExitProgress::Kind::Publish, 0, 0, {}}},
      {{TransactionStatus::in_mempool(), unknown}, unspent, 100000, {ExitProgress::Kind::Wait, 0, 0, {}}},
      {{block(100001), unknown}, unspent, 100001, {ExitProgress::Kind::Publish, 1, 0, {}}},
      {{block(100001), TransactionStatus::conflicting(other)}, unspent, 100002,
       {ExitProgress::Kind::Conflicting, 1, 0, other}},
      {{block(100001), block(100002)}, unspent, 100002, {ExitProgress::Kind::Delayed, 0, 100026, {}}},
      {{block(100001), block(100002)}, unspent, 100025, {ExitProgress::Kind::Claim, 0, 0, {}}},
      {{block(100001), block(100002)}, spent, 100025, {ExitProgress::Kind::Spending, 0, 0, other}},
      {{block(100001), block(100002)}, taken, 100040, {ExitProgress::Kind::Spent, 0, 100040, other}},
      // The block of the second is disconnected.
      {{block(100001), unknown}, unspent, 100001, {ExitProgress::Kind::Publish, 1, 0, {}}},
  };
  for (const auto &row : rows) {
    CHECK(where, exit.progress(clause, row.statuses, row.point, row.tip) == row.expected);
  }
  CHECK(where, code([&] { exit.progress(clause, {unknown}, unspent, 1); }) == Code::WrongLength);

  const std::array<std::uint8_t, 22> destination = {0, 20, 9};
  const auto claim = exit.claim(clause, std::nullopt, destination, 300);
  const auto signed_claim = claim.sign(secret<keelbolt::SecretKey>(sample_vtxo()->own_secret_key), entropy(), entropy());
  CHECK(where, keelbolt::transaction_txid(signed_claim.transaction()) == claim.txid());
  CHECK(where, keelbolt::transaction_output(signed_claim.transaction(), 0)->value_sat == claim.value_sat());
  CHECK(where, code([&] { exit.claim(clause, std::nullopt, {}, 300); }) != Code::Ok);

  CHECK(where, accepted.deadline(36).begin == 101000 - 2 - 24 - 36 && accepted.deadline(36).lost == 101000);
  CHECK(where, !keelbolt::first_deadline({}, 36));
}

}  // namespace

int main() {
  check_round();
  check_lifetimes();
  check_exit();
  return check_result();
}
