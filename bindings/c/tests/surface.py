"""The shared library exports what the header declares and nothing else, under its name for the loader; the ABI is
the committed one; everything is documented; the C++ wrapper knows every status and calls every function:

    surface.py INCLUDE LIBRARY SONAME
    surface.py --write INCLUDE      notes additions to the ABI in abi.txt
"""

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


def abi(header):
    """What a compiled program relies on, one declaration a line: the header without comments and macros."""
    # What needs an allocator stands between conditions and belongs to the ABI all the same.
    conditions = r"^#if(?! defined\(KEELBOLT_ALLOCATOR\)).*?^#endif.*?$"
    code = re.sub(r"/\*.*?\*/|" + conditions, "", header, flags=re.S | re.M)
    code = re.sub(r"^#.*\n|\bKEELBOLT_(?:API|WARN_UNUSED_RESULT)\b", "", code, flags=re.M)
    code = re.sub(r"\s+", " ", code)
    lines = {declaration.strip() for declaration in re.findall(r"[^;{}]+(?:\{[^}]*\}[^;]*)?;", code)}
    enumerations = {line for line in lines if line.startswith("enum ")}
    growing = {line for line in lines if re.match(r"typedef struct \w+ \{ size_t struct_size;", line)}
    # An enumeration may grow, so each of its numbers stands alone, and so does each member of a struct that may.
    numbers = (re.findall(r"\w+ = \d+", line) for line in enumerations)
    return (lines - enumerations - growing).union(*numbers, *map(members, growing))


def members(struct):
    """The members of a struct, each with its place."""
    name, body = re.match(r"typedef struct (\w+) \{([^}]*)\}", struct).groups()
    return [f"{name} {place}: {member.strip()}" for place, member in enumerate(body.strip(" ;").split(";"))]


def check_abi(header, file):
    now, committed = abi(header), set(file.read_text(encoding="ascii").splitlines())
    if committed - now:
        sys.exit("what programs rely on has changed, so the number of the ABI has to be raised in ffi/c/build.rs and "
                 f"CMakeLists.txt: {sorted(committed - now)}")
    check("declarations of the ABI", now, committed)


def main(include, library, soname):
    header = (pathlib.Path(include) / "keelbolt.h").read_text(encoding="ascii")
    check_abi(header, pathlib.Path(include).parent / "abi.txt")
    wrapper = "".join(path.read_text(encoding="ascii") for path in sorted(pathlib.Path(include).glob("*.hpp")))
    declared = set(re.findall(r"^(?:keelbolt_status |const char \*|uint32_t |void )(keelbolt_\w+)\(", header, re.M))
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


def write(include):
    include = pathlib.Path(include)
    lines = sorted(abi((include / "keelbolt.h").read_text(encoding="ascii")))
    (include.parent / "abi.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    if sys.argv[1] == "--write":
        write(sys.argv[2])
    else:
        main(*sys.argv[1:])
