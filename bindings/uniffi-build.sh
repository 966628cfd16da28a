#!/usr/bin/env bash
# Builds the UniFFI library once, in the release profile, generates the Kotlin, Swift and Python sources from it, and
# compares them with the committed ones (`--write` replaces those instead):
#
#   $CARGO_TARGET_DIR/uniffi/lib/          libkeelbolt_uniffi.so and .a: what the tests of the three languages load
#   $CARGO_TARGET_DIR/uniffi/generated/    kotlin/, swift/, python/
#
# Each language's verify.sh begins with this script; where nothing changed it takes seconds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
out=$CARGO_TARGET_DIR/uniffi

# What is generated, and where it is committed.
sources="
kotlin/org/keelbolt/keelbolt.kt  bindings/kotlin/src/main/generated/org/keelbolt/keelbolt.kt
swift/Keelbolt.swift             bindings/swift/Sources/Keelbolt/Generated.swift
swift/KeelboltFFI.h              bindings/swift/Sources/KeelboltFFI/KeelboltFFI.h
swift/module.modulemap           bindings/swift/Sources/KeelboltFFI/module.modulemap
python/_generated.py             bindings/python/src/keelbolt/_generated.py
python/__init__.pyi              bindings/python/src/keelbolt/__init__.pyi
"

cargo build --release --locked --package keelbolt-uniffi
cargo build --locked --package keelbolt-uniffi --features bindgen --bin keelbolt-bindgen
mkdir -p "$out/lib"
for built in "$CARGO_TARGET_DIR"/release/{libkeelbolt_uniffi.{a,so,dylib},keelbolt_uniffi.{lib,dll}}; do
  if [ -e "$built" ]; then
    library=$out/lib/${built##*/}
    if ! cmp -s "$built" "$library"; then cp "$built" "$library"; fi
  fi
done

rm -rf "$out/generated"
"$CARGO_TARGET_DIR/debug/keelbolt-bindgen" "$library" "$out/generated"

drift=
while read -r generated committed; do
  if [ -z "$generated" ]; then continue; fi
  if [ "${1:-}" = --write ]; then
    mkdir -p "$(dirname "$committed")"
    cp "$out/generated/$generated" "$committed"
  elif ! diff -u "$committed" "$out/generated/$generated"; then
    drift="$drift $committed"
  fi
done <<<"$sources"
if [ -n "$drift" ]; then
  echo "> generated sources are not the committed ones (bindings/uniffi-build.sh --write):$drift"
  exit 1
fi
echo "> generated sources: no drift"
