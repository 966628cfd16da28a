#!/usr/bin/env bash
# Builds the wheel, installs it into a fresh virtual environment, and runs the tests and the type checker against it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
out=$CARGO_TARGET_DIR/python
export PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 RUST_BACKTRACE=0

bindings/uniffi-build.sh
for library in "$CARGO_TARGET_DIR"/uniffi/lib/{libkeelbolt_uniffi.so,libkeelbolt_uniffi.dylib,keelbolt_uniffi.dll}; do
  if [ -e "$library" ]; then export KEELBOLT_LIBRARY=$library; fi
done

rm -rf "$out"
python3 -m venv "$out/venv"
"$out/venv/bin/pip" install --quiet hatchling pytest mypy
"$out/venv/bin/pip" wheel --quiet --no-deps --no-build-isolation --wheel-dir "$out/dist" bindings/python
"$out/venv/bin/pip" install --quiet --no-index --no-deps "$out"/dist/keelbolt-*.whl
echo "> wheel: $(basename "$out"/dist/*.whl), $(($(stat -c %s "$out"/dist/*.whl 2>/dev/null || stat -f %z "$out"/dist/*.whl) / 1024)) KB"

# Only symbols of the binding leave the library.
if [ "${KEELBOLT_LIBRARY##*.}" = so ]; then
  foreign=$(nm -D --defined-only "$KEELBOLT_LIBRARY" | awk '{print $3}' | grep -viE '^(uniffi|ffi)_(meta_)?(namespace_)?keelbolt' || true)
  if [ -n "$foreign" ]; then
    echo "> foreign symbols exported: $foreign"
    exit 1
  fi
  readelf -d "$KEELBOLT_LIBRARY" | grep -q 'SONAME.*\[libkeelbolt_uniffi.so\]'
  echo "> symbols: only the binding's own, SONAME libkeelbolt_uniffi.so"
fi

"$out/venv/bin/mypy" --strict --cache-dir "$out/mypy" bindings/python/examples
echo "> mypy --strict on the sample: no errors"
"$out/venv/bin/pytest" -q bindings/python | tee "$out/pytest.txt"
echo "> pytest: $(tail -n 1 "$out/pytest.txt")"
