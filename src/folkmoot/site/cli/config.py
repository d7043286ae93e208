"""``folkmoot config``: the set-up of an installation as one file; and ``folkmoot setup-code``."""

import argparse
import sys
from pathlib import Path


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add config with its verbs, and setup-code."""
    config = verbs.add_parser("config", help="the set-up of this installation as one file, without people")
    inner = config.add_subparsers(dest="config_verb", metavar="VERB", required=True)
    inner.add_parser(
        "export", help="write it to the standard output: folkmoot config export > town.json"
    ).set_defaults(run=export)
    inner.add_parser("schema", help="write the JSON Schema of the file").set_defaults(run=schema)
    importing = inner.add_parser("import", help="bring this installation to what a file says, all or nothing")
    importing.add_argument("file", type=Path)
    importing.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
    importing.set_defaults(run=load)
    config.set_defaults(alone=False)
    verbs.add_parser(
        "setup-code", help="the code with which a new installation is claimed in the browser"
    ).set_defaults(run=setup_code, alone=False)


def export(_options: argparse.Namespace) -> int:
    """The file, byte for byte."""
    from folkmoot.record import configuration

    sys.stdout.buffer.write(configuration.export())
    sys.stdout.buffer.flush()
    return 0


def schema(_options: argparse.Namespace) -> int:
    """What the file may hold."""
    from folkmoot.record import configuration

    sys.stdout.buffer.write(configuration.schema())
    sys.stdout.buffer.flush()
    return 0


def load(options: argparse.Namespace) -> int:
    """0 when it was loaded (or would be), 1 with every problem and its path when not."""
    from folkmoot.record import configuration
    from folkmoot.record.manifest import ConfigurationError

    try:
        data = options.file.read_bytes()
    except OSError as error:
        print(f"{options.file}: cannot be read ({error.strerror}). Give the path of a file.", file=sys.stderr)
        return 1
    try:
        changes = configuration.load(data, dry_run=options.dry_run)
    except ConfigurationError as error:
        print(f"{options.file}: nothing was changed. {len(error.problems)} problem(s):", file=sys.stderr)
        for path, words in error.problems:
            print(f"  {path}: {words}", file=sys.stderr)
        return 1
    for one in changes:
        print(f"  {one}")
    if not changes:
        print("Everything is like this already.")
    elif options.dry_run:
        print(f"{len(changes)} changes would be made. Nothing was changed (--dry-run).")
    else:
        print(f"{len(changes)} changes made.")
    return 0


def setup_code(_options: argparse.Namespace) -> int:
    """Print the code while nobody is an administrator; 1 when somebody is."""
    from folkmoot.people import claiming

    if claiming.is_claimed():
        print("This installation has an administrator. Roles are given at /administration/people.")
        return 1
    print(claiming.setup_code())
    return 0
