"""The shared library exports what the header declares and nothing else, under its name for the loader, and the
C++ wrapper knows every status and calls every function: surface.py INCLUDE LIBRARY SONAME"""

import pathlib
import re
import subprocess
import sys


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def check(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: unexpected {sorted(found - expected)}, missing {sorted(expected - found)}")
    print(f"{what}: {len(found)}")


def main(include, library, soname):
    header = (pathlib.Path(include) / "keelbolt.h").read_text(encoding="ascii")
    wrapper = (pathlib.Path(include) / "keelbolt.hpp").read_text(encoding="ascii")
    declared = set(re.findall(r"^(?:keelbolt_status |const char \*|uint32_t )(keelbolt_\w+)\(", header, re.M))
    exported = {line.split()[-1] for line in output("nm", "-D", "--defined-only", library).splitlines()}
    check("exported functions", exported, declared)

    found = set(re.findall(r"SONAME\s+(\S+)", output("objdump", "-p", library)))
    check("names for the loader", found, {soname})

    statuses = set(re.findall(r"^  (KEELBOLT_(?:OK|ERROR_\w+)) = \d+,", header, re.M))
    check("statuses in the wrapper", set(re.findall(r"^  \w+ = (KEELBOLT_(?:OK|ERROR_\w+)),", wrapper, re.M)),
          statuses)

    # The number of the version is a macro's business in C++.
    called = set(re.findall(r"\b(keelbolt_\w+)(?=[(),;])", wrapper)) & declared
    check("functions in the wrapper", called, declared - {"keelbolt_version_number"})

    # A comment ends right before each declaration and names each argument.
    for name in sorted(declared):
        match = re.search(r"/\*\*((?:(?!\*/).)*)\*/\nKEELBOLT_API\n(?:KEELBOLT_WARN_UNUSED_RESULT\n)?"
                          r"[^;(]*\b" + name + r"\(([^;]*)\);", header, re.S)
        if not match:
            sys.exit(f"{name} has no documentation")
        comment, arguments = match.groups()
        for part in ("Threads:", "Errors:"):
            if part not in comment:
                sys.exit(f"{name}: the documentation does not say {part}")
        for argument in re.findall(r"(\w+)(?:,|$)", arguments.strip()):
            if argument != "void" and f"- `{argument}`" not in comment:
                sys.exit(f"{name}: the argument {argument} is not documented")
    print(f"documented functions: {len(declared)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
