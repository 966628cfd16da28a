// Every VTXO of the vectors through the wrapper: all that it says, the transactions of its exit, whether it is money, and
// how it is claimed; and each that is refused.

#include <cstring>
#include <keelbolt_vtxo.hpp>
#include <map>

#include "check.h"
#include "onion_vectors.h"

namespace {

using keelbolt::Bytes;
using keelbolt::Code;
using keelbolt::PublicKey;
using keelbolt::Vtxo;

const char *where;  // the name of the case

keelbolt::Entropy entropy() { return keelbolt::Entropy({7}); }

// --- Figures of a case ---

bool has(vector_node *node, const char *key) { return vector_member(node, key) != nullptr; }

std::string text(vector_node *node, const char *key) {
  const char *found = vector_text(node, key);
  return found == nullptr ? std::string() : found;
}

Bytes unhex(const std::string &hex) {
  Bytes bytes;
  for (std::size_t index = 0; index + 1 < hex.size(); index += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(index, 2), nullptr, 16)));
  }
  return bytes;
}

Bytes bytes(vector_node *node, const char *key) { return unhex(text(node, key)); }

template <class T>
Bytes bytes_of(const T &value) {
  return Bytes(value.begin(), value.end());
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

// --- All that a VTXO says ---

void policy(vector_node *node, const keelbolt::UserPolicy &found) {
  static const std::map<std::string, keelbolt::UserPolicyKind> kinds = {
      {"pubkey", keelbolt::UserPolicyKind::Pubkey},
      {"server_htlc_send", keelbolt::UserPolicyKind::LightningSend},
      {"server_htlc_recv", keelbolt::UserPolicyKind::LightningReceive},
  };
  CHECK(where, kinds.at(text(node, "type")) == found.kind());
  CHECK(where, vector_number(node, "type_byte") == found.write().front());
  CHECK(where, text(node, "user_pubkey") == found.user_pubkey().hex());
  CHECK(where, has(node, "payment_hash") == found.payment_hash().has_value());
  if (found.payment_hash()) {
    CHECK(where, text(node, "payment_hash") == found.payment_hash()->hex());
    CHECK(where, vector_number(node, "htlc_expiry") == found.htlc_expiry());
  }
  if (found.htlc_expiry_delta()) {
    CHECK(where, vector_number(node, "htlc_expiry_delta") == *found.htlc_expiry_delta());
  }
}

void keys(vector_node *list, const std::vector<PublicKey> &found, const keelbolt::GenesisItem &item) {
  CHECK(where, list->member_count == found.size());
  for (std::size_t index = 0; index < list->member_count && index < found.size(); ++index) {
    CHECK(where, list->members[index].text == found[index].hex() && item.has_pubkey(found[index]));
  }
}

void transition(vector_node *node, const keelbolt::GenesisItem &item) {
  const auto found = item.transition();
  const std::string name = text(node, "transition");
  std::uint64_t type = 0;
  if (const auto *cosigned = std::get_if<keelbolt::CosignedTransition>(&found)) {
    type = 1;
    CHECK(where, name == "cosigned");
    keys(vector_member(node, "pubkeys"), cosigned->pubkeys, item);
  } else if (const auto *arkoor = std::get_if<keelbolt::ArkoorTransition>(&found)) {
    type = 2;
    CHECK(where, name == "arkoor" && bytes(node, "tap_tweak") == bytes_of(arkoor->tap_tweak));
    keys(vector_member(node, "client_cosigners"), arkoor->client_pubkeys, item);
  } else if (const auto *locked = std::get_if<keelbolt::HashLockedTransition>(&found)) {
    const bool is_old = locked->version == keelbolt::HashLockVersion::V0;
    type = is_old ? 3 : 4;
    CHECK(where, name == (is_old ? "hash_locked_cosigned_v0" : "hash_locked_cosigned"));
    CHECK(where, text(node, "user_pubkey") == locked->user_pubkey.hex());
    CHECK(where, has(node, "unlock_preimage") == locked->preimage.has_value());
    if (locked->preimage) {
      CHECK(where, bytes(node, "unlock_preimage") == bytes_of(locked->preimage->expose()));
      CHECK(where, keelbolt::unlock_hash(*locked->preimage) == locked->unlock_hash);
    } else {
      CHECK(where, text(node, "unlock_hash") == locked->unlock_hash.hex());
    }
  }
  CHECK(where, vector_number(node, "transition_type") == type);
}

void genesis(vector_node *list, const Vtxo &vtxo) {
  const auto items = vtxo.genesis();
  CHECK(where, items.size() == list->member_count && vtxo.depth() == items.size());
  for (std::size_t index = 0; index < items.size() && index < list->member_count; ++index) {
    vector_node *node = &list->members[index];
    const auto &item = items[index];
    transition(node, item);
    const auto siblings = item.siblings();
    vector_node *others = vector_member(node, "other_outputs");
    CHECK(where, vector_number(node, "output_count") == siblings.size() + 1 && others->member_count == siblings.size());
    std::uint64_t sum = item.fee_sat();
    for (std::size_t sibling = 0; sibling < siblings.size(); ++sibling) {
      CHECK(where, vector_number(&others->members[sibling], "amount_sat") == siblings[sibling].value_sat);
      CHECK(where, bytes(&others->members[sibling], "script_pubkey") == siblings[sibling].script_pubkey);
      sum += siblings[sibling].value_sat;
    }
    CHECK(where, item.other_outputs_sat() == sum);
    CHECK(where, vector_number(node, "output_index") == item.output_index());
    CHECK(where, vector_number(node, "fee_sat") == item.fee_sat());
    CHECK(where, text(node, "signature") == (item.signature() ? item.signature()->hex() : "null"));
  }
}

void decoded(vector_node *node, const Vtxo &vtxo, const Bytes &encoding) {
  CHECK(where, vector_number(node, "version") == encoding.front());
  CHECK(where, vector_number(node, "amount_sat") == vtxo.amount_sat());
  CHECK(where, vector_number(node, "expiry_height") == vtxo.terms().expiry_height);
  CHECK(where, vector_number(node, "exit_delta") == vtxo.terms().exit_delta);
  CHECK(where, text(node, "server_pubkey") == vtxo.terms().server_pubkey.hex());
  CHECK(where, text(node, "chain_anchor") == keelbolt::VtxoId{vtxo.chain_anchor()}.text());
  CHECK(where, text(node, "point") == vtxo.bare().id().text());
  policy(vector_member(node, "policy"), vtxo.policy());
  genesis(vector_member(node, "genesis"), vtxo);
}

// --- The exit ---

void exit_transactions(vector_node *node, const Vtxo &vtxo) {
  vector_node *list = vector_member(node, "exit_transactions");
  vector_node *ancestors = vector_member(node, "ancestor_ids");
  const auto transactions = vtxo.exit_transactions();
  CHECK(where, transactions.size() == list->member_count);
  CHECK(where, vector_number(node, "exit_depth") == list->member_count);
  keelbolt::OutPoint spent = vtxo.chain_anchor();
  auto script = vtxo.chain_anchor_script();
  for (std::size_t depth = 0; depth < transactions.size() && depth < list->member_count; ++depth) {
    vector_node *expected = &list->members[depth];
    const auto &transaction = transactions[depth];
    const auto published = transaction.transaction();
    CHECK(where, bytes(expected, "tx") == published);
    CHECK(where, text(expected, "txid") == transaction.txid().text());
    CHECK(where, vector_number(expected, "output_index") == transaction.outpoint().vout);
    CHECK(where, keelbolt::transaction_txid(published) == transaction.txid());
    CHECK(where, transaction.input() == spent && transaction.spent_script() == script);
    const auto own = keelbolt::transaction_output(published, transaction.outpoint().vout);
    const auto item = transaction.item();
    CHECK(where, own && own->value_sat + *item.other_outputs_sat() == transaction.spent_value_sat());
    CHECK(where, keelbolt::transaction_outputs(published).size() == item.siblings().size() + 2);
    CHECK(where, transaction.is_complete() == item.is_complete());
    CHECK(where, transaction.needs_preimage() ==
                     std::holds_alternative<keelbolt::HashLockedTransition>(item.transition()));
    if (depth + 1 < transactions.size()) {
      CHECK(where, ancestors->members[depth].text == keelbolt::VtxoId{transaction.outpoint()}.text());
    }
    spent = transaction.outpoint();
    std::copy_n(own->script_pubkey.begin(), script.size(), script.begin());
  }
  CHECK(where, spent == vtxo.bare().point);
  CHECK(where, script == vtxo.policy().output(vtxo.terms()).script_pubkey());
}

void past_keys(vector_node *list, const Vtxo &vtxo) {
  const auto found = vtxo.past_arkoor_pubkeys();
  std::size_t at = 0;
  for (std::size_t payment = 0; payment < list->member_count; ++payment) {
    for (std::size_t index = 0; index < list->members[payment].member_count; ++index, ++at) {
      CHECK(where, at < found.size() && list->members[payment].members[index].text == found[at].hex());
    }
  }
  CHECK(where, at == found.size());
}

// --- Encodings and policies ---

void encodings(vector_node *node, const Vtxo &vtxo, const Bytes &encoding) {
  const Bytes written = vtxo.write();
  CHECK(where, written == (has(node, "reencoding") ? bytes(node, "reencoding") : encoding));
  CHECK(where, Vtxo::parse(written) == vtxo);
  const auto bare = keelbolt::BareVtxo::parse(encoding);
  CHECK(where, bytes(node, "bare_encoding") == bare.write() && bare.id() == vtxo.id());
  // The genesis stands between the parts of the bare form.
  const Bytes expected = bytes(node, "genesis_encoding");
  CHECK(where, std::equal(expected.begin(), expected.end(), written.begin() + 2 + 8 + 39 + 36));
  CHECK(where, expected.size() + bare.write().size() == written.size() + 1);
}

void output(vector_node *node, const Vtxo &vtxo) {
  const auto found = vtxo.policy().output(vtxo.terms());
  CHECK(where, text(node, "internal_key") == found.internal_key().hex());
  CHECK(where, text(node, "merkle_root") == found.merkle_root()->hex());
  CHECK(where, text(node, "output_key") == found.output_key().hex());
  CHECK(where, bytes(node, "script_pubkey") == bytes_of(found.script_pubkey()));
  CHECK(where, vector_number(node, "output_key_parity") == found.parity());
}

/// All clauses of the policy, and among them the owner's, which claims what an exit has put on chain.
void clauses(vector_node *node, const Vtxo &vtxo) {
  const auto exit = keelbolt::AcceptedVtxo::assume_accepted(vtxo).exit();
  const auto own = exit.clauses();
  const auto all = vtxo.policy().clauses(vtxo.terms());
  vector_node *list = vector_member(node, "claim_clauses");
  CHECK(where, own.size() == 1 && all.size() == list->member_count);
  for (std::size_t index = 0; index < all.size() && index < list->member_count; ++index) {
    vector_node *expected = &list->members[index];
    CHECK(where, bytes(expected, "script") == all[index].script());
    CHECK(where, bytes(expected, "control_block") ==
                     vtxo.policy().output(vtxo.terms()).control_block(all[index]));
    CHECK(where, text(expected, "pubkey").substr(2) == all[index].pubkey().hex());
    if (has(expected, "sequence")) {
      CHECK(where, vector_number(expected, "sequence") == all[index].delta().value_or(0));
    }
  }
  const std::array<std::uint8_t, 22> destination = {0, 20, 9};
  const char *name = has(node, "leaf_privkey") ? "leaf_privkey" : "user_privkey";
  if (own.front().hash()) {
    CHECK(where, code([&] { exit.claim(own.front(), std::nullopt, destination, 300); }) == Code::ClausePreimage);
    return;
  }
  const auto claim = exit.claim(own.front(), std::nullopt, destination, 300);
  CHECK(where, claim.value_sat() + claim.fee_sat() == vtxo.amount_sat() && claim.clause() == own.front());
  if (has(node, name)) {
    std::array<std::uint8_t, 32> secret{};
    const Bytes found = bytes(node, name);
    std::copy(found.begin(), found.end(), secret.begin());
    const keelbolt::SecretKey key(std::move(secret));
    CHECK(where, keelbolt::public_key(key, entropy()) == vtxo.policy().user_pubkey());
    CHECK(where, claim.sign(key, entropy(), entropy()).witness().size() == 3);
  }
}

// --- The chain and acceptance ---

/// Whoever expects just this accepts it, if it is complete.
void acceptance(vector_node *node, const Vtxo &vtxo, bool is_money) {
  keelbolt::Expectation expected;
  expected.own_keys = {vtxo.policy().user_pubkey()};
  expected.server_pubkey = vtxo.terms().server_pubkey;
  for (const auto &item : vtxo.genesis()) {
    const auto transition = item.transition();
    if (const auto *cosigned = std::get_if<keelbolt::CosignedTransition>(&transition)) {
      expected.server_cosign_pubkeys.push_back(cosigned->pubkeys.front());
    }
  }
  expected.policy = vtxo.policy();
  expected.confirmations = 1;
  expected.exit_delta = vtxo.terms().exit_delta;
  expected.max_depth = vtxo.depth();
  const keelbolt::ChainFacts facts{bytes(node, "chain_anchor_tx"), 1, true};
  const Code outcome = code([&] { vtxo.accept(expected, facts); });
  if (vtxo.depth() + vtxo.terms().exit_delta > vtxo.terms().expiry_height) {
    CHECK(where, outcome == Code::VtxoExpiry);
    return;
  }
  if (!is_money) {
    CHECK(where, outcome == Code::NoHopPreimage);
    return;
  }
  CHECK(where, outcome == Code::Ok);
  const auto accepted = vtxo.accept(expected, facts);
  CHECK(where, accepted.amount_sat() == vtxo.amount_sat() && accepted.id() == vtxo.id() && accepted.vtxo() == vtxo);
  std::uint64_t weight = 0;
  for (const auto &package : accepted.exit().packages()) {
    weight += package.parent.weight();
    CHECK(where, package.child_fee(600, 1000) == (package.parent.weight() + 3) / 4 * 4 + 600);
    CHECK(where, !package.child_fee(KEELBOLT_MAX_CHILD_WEIGHT + 1, 1000));
    CHECK(where, package.anchor_value_sat() == package.parent.item().fee_sat());
  }
  CHECK(where, weight == accepted.exit().weight());
  CHECK(where, keelbolt::first_deadline({accepted, accepted}, 10) == accepted.deadline(10));
}

void valid(vector_node *node) {
  const Bytes encoding = bytes(node, "encoding");
  const auto vtxo = Vtxo::parse(encoding);
  for (const char *key : {"vector_origin", "policy_kind", "server_privkey"}) {
    has(node, key);
  }
  CHECK(where, text(node, "kind") == "valid_vtxo" && vector_flag(node, "valid"));
  decoded(vector_member(node, "decoded"), vtxo, encoding);
  CHECK(where, text(node, "vtxo_id") == vtxo.id().text());
  CHECK(where, bytes(node, "policy_encoding") == vtxo.policy().write());
  output(vector_member(node, "taproot"), vtxo);
  clauses(node, vtxo);
  exit_transactions(node, vtxo);
  encodings(node, vtxo, encoding);
  const std::string unlock_hash = text(node, "unlock_hash");
  CHECK(where, (unlock_hash == "null" ? std::string() : unlock_hash) ==
                   (vtxo.unlock_hash() ? vtxo.unlock_hash()->hex() : std::string()));
  past_keys(vector_member(node, "past_arkoor_pubkeys"), vtxo);
  CHECK(where, vector_flag(node, "standard") == (code([&] { vtxo.check_standard(); }) == Code::Ok));
  CHECK(where, vector_flag(node, "has_all_witnesses") == vtxo.is_complete());
  const auto anchor = keelbolt::transaction_output(bytes(node, "chain_anchor_tx"), vtxo.chain_anchor().vout);
  CHECK(where, anchor && anchor->value_sat == vtxo.chain_anchor_amount_sat());
  const bool is_signed = code([&] { vtxo.check_chain(*anchor); }) == Code::Ok;
  CHECK(where, vector_flag(node, "validates") == is_signed);
  CHECK(where, vector_flag(node, "validates_unsigned") ==
                   (code([&] { vtxo.check_chain_unsigned(*anchor); }) == Code::Ok));
  acceptance(node, vtxo, is_signed);
}

void invalid(vector_node *node) {
  const Bytes encoding = bytes(node, "encoding");
  has(node, "error");  // the C test compares the names
  CHECK(where, !vector_flag(node, "valid"));
  if (text(node, "kind") == "invalid_encoding") {
    CHECK(where, code([&] { Vtxo::parse(encoding); }) != Code::Ok);
    CHECK(where, vector_flag(node, "decodes_as_bare") ==
                     (code([&] { keelbolt::BareVtxo::parse(encoding); }) == Code::Ok));
    return;
  }
  const auto vtxo = Vtxo::parse(encoding);
  const auto anchor = keelbolt::transaction_output(bytes(node, "chain_anchor_tx"), vtxo.chain_anchor().vout);
  CHECK(where, code([&] { vtxo.check_chain(anchor.value()); }) != Code::Ok);
  CHECK(where, vector_flag(node, "validates_unsigned") ==
                   (code([&] { vtxo.check_chain_unsigned(anchor.value()); }) == Code::Ok));
}

}  // namespace

int main() {
  std::size_t cases = 0;
  for (std::size_t file = 0; file < vector_file_count; ++file) {
    const bool is_valid = std::strcmp(vector_files[file].key, "vtxo_encoding") == 0;
    for (std::size_t index = 0; index < vector_files[file].member_count; ++index) {
      vector_node *node = &vector_files[file].members[index];
      where = vector_text(node, "name");
      (is_valid ? valid : invalid)(node);
      const vector_node *unasked = vector_unasked(node);
      if (!CHECK(where, unasked == nullptr)) {
        std::printf("  not checked: %s\n", unasked->key);
      }
      ++cases;
    }
  }
  std::printf("%zu cases\n", cases);
  CHECK("files", vector_file_count == 2 && cases > 70);
  return check_result();
}
