#!/usr/bin/env bash
# Builds KeelboltFFI.xcframework beside Package.swift: the Rust library for macOS, iOS devices and iOS simulators.
#
# It needs macOS with Xcode, and Rust's targets for those platforms, which it adds with rustup. It has not been run
# where this project is tested, which is on Linux.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}

if [ "$(uname -s)" != Darwin ]; then
  echo "xcframework.sh: needs macOS with Xcode" >&2
  exit 1
fi

# The oldest systems that Package.swift names.
export MACOSX_DEPLOYMENT_TARGET=13.0 IPHONEOS_DEPLOYMENT_TARGET=16.0
triples=(aarch64-apple-darwin x86_64-apple-darwin aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios)
rustup target add "${triples[@]}"
for triple in "${triples[@]}"; do
  cargo build --release --locked --package keelbolt-uniffi --target "$triple"
done

out=$CARGO_TARGET_DIR/xcframework
rm -rf "$out"
# A folder named as the module, so that a second UniFFI library in the same app keeps its own header and module map.
mkdir -p "$out/include/KeelboltFFI" "$out/macos" "$out/ios" "$out/simulator"
cp bindings/swift/Sources/KeelboltFFI/KeelboltFFI.h "$out/include/KeelboltFFI/"
# The framework brings the library; only on Linux the linker has to look for it.
sed '/link /d' bindings/swift/Sources/KeelboltFFI/module.modulemap >"$out/include/KeelboltFFI/module.modulemap"

built() { echo "$CARGO_TARGET_DIR/$1/release/libkeelbolt_uniffi.a"; }
lipo -create "$(built aarch64-apple-darwin)" "$(built x86_64-apple-darwin)" -output "$out/macos/libkeelbolt_uniffi.a"
lipo -create "$(built aarch64-apple-ios-sim)" "$(built x86_64-apple-ios)" -output "$out/simulator/libkeelbolt_uniffi.a"
cp "$(built aarch64-apple-ios)" "$out/ios/"

rm -rf bindings/swift/KeelboltFFI.xcframework
xcodebuild -create-xcframework \
  -library "$out/macos/libkeelbolt_uniffi.a" -headers "$out/include" \
  -library "$out/ios/libkeelbolt_uniffi.a" -headers "$out/include" \
  -library "$out/simulator/libkeelbolt_uniffi.a" -headers "$out/include" \
  -output bindings/swift/KeelboltFFI.xcframework
