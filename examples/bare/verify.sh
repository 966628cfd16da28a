#!/usr/bin/env bash
# Builds the example in Rust and in C for a Cortex-M4, runs both under QEMU, and checks what they print against
# the vectors of BOLT 3, BOLT 4, BOLT 11 and Ark, and their size. Run from the root of the repository.
set -euo pipefail

readonly target=thumbv7em-none-eabihf
readonly here=$PWD/examples/bare
# The most bytes of text. It was 131072 for both when they had invoices only: 81944 in Rust, 94824 in C. With onions
# they had 99616, 1366 of them the packet, and 133568. The one in Rust was 114688 then; with commitments it has 118192,
# 100576 of them without their call; the one in C 176960, and 152624. In C 16688 of the difference were there without an
# onion, too, and 18280 are without a commitment: the texts and numbers of all errors come with `keelbolt_error_message`.
# With VTXOs the one in Rust has 169048, 118404 of them without their call: MuSig2's aggregates, RIPEMD-160, the scripts
# of all policies, and the texts of all reasons to refuse one.
# The one in C has 243636 with VTXOs, and 193272 without their call: 16312 of the difference to 176960 are the texts and
# the numbers of the errors of Ark, which come with `keelbolt_error_message`.
readonly most_text_rust=180224 most_text_c=253952
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}

for tool in arm-none-eabi-gcc arm-none-eabi-size qemu-system-arm python3; do
    command -v "$tool" >/dev/null || { echo "> missing: $tool"; exit 1; }
done

# rustup's library for the target where it is installed, else Debian's Rust, which brings the library's source.
if libdir=$(rustc --print target-libdir --target "$target" 2>/dev/null) && [ -d "$libdir" ]; then
    toolchain=rustup
    build() { cargo rustc --target "$target" "$@"; }
elif [ -x /usr/bin/cargo ] && [ -f /usr/lib/rustlib/src/rust/library/Cargo.lock ]; then
    toolchain=debian
    build() {
        RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_THUMBV7EM_NONE_EABIHF_LINKER=arm-none-eabi-ld \
            /usr/bin/cargo rustc --target "$target" -Zbuild-std=core "$@"
    }
else
    echo "> missing: the Rust library for $target:" \
        "'rustup target add $target', or Debian's rustc-web, cargo-web and rust-web-src"
    exit 1
fi
export CARGO_TARGET_DIR=$CARGO_TARGET_DIR/bare/$toolchain
readonly built=$CARGO_TARGET_DIR/$target

mkdir -p "$CARGO_TARGET_DIR/c"

# Runs a program, and checks its output, its exit status and its size.
check() { # NAME PROGRAM MOST_TEXT PART...
    local name=$1 program=$2 most_text=$3 output=$CARGO_TARGET_DIR/$1.output text data bss depths stack
    shift 3
    python3 "$here/expected.py" core/tests/vectors "$here" "$@" >"$output.expected"
    timeout 60 qemu-system-arm -machine mps2-an386 -cpu cortex-m4 -nographic \
        -semihosting-config enable=on,target=native -kernel "$program" </dev/null >"$output" ||
        { local status=$?; cat "$output"; echo "> $name: exit status $status under QEMU"; exit 1; }
    depths=$(printf ', [0-9]+ bytes for %s' "$@")
    stack=$(tail -n 1 "$output")
    [[ $stack =~ ^stack:${depths#,}$ ]] ||
        { cat "$output"; echo "> $name: the last line is not the stack's depths"; exit 1; }
    sed '$ d' "$output" | diff -u "$output.expected" - ||
        { echo "> $name: prints something else than the vectors say"; exit 1; }
    read -r text data bss _ < <(arm-none-eabi-size "$program" | sed 1d)
    echo "> $name: text $text bytes, static RAM $((data + bss)) bytes, $stack"
    [ "$text" -le "$most_text" ] || { echo "> $name: more than $most_text bytes of text"; exit 1; }
}

(cd "$here" && build --release)
check rust "$built/release/keelbolt-bare" "$most_text_rust" onions invoices commitments vtxos

build --profile bare --package keelbolt-c --no-default-features --features panic-handler,small-tables \
    --crate-type staticlib
arm-none-eabi-gcc -std=c11 -Wall -Wextra -Werror -Os -ffunction-sections -fdata-sections \
    -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 --specs=nano.specs -nostartfiles \
    -I bindings/c/include -L "$here" -T "$here/c/cortex-m4.ld" -Wl,--gc-sections -Wl,-z,noexecstack \
    -Wa,-I,"$here" "$here"/c/*.c "$here"/c/*.S "$built/bare/libkeelbolt.a" \
    -o "$CARGO_TARGET_DIR/c/keelbolt-bare.elf"
check c "$CARGO_TARGET_DIR/c/keelbolt-bare.elf" "$most_text_c" onions invoices commitments vtxos
