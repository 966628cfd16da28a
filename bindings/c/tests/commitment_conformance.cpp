// Every commitment of BOLT 3's vectors through the wrapper, in all formats, byte for byte: keys, outputs, transactions,
// signatures.

#include <cstdlib>
#include <cstring>
#include <keelbolt_commitment.hpp>

#include "check.h"
#include "onion_vectors.h"

namespace {

using keelbolt::Bytes;
using keelbolt::ByteView;
using keelbolt::ChannelNode;
using keelbolt::EcdsaSignature;
using keelbolt::Format;
using keelbolt::OutputKind;
using keelbolt::SecretKey;
using keelbolt::Stage;

const char *where; // the name of the case

keelbolt::Entropy entropy() { return keelbolt::Entropy({7}); }

// --- Figures of a case ---

bool has(vector_node *node, const std::string &key) { return vector_member(node, key.c_str()) != nullptr; }

Bytes unhex(const std::string &text) {
  Bytes bytes;
  for (std::size_t index = 0; index + 1 < text.size(); index += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(index, 2), nullptr, 16)));
  }
  return bytes;
}

Bytes bytes(vector_node *node, const std::string &key) {
  const char *text = vector_text(node, key.c_str());
  return CHECK(key.c_str(), text != nullptr) ? unhex(text) : Bytes();
}

template <class T>
T fixed(vector_node *node, const std::string &key) {
  T value;
  const Bytes found = bytes(node, key);
  CHECK(key.c_str(), found.size() == value.bytes.size());
  std::copy_n(found.begin(), std::min(found.size(), value.bytes.size()), value.bytes.begin());
  return value;
}

SecretKey secret(vector_node *node, const std::string &key) {
  return SecretKey(std::move(fixed<keelbolt::Sha256>(node, key).bytes));
}

std::uint64_t number(vector_node *node, const char *key) { return vector_number(node, key); }

std::string text(vector_node *node, const char *key) {
  const char *found = vector_text(node, key);
  return CHECK(key, found != nullptr) ? found : "";
}

std::vector<vector_node *> elements(vector_node *node, const char *key) {
  std::vector<vector_node *> list;
  vector_node *found = vector_member(node, key);
  for (std::size_t index = 0; found != nullptr && index < found->member_count; ++index) {
    list.push_back(&found->members[index]);
  }
  return list;
}

void same(vector_node *node, const char *key, ByteView found) {
  if (!CHECK(where, bytes(node, key) == Bytes(found.begin(), found.end()))) {
    std::printf("  %s\n", key);
  }
}

/// Where it is there.
void same_if(vector_node *node, const char *key, ByteView found) {
  if (has(node, key)) {
    same(node, key, found);
  }
}

// --- The channel ---

/// A node's secrets, and what it shows of them. A point that this commitment does not need is any.
struct Keys {
  Keys(vector_node *params, const std::string &side)
      : funding(secret(params, side + "_funding_privkey")),
        // In appendices C and F HTLC keys come from the payment basepoint.
        htlc(secret(params, side + (has(params, side + "_htlc_basepoint_secret") ? "_htlc_basepoint_secret"
                                                                                : "_payment_basepoint_secret"))) {
    points.funding_pubkey = point(params, side + "_funding_pubkey", funding);
    points.revocation_basepoint = point(params, side + "_revocation_basepoint", funding);
    points.payment_basepoint = point(params, side + "_payment_basepoint", funding);
    points.delayed_payment_basepoint = point(params, side + "_delayed_payment_basepoint", funding);
    points.htlc_basepoint = point(params, side + "_htlc_basepoint", htlc);
  }

  static keelbolt::PublicKey point(vector_node *params, const std::string &name, const SecretKey &otherwise) {
    if (has(params, name + "_secret")) {
      const auto found = keelbolt::public_key(secret(params, name + "_secret"), entropy());
      CHECK(where, !has(params, name) || fixed<keelbolt::PublicKey>(params, name) == found);
      return found;
    }
    return has(params, name) ? fixed<keelbolt::PublicKey>(params, name)
                             : keelbolt::public_key(otherwise, entropy());
  }

  SecretKey funding;
  SecretKey htlc;
  keelbolt::Basepoints points;
};

Format format(const std::string &name) {
  if (name == "static_remotekey") {
    return Format::StaticRemotekey;
  }
  CHECK(where, name == "anchors_zero_fee_htlc_tx" || name == "zero_fee_commitments");
  return name == "zero_fee_commitments" ? Format::ZeroFee : Format::Anchors;
}

/// What a case is about: the owner, who is local, has opened the channel.
struct Known {
  explicit Known(vector_node *node)
      : params(vector_member(node, "params")), local(params, "local"), remote(params, "remote") {
    channel.format = format(text(node, "channel_type"));
    const auto txid = fixed<keelbolt::Txid>(params, "funding_txid");
    std::reverse_copy(txid.bytes.begin(), txid.bytes.end(), channel.funding.txid.bytes.begin());
    channel.funding.vout = static_cast<std::uint32_t>(number(params, "funding_output_index"));
    channel.funding_amount_sat = number(params, "funding_amount_sat");
    const auto delay = static_cast<std::uint16_t>(number(params, "local_delay"));
    channel.opener = {local.points, number(node, "dust_limit_sat"), delay};
    channel.accepter = {remote.points, number(node, "dust_limit_sat"), delay};
    for (vector_node *htlc : elements(node, "htlcs")) {
      const bool offered = text(htlc, "direction") == "offered";
      draft.htlcs.push_back({offered ? ChannelNode::Opener : ChannelNode::Accepter, number(htlc, "amount_msat"),
                             fixed<keelbolt::PaymentHash>(htlc, "payment_hash"),
                             static_cast<std::uint32_t>(number(htlc, "cltv_expiry"))});
      ids.push_back(has(htlc, "id") ? number(htlc, "id") : ids.size());
      preimages.push_back(has(htlc, "payment_preimage")
                              ? keelbolt::Preimage(fixed<keelbolt::Sha256>(htlc, "payment_preimage").bytes)
                              : keelbolt::Preimage({}));
    }
    draft.number = number(params, "commitment_number");
    draft.per_commitment_point = fixed<keelbolt::PublicKey>(params, "local_per_commitment_point");
    draft.opener_balance_msat = number(node, "to_local_msat");
    draft.accepter_balance_msat = number(node, "to_remote_msat");
    draft.feerate_per_kw = static_cast<std::uint32_t>(number(node, "feerate_per_kw"));
  }

  vector_node *params;
  Keys local;
  Keys remote;
  keelbolt::ChannelParameters channel;
  keelbolt::CommitmentDraft draft;
  std::vector<std::uint64_t> ids;
  std::vector<keelbolt::Preimage> preimages;
};

EcdsaSignature sign(const keelbolt::Sha256 &digest, const SecretKey &key) {
  return {keelbolt::sign_recoverable(digest, key, entropy()).compact};
}

SecretKey copy(const SecretKey &key) { return SecretKey(std::array<std::uint8_t, 32>(key.expose())); }

// --- Checks ---

/// The figures of `params` that building does not need.
void check_params(Known &known, const keelbolt::CommitmentKeys &keys, const SecretKey &local_htlc,
                  const Bytes &transaction) {
  vector_node *params = known.params;
  same_if(params, "local_htlcpubkey", keys.local_htlcpubkey.bytes);
  same_if(params, "remote_htlcpubkey", keys.remote_htlcpubkey.bytes);
  same_if(params, "local_delayedpubkey", keys.local_delayedpubkey.bytes);
  same_if(params, "local_revocation_pubkey", keys.revocation_pubkey.bytes);
  same_if(params, "local_htlc_privkey", local_htlc.expose());
  const std::pair<const char *, keelbolt::PublicKey> secrets[] = {
      {"remote_htlc_privkey", keys.remote_htlcpubkey},
      {"local_delayed_privkey", keys.local_delayedpubkey},
      {"local_per_commitment_secret", keys.per_commitment_point}};
  for (const auto &row : secrets) {
    CHECK(row.first, !has(params, row.first) ||
                         keelbolt::public_key(secret(params, row.first), entropy()) == row.second);
  }
  const keelbolt::CommitmentNumbers numbers{known.local.points.payment_basepoint,
                                            known.remote.points.payment_basepoint};
  if (has(params, "obscuring_factor")) {
    CHECK(where, std::stoull(text(params, "obscuring_factor"), nullptr, 16) == numbers.obscuring_factor());
  }
  if (has(params, "funding_witness_script")) {
    // It is the last element of the witness, right before the lock time.
    const Bytes script = bytes(params, "funding_witness_script");
    CHECK(where, std::equal(script.rbegin(), script.rend(), transaction.rbegin() + 4));
  }
}

const char *kind(OutputKind kind) {
  switch (kind) {
    case OutputKind::ToLocal:
      return "to_local";
    case OutputKind::ToRemote:
      return "to_remote";
    case OutputKind::LocalAnchor:
      return "local_anchor";
    case OutputKind::RemoteAnchor:
      return "remote_anchor";
    case OutputKind::SharedAnchor:
      return "shared_anchor";
    case OutputKind::OfferedHtlc:
      return "htlc_offered";
    case OutputKind::ReceivedHtlc:
      return "htlc_received";
  }
  return "";
}

void check_outputs(vector_node *node, const keelbolt::Commitment &commitment, const Known &known) {
  const auto expected = elements(node, "outputs");
  const auto outputs = commitment.outputs();
  if (!CHECK(where, expected.size() == outputs.size())) {
    return;
  }
  for (std::size_t index = 0; index < outputs.size(); ++index) {
    vector_node *row = expected[index];
    const keelbolt::CommitmentOutput &output = outputs[index];
    CHECK(where, number(row, "amount_sat") == output.value_sat);
    same(row, "script_pubkey", output.script_pubkey);
    CHECK(where, text(row, "kind") == kind(output.kind));
    CHECK(where, has(row, "htlc_id") == output.htlc.has_value());
    CHECK(where, !output.htlc || number(row, "htlc_id") == known.ids[*output.htlc]);
    const auto script = commitment.witness_script(index);
    CHECK(where, has(row, "witness_script") == script.has_value());
    same_if(row, "witness_script", script.value_or(Bytes()));
    same_if(row, "pubkey", commitment.keys().remotepubkey.bytes);
  }
}

void check_case(vector_node *node) {
  Known known(node);
  const auto commitment = known.draft.build(known.channel);
  const auto signatures =
      commitment.sign({copy(known.remote.funding), copy(known.remote.htlc)}, entropy());
  commitment.verify(signatures);
  const EcdsaSignature local = sign(commitment.digest(), known.local.funding);
  const SecretKey local_htlc = keelbolt::derive_privkey(known.local.htlc, known.local.points.htlc_basepoint,
                                                        known.draft.per_commitment_point);
  const Bytes transaction = commitment.signed_transaction(local, signatures.signature);
  same(node, "commitment_tx", transaction);
  check_params(known, commitment.keys(), local_htlc, transaction);

  const auto transactions = commitment.htlc_transactions();
  CHECK(where, transactions.size() == signatures.htlc_signatures.size());
  std::vector<std::pair<EcdsaSignature, Bytes>> htlcs;
  for (std::size_t index = 0; index < transactions.size(); ++index) {
    const auto own = sign(transactions[index].local_digest, local_htlc);
    htlcs.emplace_back(own, commitment.signed_htlc_transaction(index, own, signatures.htlc_signatures[index],
                                                               &known.preimages[transactions[index].htlc]));
  }
  if (known.channel.format == Format::ZeroFee) {
    for (const auto &row : {std::make_pair(Stage::Success, "htlc_success_txs"),
                            std::make_pair(Stage::Timeout, "htlc_timeout_txs")}) {
      std::vector<Bytes> expected;
      std::vector<Bytes> found;
      for (const vector_node *shown : elements(node, row.second)) {
        expected.push_back(unhex(shown->text));
      }
      for (std::size_t index = 0; index < transactions.size(); ++index) {
        if (transactions[index].stage == row.first) {
          found.push_back(htlcs[index].second);
        }
      }
      CHECK(where, expected == found);
    }
    return;
  }
  same(node, "remote_signature", signatures.signature.bytes);
  same(node, "local_signature", local.bytes);
  CHECK(where, text(node, "commitment_txid") == commitment.txid().text());
  CHECK(where, number(node, "actual_fee_sat") == commitment.fee_sat());
  check_outputs(node, commitment, known);
  const auto expected = elements(node, "htlc_txs");
  if (CHECK(where, expected.size() == htlcs.size())) {
    for (std::size_t index = 0; index < htlcs.size(); ++index) {
      const keelbolt::HtlcTransaction &htlc = transactions[index];
      CHECK(where, number(expected[index], "output_index") == htlc.previous_output.vout);
      CHECK(where, number(expected[index], "htlc_id") == known.ids[htlc.htlc]);
      CHECK(where, text(expected[index], "kind") == (htlc.stage == Stage::Success ? "success" : "timeout"));
      same(expected[index], "remote_signature", signatures.htlc_signatures[index].bytes);
      same(expected[index], "local_signature", htlcs[index].first.bytes);
      same(expected[index], "tx", htlcs[index].second);
    }
  }
}

}  // namespace

int main() {
  std::size_t cases = 0;
  for (std::size_t file = 0; file < vector_file_count; ++file) {
    for (std::size_t index = 0; index < vector_files[file].member_count; ++index) {
      vector_node *node = &vector_files[file].members[index];
      where = vector_text(node, "name");
      try {
        check_case(node);
      } catch (const keelbolt::Error &error) {
        CHECK(where, !"no error");
        std::printf("  %s\n", error.what());
      }
      ++cases;
    }
  }
  CHECK("files", vector_file_count == 3 && cases > 20);
  return check_result();
}
