"""``folkmoot backup`` and ``folkmoot restore``."""

import argparse
import os
import sys
from pathlib import Path

from folkmoot.site.backup.archive import BackupError, Contents, check


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add backup and restore. Neither needs an installation before it knows what to do."""
    backup = verbs.add_parser("backup", help="write a backup while everything runs, or check one")
    backup.add_argument("file", type=Path, help="the tar file")
    backup.add_argument(
        "--with-keys",
        action="store_true",
        help="with the signing key and the secrets: whoever has it can sign as you",
    )
    backup.add_argument("--check", action="store_true", help="check a backup instead of writing one")
    backup.set_defaults(run=run_backup, alone=True)
    restoring = verbs.add_parser("restore", help="restore a backup into an empty place and verify all of it")
    restoring.add_argument("file", type=Path)
    restoring.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="a directory that is new or empty"
    )
    restoring.set_defaults(run=run_restore, alone=True)


def run_backup(options: argparse.Namespace) -> int:
    """0 when the backup is whole, 1 with the reason when not."""
    try:
        if options.check:
            contents = check(options.file)
            print(f"OK: {options.file} is whole: {len(contents.members):,} members, made {contents.made}")
        else:
            contents = _write(options)
    except BackupError as error:
        print(f"folkmoot backup: {error}", file=sys.stderr)
        return 1
    print(f"  record   {contents.log}: {contents.size:,} entries, root {contents.root[:32] or 'none yet'}")
    print(f"  database {contents.database}")
    print(f"  files    {contents.files}")
    print(
        f"  keys     {'in this backup: keep it as you keep the keys' if contents.keys else 'not in this backup'}"
    )
    return 0


def _write(options: argparse.Namespace) -> Contents:
    from folkmoot.site.cli.entry import boot

    boot()
    from folkmoot.site.backup.writing import write

    if options.with_keys:
        print(
            "warning: this backup will hold the signing key and all secrets. Whoever reads it can sign as this log "
            "and trace pseudonyms: encrypt it, and keep it apart.",
            file=sys.stderr,
        )
    written = write(options.file.absolute(), with_keys=options.with_keys)
    print(f"{written.path}: {written.size:,} bytes, {len(written.contents.members):,} members")
    return written.contents


def run_restore(options: argparse.Namespace) -> int:
    """0 when everything was restored and verified, 1 with the reason when not; then nothing is left behind."""
    from folkmoot.site.backup.restoring import restore

    try:
        restored = restore(options.file, options.data.absolute(), environment=os.environ)
    except BackupError as error:
        print(f"folkmoot restore: {error}", file=sys.stderr)
        return 1
    contents = restored.contents
    print(f"OK: restored into {options.data} and verified")
    print(f"  record   {contents.log}: {contents.size:,} entries, root {contents.root[:32] or 'none yet'}")
    print(f"  waiting  {restored.waiting:,} facts, which the sealer will seal")
    print("  tables   every projected table follows from the record")
    if not contents.keys:
        print(
            "  keys     not in the backup: put them into FOLKMOOT_KEYS before you start, or the log cannot go on"
        )
    if not contents.files.startswith("in "):
        print(f"  files    {contents.files}")
    return 0
