"""Writes the conformance cases of BOLT 4 as trees in C, as they stand in their files: onion_vectors.py OUT FILE..."""

import json
import sys

from vectors import text


class Trees:
    """The nodes of all trees, the members of each in an array of their own."""

    def __init__(self):
        self.lines = []

    def members(self, items):
        if not items:
            return "NULL, 0"
        rows = ",\n".join(self.node(key, value) for key, value in items)
        name = f"members_{len(self.lines)}"
        self.lines.append(f"static vector_node {name}[] = {{\n{rows}}};\n")
        return f"{name}, {len(items)}"

    def node(self, key, value):
        if isinstance(value, dict):
            return f"  {{{text(key)}, NULL, {self.members(list(value.items()))}, false}}"
        if isinstance(value, list):
            return f"  {{{text(key)}, NULL, {self.members([(None, entry) for entry in value])}, false}}"
        shown = value if isinstance(value, str) else json.dumps(value)
        return f"  {{{text(key)}, {text(shown)}, NULL, 0, false}}"


def main(path, files):
    trees, rows = Trees(), []
    for file in sorted(files):
        with open(file, encoding="utf-8") as stream:
            cases = json.load(stream)["cases"]
        name = file.rsplit("/", 1)[-1].removesuffix(".json")
        rows.append(trees.node(name, cases))
    with open(path, "w", encoding="ascii") as stream:
        stream.write('#include "onion_vectors.h"\n\n' + "\n".join(trees.lines))
        stream.write("\nvector_node vector_files[] = {\n" + ",\n".join(rows) + "};\n")
        stream.write("const size_t vector_file_count = sizeof vector_files / sizeof vector_files[0];\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
