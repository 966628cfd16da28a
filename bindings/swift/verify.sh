#!/usr/bin/env bash
# All checks of the Swift package: the generated sources are the committed ones, everything compiles in Swift 6 mode
# with warnings as errors, the tests pass, each public symbol is documented, the examples print what they should.
#
# What is printed after `> ` is what a person wants to see. Built output goes below $CARGO_TARGET_DIR/swift.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}

bash bindings/uniffi-build.sh

library=$CARGO_TARGET_DIR/uniffi/lib
scratch=$CARGO_TARGET_DIR/swift
mkdir -p "$scratch"
flags=(
  --package-path bindings/swift --scratch-path "$scratch"
  -Xswiftc -warnings-as-errors
  -Xlinker "-L$library" -Xlinker -rpath -Xlinker "$library"
)
swift() { bindings/swift/toolchain.sh run swift "$1" "${flags[@]}" "${@:2}"; }

swift build --build-tests
echo "> swift build: Swift 6 mode, warnings as errors"

swift test --skip-build 2>&1 | tee "$scratch/test.log"
# Swift Testing prints this line for a run without a failure only, and each row of data on a line of its own.
passed=$(grep -E 'Test run with [1-9][0-9]* tests? passed' "$scratch/test.log")
echo "> swift test: ${passed#* }"
echo "> swift test: $(grep -cE 'Passing [0-9]+ arguments? ' "$scratch/test.log") rows of data"

swift package dump-symbol-graph
graph=$(ls "$scratch"/*/symbolgraph/Keelbolt.symbols.json)
swift run --skip-build DocumentationCheck "$graph"

diff -u bindings/swift/Examples/Pay/expected.txt <(swift run --skip-build Pay 2>"$scratch/pay.log")
if refused=$(swift run --skip-build Pay lnbc1qqqqqq 2>>"$scratch/pay.log"); then
  echo "the example took an invoice whose checksum is wrong" >&2
  exit 1
fi
[ "$refused" = 'refused: the checksum does not fit: some character is wrong' ]
echo "> example Pay: prints what it should, and refuses a broken invoice with status 1"

for example in Onion Swap Channel Round; do
  diff -u "bindings/swift/Examples/$example/expected.txt" <(swift run --skip-build "$example" 2>"$scratch/$example.log")
  echo "> example $example: prints what it should"
done
