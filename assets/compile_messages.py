"""Compile every translation (.po) into what Django reads (.mo), without gettext installed."""

from pathlib import Path

import polib

for source in sorted((Path(__file__).resolve().parent.parent / "src").glob("**/locale/*/LC_MESSAGES/*.po")):
    polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
