#!/usr/bin/env bash
# Builds the UniFFI library once, in the release profile, and generates the Kotlin, Swift and Python sources from it:
#
#   $CARGO_TARGET_DIR/uniffi/lib/      libkeelbolt_uniffi.so and .a (what the tests of the three languages load)
#   $CARGO_TARGET_DIR/uniffi/kotlin/   and swift/, python/: the generated sources, to be compared with the committed ones
#
# Each language's verify.sh begins with this script; where nothing changed it takes a second.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
out=$CARGO_TARGET_DIR/uniffi

cargo build --release --locked --package keelbolt-uniffi
mkdir -p "$out/lib"
for library in "$CARGO_TARGET_DIR"/release/libkeelbolt_uniffi.{so,dylib,a}; do
  # A copy of its own, because a build with the feature `bindgen` would replace the one cargo made.
  if [ -e "$library" ] && ! cmp -s "$library" "$out/lib/${library##*/}"; then cp "$library" "$out/lib/"; fi
done
libraries=("$out"/lib/libkeelbolt_uniffi.[sd]*)

for language in kotlin swift python; do
  rm -rf "${out:?}/$language"
  cargo run --quiet --locked --package keelbolt-uniffi --features bindgen --bin keelbolt-bindgen -- \
    generate "${libraries[0]}" --language "$language" --out-dir "$out/$language" --no-format
done
