// A channel on paper, seen by the node that opened it: it builds its commitment with a payment under way, verifies
// the signatures of the other node, closes the channel alone, takes its balance after the delay, and pays more for
// that when no block takes it. With an argument the other node signs the payment's HTLC wrongly, and the verification
// says so.
//
//   commitment [tamper]

#include <iostream>
#include <keelbolt_commitment.hpp>

namespace {

/// A real program has its random number generator here.
keelbolt::Entropy entropy() { return keelbolt::Entropy({3}); }

/// One of the two nodes: everything follows from the seed of its wallet.
struct Party {
  explicit Party(std::uint8_t number)
      : secrets(keelbolt::ChannelSecrets::derive(
            keelbolt::ExtendedSecretKey::from_seed(std::array<std::uint8_t, 32>{number}, keelbolt::Network::Regtest), 0,
            entropy())),
        basepoints(secrets.basepoints(entropy())) {}

  /// The point of one of its commitments.
  keelbolt::PublicKey commitment_point(std::uint64_t number) const {
    keelbolt::SecretGenerator generator(secrets.per_commitment_seed());
    return keelbolt::per_commitment_point(generator.secret(number), entropy());
  }

  keelbolt::ChannelSecrets secrets;
  keelbolt::Basepoints basepoints;
};

const char *name(keelbolt::OutputKind kind) {
  switch (kind) {
    case keelbolt::OutputKind::ToLocal:
      return "to_local";
    case keelbolt::OutputKind::ToRemote:
      return "to_remote";
    case keelbolt::OutputKind::LocalAnchor:
      return "our anchor";
    case keelbolt::OutputKind::RemoteAnchor:
      return "their anchor";
    case keelbolt::OutputKind::SharedAnchor:
      return "shared anchor";
    case keelbolt::OutputKind::OfferedHtlc:
      return "offered htlc";
    case keelbolt::OutputKind::ReceivedHtlc:
      return "received htlc";
  }
  return "";
}

void close_alone(bool tamper) {
  constexpr std::uint16_t delay = 144;
  const Party opener(1);
  const Party accepter(2);

  keelbolt::ChannelParameters channel;
  channel.format = keelbolt::Format::Anchors;
  channel.funding.txid.bytes[0] = 6;
  channel.funding_amount_sat = 1000000;
  channel.opener = {opener.basepoints, 354, delay};
  channel.accepter = {accepter.basepoints, 354, delay};

  // 750,000 sat are the opener's, 250,000 sat are on their way.
  keelbolt::CommitmentDraft draft;
  draft.owner = keelbolt::ChannelNode::Opener;
  draft.number = 1;
  draft.per_commitment_point = opener.commitment_point(1);
  draft.opener_balance_msat = 750000000;
  draft.feerate_per_kw = 2500;
  const auto hash = keelbolt::payment_hash(keelbolt::Preimage({4}));
  draft.htlcs = {{keelbolt::ChannelNode::Opener, 250000000, hash, 800244}};
  const auto commitment = draft.build(channel);
  const auto outputs = commitment.outputs();
  std::size_t to_local = 0;
  for (std::size_t index = 0; index < outputs.size(); ++index) {
    std::cout << "output " << index << ": " << outputs[index].value_sat << " sat, " << name(outputs[index].kind)
              << '\n';
    to_local = outputs[index].kind == keelbolt::OutputKind::ToLocal ? index : to_local;
  }

  // The other node signs, for commitment_signed; the opener verifies.
  auto signatures = commitment.sign({accepter.secrets.funding(), accepter.secrets.htlc_basepoint()}, entropy());
  if (tamper) {
    signatures.htlc_signatures[0] = signatures.signature;  // a signature of something else
  }
  commitment.verify(signatures);
  std::cout << "verified: " << 1 + signatures.htlc_signatures.size() << " signatures\n";

  // The channel is closed; after the delay the opener takes its balance.
  const keelbolt::EcdsaSignature own{
      keelbolt::sign_recoverable(commitment.digest(), opener.secrets.funding(), entropy()).compact};
  const auto published = commitment.signed_transaction(own, signatures.signature);
  std::cout << "published: " << published.size() << " bytes\n";
  keelbolt::Bytes wallet(22);
  wallet[1] = 20;
  wallet[2] = 5;
  std::vector<keelbolt::Claim> claims;
  claims.push_back(commitment.claim(to_local, keelbolt::SpendDelayed()));
  const auto first =
      keelbolt::Sweep(claims, wallet).build(1000).sign(opener.secrets, opener.basepoints, entropy());
  std::cout << "taken: fee " << first.fee_sat() << " sat\n";

  // No block has taken it: its claims know what was paid, so that what replaces it pays more, at any feerate.
  const auto second =
      keelbolt::Sweep(first.claims(), wallet).build(500).sign(opener.secrets, opener.basepoints, entropy());
  std::cout << "replaced: fee " << second.fee_sat() << " sat\n";
}

}  // namespace

int main(int argc, char **) {
  try {
    close_alone(argc > 1);
  } catch (const keelbolt::Error &error) {
    std::cout << "refused: " << error.what() << '\n';
    return 1;
  }
}
