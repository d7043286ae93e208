# ruff: noqa: INP001 - a script beside the other asset builders, not a package.
"""Compile every translation (.po) into what Django reads (.mo), without gettext installed."""

from pathlib import Path

import polib

for source in sorted((Path(__file__).resolve().parent.parent / "src").glob("**/locale/*/LC_MESSAGES/*.po")):
    target = source.with_suffix(".mo")
    fresh = target.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(fresh))
    # In one step, as a server may be reading the old file.
    fresh.replace(target)
