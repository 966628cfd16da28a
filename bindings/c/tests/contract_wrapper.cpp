// The wrapper of extended keys, MuSig2, contracts and the keys of channels: every call, what owns what, and what is thrown.

#include <cstring>
#include <keelbolt_channel_keys.hpp>
#include <keelbolt_contract.hpp>

#include "check.h"

namespace {

using keelbolt::Code;
using keelbolt::PublicKey;

const char *where;

keelbolt::Entropy entropy() { return keelbolt::Entropy({7}); }

PublicKey point(std::uint8_t number) { return keelbolt::public_key(keelbolt::SecretKey({number}), entropy()); }

template <class Call>
Code code(Call call) {
  try {
    call();
    return Code::Ok;
  } catch (const keelbolt::Error &error) {
    return error.code();
  }
}

template <class T>
constexpr bool moves_only = !std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T> &&
                            std::is_nothrow_move_constructible_v<T>;
static_assert(moves_only<keelbolt::ExtendedSecretKey> && moves_only<keelbolt::SecretText>);
static_assert(moves_only<keelbolt::ChannelSecrets> && moves_only<keelbolt::SecretGenerator>);
static_assert(moves_only<keelbolt::SecretStore> && moves_only<keelbolt::MusigNonce>);

// --- Keys of a channel ---

void check_extended_keys() {
  where = "extended keys";
  const std::array<std::uint8_t, 16> seed = {1};
  auto master = keelbolt::ExtendedSecretKey::from_seed(seed, keelbolt::Network::Regtest);
  CHECK(where, master.text().expose().substr(0, 4) == "tprv" && master.place().network == keelbolt::Network::Testnet);
  const auto moved = std::move(master);
  CHECK(where, code([&] { master.secret_key(); }) == Code::InvalidHandle);
  master = moved.derive(1, true, entropy());
  CHECK(where, master.place().child_number == 0x80000001 && master.place().depth == 1);
  CHECK(where, master.public_key(entropy()).place().parent_fingerprint == moved.public_key(entropy()).fingerprint());
  try {
    moved.derive_path("m/7/x", entropy());
    CHECK(where, false);
  } catch (const keelbolt::Error &error) {
    CHECK(where, error.code() == Code::ChildPath && error.step() == 1);
    CHECK(where, std::strcmp(error.what(), "path: step 1 is no child") == 0);
  }
  auto text = moved.text();
  const auto taken = std::move(text);
  CHECK(where, text.expose().empty() && taken.expose() == moved.text().expose());
  const auto aggregate = moved.public_key(entropy()).key();
  const auto shared = keelbolt::ExtendedPublicKey::synthetic(aggregate, keelbolt::Network::Bitcoin);
  CHECK(where, shared.text().substr(0, 4) == "xpub" && shared.key() == aggregate && shared.place().depth == 0);
}

void check_channel() {
  where = "channel";
  const std::array<std::uint8_t, 64> seed = {1};
  const auto root = keelbolt::ExtendedSecretKey::from_seed(seed, keelbolt::Network::Bitcoin);
  const auto secrets = keelbolt::ChannelSecrets::derive(root, 3, entropy());
  CHECK(where, secrets.funding().expose() == root.derive_path("m/9735'/0'/3'/0'", entropy()).secret_key().expose());
  CHECK(where, secrets.per_commitment_seed().expose() ==
                   root.derive_path("m/9735'/0'/3'/5'", entropy()).secret_key().expose());
  const auto local = secrets.basepoints(entropy());
  const auto remote = keelbolt::ChannelSecrets::derive(root, 4, entropy()).basepoints(entropy());
  CHECK(where, local.funding_pubkey == keelbolt::public_key(secrets.funding(), entropy()));
  CHECK(where, local.revocation_basepoint == keelbolt::public_key(secrets.revocation_basepoint(), entropy()));
  CHECK(where, local.payment_basepoint == keelbolt::public_key(secrets.payment_basepoint(), entropy()));
  CHECK(where, local.delayed_payment_basepoint == keelbolt::public_key(secrets.delayed_payment_basepoint(), entropy()));
  CHECK(where, local.htlc_basepoint == keelbolt::public_key(secrets.htlc_basepoint(), entropy()));

  // A thousand commitments, and what the peer keeps of them.
  keelbolt::SecretGenerator generator(secrets.per_commitment_seed());
  keelbolt::SecretStore store;
  for (std::uint64_t number = 0; number < 1000; ++number) {
    store.insert(number, generator.secret(number));
  }
  auto moved = std::move(store);
  CHECK(where, code([&] { store.next(); }) == Code::InvalidHandle);
  CHECK(where, moved.next() == 1000U && !moved.secret(1000));
  CHECK(where, moved.secret(500)->expose() == generator.secret(500).expose());
  CHECK(where, code([&] { moved.insert(1001, generator.secret(1001)); }) == Code::SecretOutOfOrder);
  moved.insert(1000, generator.secret(1000));
  try {
    moved.insert(1001, generator.secret(1000));
    CHECK(where, false);
  } catch (const keelbolt::Error &error) {
    CHECK(where, error.code() == Code::SecretNotDerivable && error.found() == 1001 && error.earlier() == 1000);
    CHECK(where, moved.next() == 1001U);
  }

  const auto first = generator.secret(0);
  const auto keys = keelbolt::CommitmentKeys::derive(keelbolt::per_commitment_point(first, entropy()), local, remote);
  CHECK(where, keys.remotepubkey == remote.payment_basepoint);
  CHECK(where, keys.revocation_pubkey == keelbolt::revocation_pubkey(remote.revocation_basepoint,
                                                                     keys.per_commitment_point));
  CHECK(where, keys.local_htlcpubkey == keelbolt::derive_pubkey(local.htlc_basepoint, keys.per_commitment_point));
  CHECK(where, keys.local_htlcpubkey ==
                   keelbolt::public_key(keelbolt::derive_privkey(secrets.htlc_basepoint(), local.htlc_basepoint,
                                                                 keys.per_commitment_point),
                                        entropy()));

  const keelbolt::CommitmentNumbers numbers{local.payment_basepoint, remote.payment_basepoint};
  const auto hidden = numbers.hide(42);
  CHECK(where, numbers.find(hidden) == 42U && !numbers.find({0, 0}));
  CHECK(where, (hidden.lock_time & 0xffffff) == ((numbers.obscuring_factor() ^ 42) & 0xffffff));
  CHECK(where, code([&] { numbers.hide(std::uint64_t(1) << 48); }) == Code::CommitmentNumberTooLarge);

  keelbolt::PaymentHash hash;
  hash.bytes.fill(6);
  const keelbolt::Template templates[] = {
      keelbolt::Template::funding(local.funding_pubkey, remote.funding_pubkey),
      keelbolt::Template::to_local(keys, 144),
      keelbolt::Template(keelbolt::ToRemoteTemplate{keys.remotepubkey}),
      keelbolt::Template(keelbolt::AnchorTemplate{local.funding_pubkey}),
      keelbolt::Template::offered_htlc(keys, hash, keelbolt::Format::StaticRemotekey),
      keelbolt::Template::received_htlc(keys, hash, keelbolt::Format::Anchors, 500),
  };
  std::size_t kind = 0;
  for (const auto &written : templates) {
    const auto script = written.write();
    const auto found = keelbolt::Template::recognise(script);
    CHECK(where, found && found->parts().index() == kind && found->write() == script);
    CHECK(where, found && keelbolt::Template(found->parts()).write() == script);
    keelbolt::Sha256 program;
    const auto script_pubkey = written.script_pubkey();
    std::copy(script_pubkey.begin() + 2, script_pubkey.end(), program.bytes.begin());
    CHECK(where, program == keelbolt::sha256(script));
    ++kind;
  }
  const auto received = std::get<keelbolt::ReceivedHtlcTemplate>(templates[5].parts());
  CHECK(where, received.is_delayed && received.cltv_expiry == 500 && received.local_htlcpubkey == keys.local_htlcpubkey);
  CHECK(where, !std::get<keelbolt::OfferedHtlcTemplate>(templates[4].parts()).is_delayed);
  CHECK(where, std::get<keelbolt::ToLocalTemplate>(templates[1].parts()).to_self_delay == 144);
  CHECK(where, !keelbolt::Template::recognise({0x51}));
  CHECK(where, code([&] { keelbolt::Template(keelbolt::ToRemoteTemplate{}).write(); }) == Code::KeyNotAPoint);

  const auto costs = keelbolt::format_costs(keelbolt::Format::ZeroFee, 1000, 1);
  CHECK(where, costs.transaction_version == 3 && costs.max_accepted_htlcs == 114 && costs.commitment_fee_sat == 0);
}

// --- MuSig2 and contracts ---

void check_musig() {
  where = "musig";
  const keelbolt::SecretKey one({1});
  const keelbolt::SecretKey other({2});
  const std::vector<PublicKey> list = {point(1), point(2)};
  keelbolt::MusigKeys keys(list);
  const PublicKey plain = keys.public_key();
  keys.add_tweak({9});
  CHECK(where, keys.public_key() != plain);
  keys.tap_tweak(std::nullopt);
  keelbolt::Sha256 message;
  message.bytes.fill(3);
  keelbolt::MusigNonce first(keelbolt::Entropy({1}), one, {&keys, message, message}, entropy());
  keelbolt::MusigNonce second(keelbolt::Entropy({2}), other, {}, entropy());
  const auto moved_first = [&] { return std::move(first); };
  keelbolt::MusigNonce kept = moved_first();
  const std::vector<keelbolt::PublicNonce> nonces = {kept.public_nonce(), second.public_nonce()};
  const keelbolt::MusigSession session(keys, keelbolt::musig_aggregate_nonce(nonces), message);
  std::vector<keelbolt::PartialSignature> partials = {kept.sign(session, one, entropy()),
                                                      second.sign(session, other, entropy())};
  CHECK(where, code([&] { kept.sign(session, one, entropy()); }) == Code::NonceUsed);
  CHECK(where, session.signer(list[1]) == 1);
  session.verify(1, nonces[1], partials[1]);
  session.verify_all(nonces, partials);
  CHECK(where, code([&] { session.aggregate(partials); }) == Code::Ok);
  std::swap(partials[0], partials[1]);
  CHECK(where, code([&] { session.aggregate(partials); }) == Code::Ok);  // in any order
  try {
    session.verify_all(nonces, partials);
    CHECK(where, false);
  } catch (const keelbolt::Error &error) {
    CHECK(where, error.code() == Code::PartialSignatureMismatch && error.signer() == 0);
    CHECK(where, error.blame() == keelbolt::Blame::Peer);
  }
  keelbolt::MusigSession last(keelbolt::MusigKeys(list), keelbolt::musig_aggregate_nonce(nonces), message);
  {
    const keelbolt::MusigSession taken = std::move(last);
    CHECK(where, taken.signer(list[1]) == 1);
  }
  CHECK(where, last.signer(list[1]) == 1);  // its keys live on
  CHECK(where, code([] { keelbolt::MusigKeys(keelbolt::View<PublicKey>()); }) == Code::NoSigners);
}

void check_contract(keelbolt::ContractForm form, keelbolt::HashLockKind kind) {
  where = form == keelbolt::ContractForm::P2wsh ? "P2WSH" : "Taproot";
  const keelbolt::SecretKey receiver({1});
  const keelbolt::SecretKey sender({2});
  keelbolt::PaymentHash hash = keelbolt::payment_hash(keelbolt::Preimage({4}));
  const keelbolt::ContractTerms terms(form, kind, hash, point(1), point(2), keelbolt::LockTime::time(1800000000));
  CHECK(where, terms.form() == form && terms.hash_lock() == kind && terms.lock_time().is_time);
  CHECK(where, terms.hash().size() == (kind == keelbolt::HashLockKind::Sha256Lock ? 32 : 20));
  CHECK(where, terms.receiver() == point(1) && terms.sender() == point(2));
  std::optional<keelbolt::ContractTerms> found;
  if (form == keelbolt::ContractForm::P2wsh) {
    found = keelbolt::ContractTerms::recognise(terms.script(keelbolt::ContractScript::WitnessScript));
    CHECK(where, !keelbolt::ContractTerms::recognise({0x51}));
    CHECK(where, code([&] { terms.tree(); }) == Code::UnknownEnumValue);
  } else {
    found = keelbolt::ContractTerms::recognise(terms.script(keelbolt::ContractScript::ClaimLeaf),
                                               terms.script(keelbolt::ContractScript::RefundLeaf), point(1), point(2));
    CHECK(where, !keelbolt::ContractTerms::recognise({0x51}, {0x51}, point(1), point(2)));
    CHECK(where, terms.tree().first != terms.musig_keys().x_only_public_key());
  }
  CHECK(where, found && found->script_pubkey() == terms.script_pubkey() &&
                   found->address(keelbolt::Network::Bitcoin) == terms.address(keelbolt::Network::Bitcoin));

  keelbolt::ContractFunding funding;
  funding.value_sat = 50000;
  const std::array<std::uint8_t, 22> destination = {0, 20, 9};
  const auto claim = keelbolt::ContractSpend::claim(terms, funding, keelbolt::Preimage({4}), destination, 500);
  const auto claimed = claim.sign(receiver, keelbolt::Entropy({6}), entropy());
  CHECK(where, claimed.txid() == claim.txid() && claim.value_sat() + claim.fee_sat() == funding.value_sat);
  CHECK(where, claim.fee_sat() == (claim.weight() * 500 + 999) / 1000 && claimed.transaction().size() > 150);
  const auto preimage = terms.preimage(claimed.witness());
  CHECK(where, preimage && preimage->expose()[0] == 4);
  const auto refund = keelbolt::ContractSpend::refund(terms, funding, destination, 500);
  CHECK(where, !terms.preimage(refund.sign(sender, keelbolt::Entropy({6}), entropy()).witness()));
  CHECK(where, code([&] { refund.sign(receiver, keelbolt::Entropy({6}), entropy()); }) == Code::WrongKey);
  CHECK(where, refund.signer().bytes[32] == point(2).bytes[32]);
  auto given = keelbolt::ContractSpend::refund(terms, funding, destination, 500);
  const auto taken = std::move(given);
  CHECK(where, taken.txid() == refund.txid());
  CHECK(where, code([&] { given.sign(sender, keelbolt::Entropy({6}), entropy()); }) != Code::Ok);  // to nobody
  CHECK(where, code([&] { keelbolt::ContractSpend::refund(terms, funding, {}, 500); }) != Code::Ok);
  CHECK(where, code([&] { refund.finish(keelbolt::SchnorrSignature()); }) != Code::Ok);
  if (form == keelbolt::ContractForm::P2wsh) {
    const auto signature = keelbolt::sign_recoverable(refund.sighash(), sender, entropy());
    CHECK(where, refund.finish(signature).witness().size() == 3);
    CHECK(where, code([&] {
      keelbolt::ContractSpend::cooperate(terms, funding, destination, 500);
    }) == Code::UnknownEnumValue);
  }
  try {
    keelbolt::ContractSpend::claim(terms, funding, keelbolt::Preimage({5}), destination, 500);
    CHECK(where, false);
  } catch (const keelbolt::Error &error) {
    CHECK(where, error.code() == Code::WrongPreimage && error.blame() == keelbolt::Blame::Caller);
  }
}

}  // namespace

int main() {
  check_extended_keys();
  check_channel();
  check_musig();
  for (const auto form : {keelbolt::ContractForm::P2wsh, keelbolt::ContractForm::Taproot}) {
    check_contract(form, keelbolt::HashLockKind::Sha256Lock);
    check_contract(form, keelbolt::HashLockKind::Hash160Lock);
  }
  return check_result();
}
