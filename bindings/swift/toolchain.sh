#!/usr/bin/env bash
# Runs a command with the Swift toolchain: the `swift` in PATH, or else Swift 6.0 (compiler, SwiftPM, XCTest,
# Swift Testing, DocC) from Debian 13's own packages in a chroot.
#
#   toolchain.sh ready        exits 0 when `run` can start at once
#   toolchain.sh setup        makes the chroot when there is no `swift` (2.5 minutes, 0.6 GB fetched, 2.6 GB on disk)
#   toolchain.sh run CMD...   runs CMD in the current folder
#   toolchain.sh clean        deletes the chroot
#
# The chroot needs Debian or Ubuntu and root (or sudo). `run` shows it the repository and CARGO_TARGET_DIR at their
# own absolute paths, and of the environment only CARGO_TARGET_DIR and KEELBOLT_*, so a command line reads the same
# with either toolchain. The mounts live in a namespace of their own and end with the command.
#
# KEELBOLT_SWIFT_CHROOT   where the chroot lives (default: keelbolt-swift in the user's cache folder)
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
chroot_folder=${KEELBOLT_SWIFT_CHROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/keelbolt-swift}
stamp=$chroot_folder/.swift-ready
# libc6-dev: the C library's headers and module map; libstdc++-14-dev: what Swift's link step asks for.
packages=(swiftlang libc6-dev libstdc++-14-dev)
# Debian puts only swift and swiftc in /usr/bin; swift-test, swift-package, docc and llvm-cov are here.
debian_tools=/usr/libexec/swift/bin

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Other programs are called `swift` too (OpenStack's client is one).
has_swift() { command -v swift >/dev/null && swift --version 2>/dev/null | grep -q 'Swift version'; }

setup() {
  if [ -e "$stamp" ]; then return; fi
  if ! command -v apt-get >/dev/null; then
    echo "toolchain.sh: no swift in PATH, and the chroot is made on Debian and Ubuntu only: install Swift 6" >&2
    exit 1
  fi
  command -v debootstrap >/dev/null ||
    as_root apt-get install -y --no-install-recommends debootstrap debian-archive-keyring
  mkdir -p "$(dirname "$chroot_folder")"
  # A folder without the stamp is a setup that was cut short.
  as_root rm -rf --one-file-system "$chroot_folder"
  # shellcheck disable=SC2046 # no word at all where the host names no mirror
  as_root debootstrap --variant=minbase trixie "$chroot_folder" $(debian_mirror)
  as_root cp /etc/resolv.conf /etc/hosts "$chroot_folder/etc/"
  # The host's proxies and clock tolerance hold inside as well.
  grep -hs '^Acquire' /etc/apt/apt.conf.d/* |
    as_root tee "$chroot_folder/etc/apt/apt.conf.d/99host" >/dev/null || true
  inside_as_root apt-get update -qq
  inside_as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${packages[@]}"
  inside_as_root apt-get clean
  inside_as_root swiftc --version
  as_root touch "$stamp"
}

# The mirror of a Debian host; elsewhere debootstrap knows its own.
debian_mirror() {
  grep -qs '^ID=debian' /etc/os-release || return 0
  { cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null || true; } |
    awk '$1 == "URIs:" { print $2; exit } $1 == "deb" { print ($2 ~ /^\[/) ? $3 : $2; exit }'
}

# proc is mounted in a namespace of its own, so that nothing is left behind.
inside_as_root() {
  # shellcheck disable=SC2016 # the words expand in the inner shell
  as_root unshare --mount --propagation private bash -c '
    set -e
    root=$1; shift
    mount -t proc proc "$root/proc"
    exec chroot "$root" "$@"' _ "$chroot_folder" "$@"
}

run_inside() {
  local variables=(
    HOME=/tmp LANG=C.UTF-8 "PATH=$debian_tools:/usr/sbin:/usr/bin:/sbin:/bin" "CARGO_TARGET_DIR=$CARGO_TARGET_DIR"
  )
  local name
  for name in $(compgen -e KEELBOLT_ || true); do variables+=("$name=${!name}"); done
  # shellcheck disable=SC2016 # the words expand in the inner shells
  as_root unshare --mount --propagation private bash -c '
    set -e
    root=$1 folder=$2 user=$3 repository=$4 target=$5; shift 5
    mount -t proc proc "$root/proc"
    for shown in "$repository" "$target"; do
      mkdir -p "$root$shown"
      mount --rbind "$shown" "$root$shown"
    done
    exec chroot --userspec="$user" "$root" env -i "$@"' \
    _ "$chroot_folder" "$PWD" "$(id -u):$(id -g)" "$repository" "$CARGO_TARGET_DIR" \
    "${variables[@]}" bash -c 'cd "$1" && shift && exec "$@"' _ "$PWD" "$@"
}

run() {
  if has_swift; then
    if [ -d "$debian_tools" ]; then PATH=$debian_tools:$PATH; fi
    exec "$@"
  fi
  setup >&2
  CARGO_TARGET_DIR=$(mkdir -p "${CARGO_TARGET_DIR:=$repository/target}" && cd "$CARGO_TARGET_DIR" && pwd -P)
  run_inside "$@"
}

case ${1:-} in
  ready) has_swift || [ -e "$stamp" ] ;;
  setup) has_swift || setup ;;
  run) shift && run "$@" ;;
  clean) as_root rm -rf --one-file-system "$chroot_folder" ;;
  *)
    sed -n '2,15s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
