"""Writes the conformance cases of BOLT 11 as a table in C: vectors.py OUT FILE..."""

import hashlib
import json
import sys

NETWORKS = {"mainnet": ("bc", 0), "testnet": ("tb", 1), "signet": ("tbs", 2), "regtest": ("bcrt", 3)}
DEFAULT_EXPIRY = 3600
DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA = 18


def text(value):
    """A C string, or NULL."""
    if value is None:
        return "NULL"
    escaped = "".join(chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}"
                      for byte in value.encode())
    return f'"{escaped}"'


def flag(value):
    return "true" if value else "false"


class Case:
    """The keys of a case, each taken once, so that none is passed over."""

    def __init__(self, values):
        self.values = dict(values)

    def take(self, key, default=None):
        return self.values.pop(key, default)

    def finish(self, where):
        if self.values:
            raise SystemExit(f"{where}: unknown keys {sorted(self.values)}")


def array(out, name, ctype, rows):
    """A C array and its length; NULL for none."""
    if not rows:
        return "NULL", 0
    out.append(f"static const {ctype} {name}[] = {{{', '.join(rows)}}};")
    return name, len(rows)


def either(case, key, default):
    """The field's own value, or the default, which the case must confirm."""
    own, usual = case.take(key), case.take(key + "_default")
    if own is None and usual not in (None, default):
        raise SystemExit(f"{key}: the default is {default}, not {usual}")
    return default if own is None else own


def row(out, number, file, case):
    where = f"{file}: {case['name']}"
    case = Case(case)
    name, invoice, valid = case.take("name"), case.take("invoice"), case.take("valid")
    case.take("error")  # a label of the files' own wording
    partial = case.take("decodable_fields")
    if partial is not None:
        case.finish(where)
        case = Case(partial)
    decodable = valid or partial is not None

    network, currency = case.take("network"), case.take("currency")
    if network is not None and NETWORKS[network][0] != currency:
        raise SystemExit(f"{where}: {network} is not {currency}")
    signed_data, signature_hash = case.take("signed_data"), case.take("signature_hash")
    if signed_data is not None and hashlib.sha256(bytes.fromhex(signed_data)).hexdigest() != signature_hash:
        raise SystemExit(f"{where}: signature_hash is not that of signed_data")

    features, feature_count = array(
        out, f"features_{number}", "uint32_t", [str(bit) for bit in case.take("feature_bits", [])])
    fallbacks, fallback_count = array(out, f"fallbacks_{number}", "vector_fallback", [
        f"{{{entry['version']}, {text(entry['program'])}, {text(entry['address'])}}}"
        for entry in case.take("fallbacks", [])])
    hints = []
    for index, hops in enumerate(case.take("route_hints", [])):
        rows = [f"{{{text(hop['pubkey'])}, {text(hop['short_channel_id'])}, {hop['fee_base_msat']}, "
                f"{hop['fee_proportional_millionths']}, {hop['cltv_expiry_delta']}}}" for hop in hops]
        hints.append("{{{}, {}}}".format(*array(out, f"hops_{number}_{index}", "vector_hop", rows)))
    hints, hint_count = array(out, f"hints_{number}", "vector_hint", hints)

    amount = case.take("amount_msat")
    key, deterministic = case.take("signing_privkey"), case.take("signature_is_rfc6979")
    members = [
        text(file), text(name), text(invoice), flag(valid), flag(decodable), flag(partial is not None),
        str(NETWORKS[network][1] if network else -1),
        flag(amount is not None), f"UINT64_C({amount or 0})", f"UINT64_C({case.take('timestamp', 0)})",
        text("".join(case.take("tags", []))), text("".join(case.take("ignored_tags", []))),
        text(case.take("payment_hash")), text(case.take("payment_secret")), text(case.take("description")),
        text(case.take("description_hash")), text(case.take("payee")), text(case.take("payment_metadata")),
        f"UINT64_C({either(case, 'expiry_seconds', DEFAULT_EXPIRY)})",
        f"UINT64_C({either(case, 'min_final_cltv_expiry_delta', DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA)})",
        features, str(feature_count), fallbacks, str(fallback_count), hints, str(hint_count),
        text(case.take("signature")), str(case.take("recovery_id", 0)), text(signature_hash),
        text(case.take("recovered_node_id")), flag(case.take("high_s")), text(case.take("node_id")),
        text(key if deterministic else None),
    ]
    case.finish(where)
    return "  {" + ",\n   ".join(members) + "}"


def main(path, files):
    out, rows = [], []
    for file in files:
        with open(file, encoding="utf-8") as stream:
            cases = json.load(stream)["cases"]
        for case in cases:
            rows.append(row(out, len(rows), file.rsplit("/", 1)[-1], case))
    with open(path, "w", encoding="ascii") as stream:
        stream.write('#include "vectors.h"\n\n' + "\n".join(out))
        stream.write("\n\nconst vector_case vector_cases[] = {\n" + ",\n".join(rows) + "};\n")
        stream.write("const size_t vector_case_count = sizeof vector_cases / sizeof vector_cases[0];\n\n")
        stream.write("""static uint8_t digit(char letter) {
  return (uint8_t)(letter <= '9' ? letter - '0' : letter - 'a' + 10);
}

size_t vector_bytes(uint8_t *out, const char *hex) {
  size_t count = 0;
  for (; hex[2 * count] != 0; ++count) {
    out[count] = (uint8_t)(digit(hex[2 * count]) * 16 + digit(hex[2 * count + 1]));
  }
  return count;
}
""")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
