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
  Linux-x86_64) platform=linux-x86-64 ;;
  Linux-aarch64) platform=linux-aarch64 ;;
  Darwin-arm64) platform=darwin-aarch64 ;;
  *) echo "> no place in the jar for a library of $(uname -s) $(uname -m)"; exit 1 ;;
esac
rm -rf "$build/natives"
mkdir -p "$build/natives/$platform"
cp "$CARGO_TARGET_DIR"/uniffi/lib/libkeelbolt_uniffi.{so,dylib} "$build/natives/$platform/" 2>/dev/null || true

log=$build/maven.log
status=0
mvn --batch-mode --no-transfer-progress --file bindings/kotlin/pom.xml "-Dkeelbolt.build=$build" verify </dev/null |
  tee "$log" || status=$?
# The totals of the tests of the classes and of those of the jar.
sed -n 's/^.*\(Tests run: [0-9]*, Failures: [0-9]*, Errors: [0-9]*, Skipped: [0-9]*\)$/> \1/p' "$log"
if [ "$status" != 0 ]; then exit "$status"; fi
echo "> $(basename "$build"/keelbolt-[0-9]*[0-9].jar): $(du -k "$build"/keelbolt-[0-9]*[0-9].jar | cut -f1) KB"
