#!/usr/bin/env bash
# Builds the native library, compares the generated source with the committed one, runs the tests by Maven, packs the
# jar and tests that too. Everything built goes to $CARGO_TARGET_DIR/kotlin.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
build=$CARGO_TARGET_DIR/kotlin

for tool in javac mvn; do
  command -v "$tool" >/dev/null || { echo "> missing: $tool"; exit 1; }
done

bindings/uniffi-build.sh

# The library where JNA looks for it in a jar.
case $(uname -s)-$(uname -m) in
  Linux-x86_64) native=linux-x86-64/libkeelbolt_uniffi.so ;;
  Linux-aarch64) native=linux-aarch64/libkeelbolt_uniffi.so ;;
  Darwin-arm64) native=darwin-aarch64/libkeelbolt_uniffi.dylib ;;
  *) echo "> no place in the jar for a library of $(uname -s) $(uname -m)"; exit 1 ;;
esac
rm -rf "$build"/{natives,classes,test-classes}
mkdir -p "$build/natives/${native%/*}"
cp "$CARGO_TARGET_DIR/uniffi/lib/${native#*/}" "$build/natives/$native"

log=$build/maven.log
status=0
mvn --batch-mode --no-transfer-progress -Dstyle.color=never --file bindings/kotlin/pom.xml "-Dkeelbolt.build=$build" \
  verify </dev/null | tee "$log" || status=$?
echo # Maven's last line has no end.
# The totals: the tests of the classes, and those of the jar.
sed -n 's/^.*\(Tests run: [0-9]*, Failures: [0-9]*, Errors: [0-9]*, Skipped: [0-9]*\)$/> \1/p' "$log"
if [ "$status" != 0 ]; then exit "$status"; fi
echo "> $(basename "$build"/keelbolt-[0-9]*[0-9].jar): $(du -k "$build"/keelbolt-[0-9]*[0-9].jar | cut -f1) KB"
