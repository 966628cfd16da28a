#!/usr/bin/env bash
# Runs every operation that has a secret under Valgrind, with the secrets marked as undefined: no branch and no address
# may depend on them. Leaks on purpose show that it would be reported.
#
#   core/tests/constant_time/verify.sh      from the root of the repository; builds below $CARGO_TARGET_DIR
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
readonly reported=99
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}/constant-time

# As it is shipped, but that libsecp256k1, too, tells Valgrind what is public, and that reports have lines.
program=$(CFLAGS=-DVALGRIND CARGO_PROFILE_RELEASE_DEBUG=line-tables-only \
    cargo test --no-run --locked --release --package keelbolt --features valgrind --test constant_time \
    --message-format=json-render-diagnostics | sed -n 's/.*"executable":"\([^"]*\)".*/\1/p')

check() { # ARGUMENT...
    valgrind --quiet --error-exitcode="$reported" --suppressions=core/tests/constant_time/libraries.supp \
        "$program" "$@"
}

for leak in branch address; do
    status=0
    check "$leak" >"$CARGO_TARGET_DIR/$leak.txt" 2>&1 || status=$?
    if [ "$status" != "$reported" ] || ! grep -q 'uninitialised value' "$CARGO_TARGET_DIR/$leak.txt"; then
        cat "$CARGO_TARGET_DIR/$leak.txt"
        echo "> the leak '$leak' was not reported: exit status $status"
        exit 1
    fi
done
operations=$(check)
echo "> constant time: $operations without a branch or an address that depends on a secret; leaks are found"
