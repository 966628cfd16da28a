#!/usr/bin/env bash
# Runs every fuzz target: some thousands of inputs each, or with --deep a hundred times as many.
#
#   fuzz/verify.sh [--deep]
#
# Ends with an error at the first finding, whose input lies in fuzz/artifacts/ then. CARGO_TARGET_DIR is honoured.
# No nightly compiler is needed: the flags of the fuzzer are allowed on the stable one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

deep=false
for argument in "$@"; do
    case "$argument" in
        --deep) deep=true ;;
        *)
            echo "usage: fuzz/verify.sh [--deep]" >&2
            exit 2
            ;;
    esac
done

# Inputs of each target by default: a dozen seconds or less.
declare -A runs=(
    [invoice]=10000
    [invoice_text]=50000
    [invoice_build]=10000
    [tlv]=50000
    [bigsize_integer]=50000
    [bech32]=30000
    [features]=30000
    [onion]=5000
    [onion_payload]=30000
    [onion_failure]=4000
    [blinded_path]=5000
    [onion_message]=3000
    [template]=20000
    [secret_store]=20000
    [commitment]=10000
    [spend]=500
    [closing]=8000
    [relay]=4000
    [htlc]=4000
    [extended_key]=6000
    [musig]=2000
    [vtxo]=2000
    [vtxo_accept]=2000
    [tree_spec]=1000
    [ark_address]=20000
    [cosign]=1000
)
# The longest input of each, in bytes.
declare -A longest=(
    [invoice]=2048
    [invoice_text]=2048
    [invoice_build]=2048
    [tlv]=512
    [bigsize_integer]=16
    [bech32]=512
    [features]=256
    [onion]=1024
    [onion_payload]=1024
    [onion_failure]=2048
    [blinded_path]=1024
    [onion_message]=2048
    [template]=256
    [secret_store]=1700
    [commitment]=1024
    [spend]=1024
    [closing]=1024
    [relay]=1024
    [htlc]=512
    [extended_key]=256
    [musig]=512
    [vtxo]=1024
    [vtxo_accept]=512
    [tree_spec]=2048
    [ark_address]=512
    [cosign]=512
)
deep_factor=100

target_dir="$(realpath -m "${CARGO_TARGET_DIR:-target}")/fuzz"
host="$(rustc -vV | sed -n 's/^host: //p')"
export RUSTC_BOOTSTRAP=1
cargo fuzz build --target "$host" --target-dir "$target_dir"

targets=(invoice invoice_text invoice_build tlv bigsize_integer bech32 features)
targets+=(onion onion_payload onion_failure blinded_path onion_message)
targets+=(template secret_store commitment spend closing relay)
targets+=(htlc extended_key musig)
targets+=(vtxo vtxo_accept tree_spec ark_address cosign)
for target in "${targets[@]}"; do
    count="${runs[$target]}"
    if $deep; then
        count=$((count * deep_factor))
    fi
    artifacts="fuzz/artifacts/$target/"
    # A fresh corpus and a fixed seed, so that a run is repeated by running it again.
    corpus="$target_dir/corpus/$target"
    rm -rf "$corpus"
    mkdir -p "$artifacts" "$corpus"
    seeds=()
    if [ -d "fuzz/seeds/$target" ]; then
        seeds=("fuzz/seeds/$target")
    fi
    log="$target_dir/$target.log"
    status=0
    "$target_dir/$host/release/$target" -runs="$count" -seed=1 -max_len="${longest[$target]}" -timeout=10 \
        -artifact_prefix="$artifacts" "$corpus" "${seeds[@]}" >"$log" 2>&1 || status=$?
    if [ "$status" -ne 0 ]; then
        tail -n 60 "$log" >&2
        echo "> $target: a finding after less than $count runs, see $artifacts" >&2
        exit 1
    fi
    grep '^> ' "$log" | tail -n 1 || true
    sed -n "s/^Done \([0-9]*\) runs in \([0-9]*\) second.*/> $target: \1 runs, no finding, \2 s/p" "$log"
done
