#!/usr/bin/env bash
# Everything about the C ABI and the C++ wrapper, with GCC and Clang; --deep adds Valgrind.
#
#   bindings/c/verify.sh [--deep]      from the root of the repository; builds below $CARGO_TARGET_DIR
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
build=$CARGO_TARGET_DIR/c
headers=bindings/c/include
jobs=$(nproc)
host=$(rustc -vV | sed -n 's/^host: //p')
mkdir -p "$build"

# Configures, builds and tests bindings/c: NAME LIBRARY_DIR CMAKE_ARGUMENT...
ctest_in() {
  local name=$1 library_dir=$2
  shift 2
  cmake -S bindings/c -B "$build/$name" -DKEELBOLT_LIBRARY_DIR="$library_dir" "$@"
  cmake --build "$build/$name" --parallel "$jobs"
  ctest --test-dir "$build/$name" --output-on-failure | tee "$build/$name.txt"
  echo "> $name: $(grep 'tests passed' "$build/$name.txt")"
}

# The library as it is shipped; all that follows uses this build.
cargo build --release --locked --package keelbolt-c
library_dir=$CARGO_TARGET_DIR/release

# The committed header is what the sources say.
cargo run --quiet --locked --package keelbolt-c --features header -- --check
echo "> keelbolt.h: no drift"

# The headers compile without a warning in every standard that they promise.
combinations=0
for compiler in gcc clang; do
  for row in c:c99 c:c11 c:c17 c:c2x c++:c++11 c++:c++17 c++:c++20; do
    language=${row%%:*} standard=${row#*:}
    includes=keelbolt.h
    if [[ $standard == c++17 || $standard == c++20 ]]; then includes=$(cd "$headers" && echo *); fi
    # shellcheck disable=SC2086  # the headers are words
    printf '#include <%s>\n' $includes | "$compiler" -x "$language" "-std=$standard" \
      -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -I"$headers" -fsyntax-only -
    combinations=$((combinations + 1))
  done
done
# Without an allocator in the library, nothing of the C++ headers asks for what needs one.
printf '#include <%s>\n' keelbolt_{channel_keys,contract,transaction,ark,vtxo}.hpp | g++ -x c++ -std=c++17 \
  -DKEELBOLT_NO_ALLOCATOR -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -I"$headers" -fsyntax-only -
if LC_ALL=C grep -nP '[^\x00-\x7f]' "$headers"/*; then
  echo "the headers are not ASCII" >&2
  exit 1
fi
echo "> headers: $combinations combinations of compiler and standard without a warning"

ctest_in release "$library_dir"

# Memory errors, in C and in Rust. This build has the entry point that panics.
RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address CARGO_TARGET_DIR=$build/asan-cargo \
  cargo build --locked --package keelbolt-c --features forced-panic --target "$host"
RUST_BACKTRACE=0 ctest_in asan "$build/asan-cargo/$host/debug" -DKEELBOLT_FORCED_PANIC=ON \
  -DKEELBOLT_SANITIZE=address,undefined -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++

# Data races, in C and in Rust. The runtime is Rust's: Clang's lacks what its code calls.
RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer" \
  CARGO_TARGET_DIR=$build/tsan-cargo cargo build --locked --package keelbolt-c --target "$host"
runtime=$(echo "$(rustc --print sysroot)/lib/rustlib/$host/lib/"librustc-*_rt.tsan.a)
cmake -S bindings/c -B "$build/tsan" -DKEELBOLT_LIBRARY_DIR="$build/tsan-cargo/$host/debug" \
  -DKEELBOLT_SANITIZE=thread -DKEELBOLT_SANITIZE_RUNTIME="$runtime" \
  -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++
cmake --build "$build/tsan" --parallel "$jobs" --target test_threads
"$build/tsan/tests/test_threads"
echo "> threads: no data race under ThreadSanitizer"

# Installed, moved elsewhere, and used by CMake and pkg-config, shared and static, from C and C++.
rm -rf "$build/installed" "$build/prefix" "$build/consumer"
cmake --install "$build/release" --prefix "$build/installed"
mv "$build/installed" "$build/prefix"
prefix=$build/prefix
cmake -S bindings/c/tests/consumer -B "$build/consumer" -DCMAKE_PREFIX_PATH="$prefix"
cmake --build "$build/consumer" --parallel "$jobs"
pc=$(dirname "$(find "$prefix" -name keelbolt.pc)")
export PKG_CONFIG_PATH=$pc
libdir=$(pkg-config --variable=libdir keelbolt)
shared=$(pkg-config --cflags --libs keelbolt)
static="$(pkg-config --cflags keelbolt) $libdir/libkeelbolt.a $(pkg-config --static --libs-only-l keelbolt | sed 's/-lkeelbolt//')"
# shellcheck disable=SC2086  # the flags are words
for sample in invoice onion htlc commitment vtxo; do
  gcc "bindings/c/examples/$sample.c" -o "$build/consumer/pc_${sample}_c_shared" $shared
  gcc "bindings/c/examples/$sample.c" -o "$build/consumer/pc_${sample}_c_static" $static
  g++ -std=c++17 "bindings/c/examples/$sample.cpp" -o "$build/consumer/pc_${sample}_cpp_shared" $shared
  g++ -std=c++17 "bindings/c/examples/$sample.cpp" -o "$build/consumer/pc_${sample}_cpp_static" $static
done
consumers=0
rows=('invoice:^paid to: 03e7156ae33b0a20' 'onion:^hop 2 failed: incorrect_or_unknown_payment_details'
  'htlc:^preimage: 0400' 'commitment:^replaced: fee 604 sat' 'vtxo:^claim: 882 sat after a fee of 118 sat')
for row in "${rows[@]}"; do
  for program in "$build"/consumer/{,pc_}"${row%%:*}"_{c,cpp}_{shared,static}; do
    LD_LIBRARY_PATH=$libdir "$program" | grep -q "${row#*:}"
    consumers=$((consumers + 1))
  done
done
# A program with the shared library asks the loader for its SONAME; one with the static library does not.
readelf -d "$build/consumer/pc_invoice_c_shared" | grep -q 'NEEDED.*\[libkeelbolt\.so\.0\]'
if readelf -d "$build/consumer/pc_invoice_c_static" | grep 'NEEDED.*keelbolt'; then exit 1; fi
echo "> installed prefix, moved: $consumers consumers run (CMake and pkg-config, shared and static, C and C++)"

# What rustc says that a static program has to link is what the packages say.
cargo rustc --release --locked --package keelbolt-c --crate-type staticlib -- --print native-static-libs 2>&1 |
  tee "$build/native.txt"
said=$(sed -n 's/^note: native-static-libs: //p' "$build/native.txt" | tr ' ' '\n' | sort -u)
told=$(pkg-config --static --libs-only-l keelbolt | tr ' ' '\n' | grep -v -e '^-lkeelbolt$' -e '^$' | sort -u)
diff <(echo "$said") <(echo "$told")

# Nothing else is exported, no test is inside, and secrets' owner libsecp256k1 stays inside.
nm -D --defined-only "$library_dir/libkeelbolt.so" >"$build/exported.txt"
if grep -v ' T keelbolt_' "$build/exported.txt" || grep keelbolt_test_ "$build/exported.txt"; then
  echo "libkeelbolt.so exports what it must not" >&2
  exit 1
fi
objdump -p "$library_dir/libkeelbolt.so" | grep -q 'SONAME *libkeelbolt\.so\.0$'
echo "> libkeelbolt.so.0: $(wc -l <"$build/exported.txt") symbols, all keelbolt_"

if [[ ${1:-} == --deep ]]; then
  tests=(conformance_c conformance_cpp onion_conformance_c onion_conformance_cpp key_conformance_c key_conformance_cpp
    bad_input onion_bad_input key_bad_input contract wrapper onion_wrapper contract_wrapper secrets
    commitment_conformance_c commitment_conformance_cpp commitment_bad_input commitment_wrapper
    vtxo_conformance_c vtxo_conformance_cpp vtxo_bad_input vtxo_wrapper)
  for test in "${tests[@]}"; do
    RUST_BACKTRACE=0 valgrind --quiet --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all \
      --error-exitcode=1 "$build/release/tests/test_$test"
  done
  echo "> valgrind: no leak and no invalid access in ${#tests[@]} programs"
fi
