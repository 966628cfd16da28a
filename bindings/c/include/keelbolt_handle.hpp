// SPDX-License-Identifier: MIT OR Apache-2.0
//
// keelbolt_handle.hpp: what owns memory of the library's, for the other headers of C++17, on top of keelbolt.h.

#ifndef KEELBOLT_HANDLE_HPP
#define KEELBOLT_HANDLE_HPP

#include "keelbolt.hpp"

namespace keelbolt {

namespace detail {

/// Calls a function with room for the detail of an error, and throws unless it succeeded.
template <class Call>
void run(Call call) {
  keelbolt_error error = new_error();
  check(call(&error), error);
}

/// Ends a handle of the library's.
template <auto Free>
struct Freeing {
  template <class C>
  void operator()(C *handle) const noexcept {
    Free(handle);
  }
};

template <auto Free, class C>
using Owner = std::unique_ptr<C, Freeing<Free>>;

/// A new handle from a function that gives one.
template <class O, class Call>
O made(Call call) {
  typename O::pointer handle = nullptr;
  keelbolt_error error = new_error();
  check(call(&handle, &error), error);
  return O(handle);
}

}  // namespace detail

}  // namespace keelbolt

#endif
