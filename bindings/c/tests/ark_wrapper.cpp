// The wrapper of Ark's values: every call, what owns what, and what is thrown.

#include <cstring>
#include <keelbolt_ark.hpp>

#include "check.h"

namespace {

using keelbolt::Code;
using keelbolt::HashLockVersion;
using keelbolt::PublicKey;
using keelbolt::UserPolicy;
using keelbolt::VtxoPolicy;

const char *where;

keelbolt::Entropy entropy() { return keelbolt::Entropy({7}); }
keelbolt::SecretKey server_key() { return keelbolt::SecretKey({1}); }
keelbolt::SecretKey user_key() { return keelbolt::SecretKey({2}); }
keelbolt::Preimage preimage() { return keelbolt::Preimage({4}); }
PublicKey server() { return keelbolt::public_key(server_key(), entropy()); }
PublicKey user() { return keelbolt::public_key(user_key(), entropy()); }
keelbolt::VtxoTerms terms() { return {server(), 900000, 144}; }

keelbolt::XOnlyPublicKey x_only(const PublicKey &key) {
  keelbolt::XOnlyPublicKey x;
  std::copy(key.bytes.begin() + 1, key.bytes.end(), x.bytes.begin());
  return x;
}

template <class Call>
Code code(Call call) {
  try {
    call();
    return Code::Ok;
  } catch (const keelbolt::Error &error) {
    return error.code();
  }
}

// A spend holds a preimage, so it moves; values are copied.
static_assert(!std::is_copy_constructible_v<keelbolt::ClauseSpend> &&
              std::is_move_constructible_v<keelbolt::ClauseSpend>);
static_assert(std::is_copy_constructible_v<keelbolt::ArkAddress> && std::is_copy_assignable_v<VtxoPolicy>);
static_assert(std::is_copy_constructible_v<keelbolt::VtxoAttestation>);

void check_terms() {
  where = "terms";
  CHECK(where, keelbolt::VtxoTerms::from_c(terms().c()) == terms());
  auto bad = terms();
  bad.expiry_height = 499934468;
  try {
    bad.check();
    CHECK(where, false);
  } catch (const keelbolt::Error &error) {
    CHECK(where, error.code() == Code::LockHeightTooLarge && error.blame() == keelbolt::Blame::Caller);
    CHECK(where, error.expected() == 499934467 && error.found() == 499934468);
    CHECK(where, std::strcmp(error.what(), "height: expected at most 499934467, found 499934468") == 0);
  }
  bad = terms();
  bad.exit_delta = 16384;
  CHECK(where, code([&] { bad.check(); }) == Code::LockDeltaTooLarge && bad != terms());
  bad = {};
  CHECK(where, code([&] { bad.check(); }) == Code::KeyNotAPoint);
}

void check_policies() {
  where = "policies";
  const auto hash = keelbolt::payment_hash(preimage());
  const auto unlock = keelbolt::unlock_hash(preimage());
  CHECK(where, hash.bytes == unlock.bytes);
  const auto pubkey = UserPolicy::pubkey(user());
  CHECK(where, !pubkey.payment_hash() && !pubkey.hash_lock_version() && !pubkey.htlc_expiry());
  const auto receive = UserPolicy::lightning_receive(HashLockVersion::V1, user(), hash, 800000, 40);
  CHECK(where, receive.htlc_expiry_delta() == 40 && receive.htlc_expiry() == 800000U && receive != pubkey);
  CHECK(where, UserPolicy::from_c(receive.c()) == receive && UserPolicy::parse(receive.write()) == receive);
  CHECK(where, code([&] { UserPolicy::pubkey(PublicKey()); }) == Code::KeyNotAPoint);
  CHECK(where, code([&] {
    UserPolicy::lightning_receive(HashLockVersion::V1, user(), hash, 800000, 16384);
  }) == Code::LockDeltaTooLarge);
  CHECK(where, code([&] {
    UserPolicy::lightning_send(static_cast<HashLockVersion>(0), user(), hash, 800000);
  }) == Code::UnknownEnumValue);

  const auto leaf = VtxoPolicy::hark_leaf(HashLockVersion::V1, user(), unlock);
  CHECK(where, leaf.type_byte() == 0x0a && leaf.unlock_hash() == unlock && !leaf.user() && leaf.user_pubkey() == user());
  CHECK(where, VtxoPolicy::from_c(leaf.c()) == leaf && leaf != VtxoPolicy(pubkey));
  CHECK(where, code([&] { VtxoPolicy::expiry({}); }) == Code::NotAnXCoordinate);
  try {
    VtxoPolicy::parse({0x0c});
    CHECK(where, false);
  } catch (const keelbolt::Error &error) {
    CHECK(where, error.code() == Code::PolicyType && error.offset() == 0 && error.found() == 0x0c);
    CHECK(where, error.blame() == keelbolt::Blame::Peer);
  }

  const VtxoPolicy policies[] = {VtxoPolicy(pubkey), leaf, VtxoPolicy::checkpoint(user()),
                                 VtxoPolicy::expiry(x_only(user())),
                                 VtxoPolicy::hark_forfeit(HashLockVersion::V0, user(), unlock),
                                 VtxoPolicy::server_owned()};
  for (std::size_t index = 0; index < std::size(policies); ++index) {
    const auto output = policies[index].output(terms());
    CHECK(where, VtxoPolicy::recognise(output.script_pubkey(), policies, terms()) == index);
    CHECK(where, output.merkle_root().has_value() == !policies[index].clauses(terms()).empty());
  }
  CHECK(where, !VtxoPolicy::recognise({0x51}, policies, terms()) && !VtxoPolicy::recognise({}, {}, terms()));
  CHECK(where, pubkey.output(terms()).output_key() == VtxoPolicy(pubkey).output(terms()).output_key());
}

void check_clauses() {
  where = "clauses";
  const auto lock = keelbolt::ClauseHash::of(HashLockVersion::V1, keelbolt::payment_hash(preimage()));
  const auto key = x_only(user());
  const keelbolt::Clause clauses[] = {
      keelbolt::Clause::delayed_sign(key, 144), keelbolt::Clause::timelock_sign(key, 900000),
      keelbolt::Clause::delayed_timelock_sign(key, 900000, 144),
      keelbolt::Clause::hash_delay_sign(key, lock, 144), keelbolt::Clause::hash_sign(key, lock)};
  for (const auto &clause : clauses) {
    CHECK(where, keelbolt::Clause::recognise(clause.script()) == clause && clause.pubkey() == key);
    CHECK(where, keelbolt::Clause::from_c(clause.c()).leaf_hash() == clause.leaf_hash());
    CHECK(where, clause.opens(preimage()) == clause.hash().has_value());
    CHECK(where, !clause.opens(keelbolt::Preimage({5})));
    CHECK(where, clause.height().value_or(900000) == 900000U && clause.delta().value_or(144) == 144);
  }
  CHECK(where, clauses[0] != clauses[1] && clauses[4].hash() == lock && !clauses[4].delta() && !clauses[0].height());
  CHECK(where, !keelbolt::Clause::recognise({0x51}) && !keelbolt::Clause::recognise({}));
  CHECK(where, code([&] { keelbolt::Clause::timelock_sign(key, 499934468); }) == Code::LockHeightTooLarge);
  CHECK(where, code([&] { keelbolt::Clause::delayed_sign({}, 1); }) == Code::NotAnXCoordinate);
}

void check_spends() {
  where = "spends";
  const auto policy = UserPolicy::lightning_receive(HashLockVersion::V1, user(), keelbolt::payment_hash(preimage()),
                                                    800000, 40);
  const auto output = policy.output(terms());
  const auto claim = policy.clauses(terms())[0];
  const auto refund = policy.clauses(terms())[1];
  keelbolt::Funding funding;
  funding.outpoint.vout = 1;
  funding.value_sat = 50000;
  const std::array<std::uint8_t, 22> destination = {0, 20, 9};
  auto given = output.spend(claim, funding, preimage(), destination, 500);
  const auto spend = std::move(given);
  const auto signed_spend = spend.sign(user_key(), keelbolt::Entropy({6}), entropy());
  CHECK(where, signed_spend.witness().size() == 4 && signed_spend.txid().bytes == spend.txid().bytes);
  CHECK(where, spend.value_sat() + spend.fee_sat() == funding.value_sat && spend.clause() == claim);
  CHECK(where, spend.fee_sat() == (spend.weight() * 500 + 999) / 1000);
  CHECK(where, signed_spend.witness().back() == output.control_block(claim));
#ifdef KEELBOLT_ALLOCATOR
  CHECK(where, signed_spend.transaction().size() > 150);
#endif
  // Who refunds learns the preimage from the claim.
  const auto found = claim.preimage_in(signed_spend.witness());
  CHECK(where, found && found->expose() == preimage().expose());
  const auto back = output.spend(refund, funding, std::nullopt, destination, 500);
  const auto taken_back = back.sign(server_key(), keelbolt::Entropy({6}), entropy());
  CHECK(where, !claim.preimage_in(taken_back.witness()) && taken_back.witness().size() == 3);
  keelbolt::SchnorrSignature signature;
  std::copy_n(taken_back.witness()[0].begin(), 64, signature.bytes.begin());
  CHECK(where, back.finish(signature).witness() == taken_back.witness());
  CHECK(where, output.witness_weight(claim) > output.witness_weight(refund));

  CHECK(where, code([&] { given.finish(signature); }) != Code::Ok);  // to nobody
  CHECK(where, code([&] { back.sign(user_key(), keelbolt::Entropy({6}), entropy()); }) == Code::ClauseKey);
  CHECK(where, code([&] { spend.finish(signature); }) == Code::SignatureMismatch);
  CHECK(where, code([&] { output.spend(claim, funding, std::nullopt, destination, 500); }) == Code::ClausePreimage);
  CHECK(where, code([&] { output.spend(claim, funding, preimage(), {}, 500); }) != Code::Ok);
  const auto other = keelbolt::Clause::delayed_sign(x_only(user()), 144);
  CHECK(where, code([&] { output.spend(other, funding, std::nullopt, destination, 500); }) == Code::NotAClause);
  CHECK(where, code([&] { output.control_block(other); }) == Code::NotAClause);
  CHECK(where, code([&] { output.witness_weight(other); }) == Code::NotAClause);
  funding.value_sat = 300;
  CHECK(where, code([&] { output.spend(refund, funding, std::nullopt, destination, 500); }) == Code::BelowDustLimit);
}

void check_ids() {
  where = "ids";
  const std::string text = "9734debe31c4302717367ff12b207922cf8dd7424959416de6b9142b27cc17ef:1";
  const auto id = keelbolt::VtxoId::parse(text);
  CHECK(where, id.text() == text && id.outpoint.vout == 1 && id.outpoint.txid.text() == text.substr(0, 64));
  CHECK(where, keelbolt::VtxoId::from_bytes(id.to_bytes()) == id && id != keelbolt::VtxoId());
  CHECK(where, code([&] { keelbolt::VtxoId::parse(text + "x"); }) == Code::NotAVtxoId);
}

void check_addresses() {
  where = "addresses";
  keelbolt::BlindedMailboxId mailbox;
  mailbox.bytes = server().bytes;
  const keelbolt::ArkDelivery deliveries[] = {keelbolt::UnknownDelivery{7, {1, 2, 3}}, mailbox};
  const auto policy = UserPolicy::pubkey(user());
  const keelbolt::ArkAddress address(true, server(), policy, deliveries);
  const auto copy = address;
  CHECK(where, address.text().substr(0, 6) == "tark1p" && keelbolt::ArkAddress::parse(address.text()) == copy);
  CHECK(where, copy.is_for_tests() && copy.is_of(server()) && !copy.is_of(user()) && copy.policy() == policy);
  CHECK(where, copy.ark_id() == keelbolt::ark_id_of(server()));
  const auto found = keelbolt::ArkAddress::parse(address.text()).deliveries();
  CHECK(where, found.size() == 2 && found[0] == deliveries[0] && found[1] == deliveries[1]);
  CHECK(where, keelbolt::ArkAddress(false, server(), policy, {}).deliveries().empty());
  CHECK(where, code([&] {
    keelbolt::ArkAddress(false, server(), policy, {keelbolt::UnknownDelivery{1, {}}});
  }) == Code::KnownDelivery);
  CHECK(where, code([&] {
    keelbolt::ArkAddress(false, server(), policy, {keelbolt::UnknownDelivery{2, keelbolt::Bytes(700)}});
  }) == Code::AddressTooLong);
  CHECK(where, code([&] { keelbolt::ArkAddress::parse("lnbc1"); }) == Code::Bech32TooShort);
}

void check_mailboxes() {
  where = "mailboxes";
  const keelbolt::SecretKey mailbox_key({5});
  keelbolt::MailboxId mailbox;
  mailbox.bytes = keelbolt::public_key(mailbox_key, entropy()).bytes;
  const auto blinded = keelbolt::blind_mailbox(mailbox, user_key(), server());
  CHECK(where, blinded.bytes != mailbox.bytes);
  CHECK(where, keelbolt::unblind_mailbox(blinded, server_key(), user()) == mailbox);
  auto permission = keelbolt::MailboxAuthorization::sign(mailbox_key, -1, keelbolt::Entropy({6}), entropy());
  permission.verify();
  CHECK(where, permission.mailbox == mailbox);
  CHECK(where, keelbolt::MailboxAuthorization::parse(permission.to_bytes()) == permission);
  permission.expiry = 0;
  CHECK(where, code([&] { permission.verify(); }) == Code::SignatureMismatch);
  CHECK(where, keelbolt::MailboxAuthorization::digest(0) != keelbolt::MailboxAuthorization::digest(-1));
  CHECK(where, code([&] { keelbolt::MailboxAuthorization::parse({1}); }) == Code::VtxoTruncated);
}

void check_attestations() {
  where = "attestations";
  const keelbolt::VtxoId vtxo{{{}, 3}};
  const keelbolt::VtxoRequest request{UserPolicy::pubkey(user()), 1000};
  const std::array<std::uint8_t, 22> script = {0, 20, 9};
  const keelbolt::VtxoAttestation attestations[] = {
      keelbolt::VtxoAttestation::round_attempt({1}, vtxo, {{request, user()}}),
      keelbolt::VtxoAttestation::delegated_round(vtxo, {request, request}),
      keelbolt::VtxoAttestation::arkoor_cosign(vtxo, {request}),
      keelbolt::VtxoAttestation::offboard_request(1000, script, {vtxo}),
      keelbolt::VtxoAttestation::lightning_receive(keelbolt::payment_hash(preimage()), vtxo),
      keelbolt::VtxoAttestation::vtxo_status(vtxo)};
  keelbolt::SchnorrSignature before;
  for (const auto &attestation : attestations) {
    const auto signature = attestation.sign(user_key(), keelbolt::Entropy({6}), entropy());
    const auto copy = attestation;  // which owns what it holds
    copy.verify(signature, user());
    CHECK(where, code([&] { attestation.verify(signature, server()); }) == Code::SignatureMismatch);
    CHECK(where, code([&] { attestation.verify(before, user()); }) == Code::SignatureMismatch);
    before = signature;
  }
  // A list of many is one as well where there is an allocator.
#ifdef KEELBOLT_ALLOCATOR
  const std::vector<keelbolt::VtxoRequest> many(1000, request);
  CHECK(where, keelbolt::VtxoAttestation::delegated_round(vtxo, many).digest() != attestations[1].digest());
#endif

  const std::array<std::uint8_t, 2> message = {'h', 'i'};
  const auto signature = keelbolt::sign_message(message, user_key(), keelbolt::Entropy({6}), entropy());
  keelbolt::verify_message(message, signature, user());
  CHECK(where, code([&] { keelbolt::verify_message({}, signature, user()); }) == Code::SignatureMismatch);
  CHECK(where, keelbolt::message_digest(message) != keelbolt::message_digest({}));
}

}  // namespace

int main() {
  check_terms();
  check_policies();
  check_clauses();
  check_spends();
  check_ids();
  check_addresses();
  check_mailboxes();
  check_attestations();
  return check_result();
}
