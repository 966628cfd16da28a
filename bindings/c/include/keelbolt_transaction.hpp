// SPDX-License-Identifier: MIT OR Apache-2.0
//
// keelbolt_transaction.hpp: where outputs are, for the other headers of C++17, on top of keelbolt.h.

#ifndef KEELBOLT_TRANSACTION_HPP
#define KEELBOLT_TRANSACTION_HPP

#include "keelbolt_onion.hpp"

namespace keelbolt {

/// The id of a transaction, in the order of its bytes.
struct Txid {
  std::array<std::uint8_t, 32> bytes{};

  /// Backwards in hex, as explorers show it.
  std::string text() const {
    Sha256 backwards;
    std::reverse_copy(bytes.begin(), bytes.end(), backwards.bytes.begin());
    return backwards.hex();
  }

  friend bool operator==(const Txid &a, const Txid &b) noexcept { return a.bytes == b.bytes; }
  friend bool operator!=(const Txid &a, const Txid &b) noexcept { return a.bytes != b.bytes; }
  friend bool operator<(const Txid &a, const Txid &b) noexcept { return a.bytes < b.bytes; }
};

/// An output of a transaction, by its place.
struct OutPoint {
  /// The transaction.
  Txid txid;
  /// The index of the output.
  std::uint32_t vout = 0;

  friend bool operator==(const OutPoint &a, const OutPoint &b) noexcept {
    return a.txid == b.txid && a.vout == b.vout;
  }
  friend bool operator!=(const OutPoint &a, const OutPoint &b) noexcept { return !(a == b); }
};

namespace detail {

/// A list that a function of C fills.
template <class C, class Call>
std::vector<C> listed(Call call) {
  return two_calls<std::vector<C>>(
      [&](C *out, std::size_t *count, keelbolt_error *error) { return call(out, count, error); });
}

inline keelbolt_outpoint outpoint_of(const OutPoint &outpoint) noexcept {
  keelbolt_outpoint c = {};
  put(c.txid, outpoint.txid);
  c.vout = outpoint.vout;
  return c;
}

inline OutPoint outpoint_from(const keelbolt_outpoint &c) { return {fixed<Txid>(c.txid), c.vout}; }

/// A number that a function of C writes.
template <class T, class Call>
T number(Call call) {
  T number{};
  keelbolt_error error = new_error();
  check(call(&number, &error), error);
  return number;
}

}  // namespace detail

}  // namespace keelbolt

#endif
