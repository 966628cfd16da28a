"""Puts the library into the wheel, which is then of one platform and of every Python 3.

`KEELBOLT_LIBRARY` names it, as `bindings/uniffi-build.sh` leaves it in `$CARGO_TARGET_DIR/uniffi/lib`.
"""

import os
import sysconfig
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NOTICES = ("LICENSE-MIT", "LICENSE-APACHE", "NOTICE")


class WheelLibrary(BuildHookInterface):
    def initialize(self, version, build_data):
        library = Path(os.environ.get("KEELBOLT_LIBRARY", ""))
        if not library.is_file():
            raise SystemExit("KEELBOLT_LIBRARY must name the library that bindings/uniffi-build.sh makes")
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"
        build_data["force_include"][str(library)] = f"keelbolt/{library.name}"
        repository = Path(self.root).parents[1]
        build_data["extra_metadata"] = {str(repository / name): name for name in NOTICES}
