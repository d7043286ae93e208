"""``folkmoot budgeting import FILE``."""

import argparse
import sys
from pathlib import Path

from folkmoot.modules.budgeting import importing
from folkmoot.modules.budgeting.pabulib.problems import BadFile
from folkmoot.record.refusal import Refused

REFUSED = 2


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def run(options: argparse.Namespace) -> int:
    """Bring a file in. Exit code 0 when its round is there, 2 when the file is refused; nothing is written then."""
    path: Path = options.file
    told: list[str] = []

    def tell(stage: str, done: int, whole: int) -> None:
        if not told or told[-1] != stage or done == whole or done % 25 == 0:
            told.append(stage)
            _say(f"{stage}: {done:,} of {whole:,}")

    try:
        looked = importing.look(path.read_bytes(), name=path.name, rule=options.rule)
        for one in looked.file.warnings[:20]:
            _say(f"{path}: warning: {one}")
        number = importing.bring(looked, actor=f"office:{options.office}", tell=tell)
    except OSError as error:
        sys.stderr.write(f"{path} cannot be read: {error.strerror}\n")
        return REFUSED
    except BadFile as error:
        for problem in error.problems:
            sys.stderr.write(f"{path}: {problem}\n")
        sys.stderr.write(f"{path}: refused; nothing was written\n")
        return REFUSED
    except Refused as error:
        for refusal in error.refusals:
            sys.stderr.write(f"{path}: {refusal.why}\n")
        return REFUSED
    _say(f"round {number}: {len(looked.file.ids):,} projects, {len(looked.file.ballots):,} ballots")
    return 0
