"""``folkmoot record``: what an operator does with the public record, and, from outside, what anybody does."""

import argparse
from pathlib import Path


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``record`` with its verbs."""
    record = verbs.add_parser("record", help="the public record: verify it, rebuild from it, export it")
    inner = record.add_subparsers(dest="record_verb", metavar="VERB", required=True)
    for name, text in (
        ("verify", "verify a whole log (works without an installation)"),
        ("prove", "write a proof file for one entry (works without an installation)"),
        ("check-proof", "check a proof file without a network"),
        ("witness", "watch logs of others and sign for what they show (works without an installation)"),
    ):
        # Listed here for --help only: entry.main hands these to record.verify and record.witness before Django is thought of.
        inner.add_parser(name, help=text, add_help=False)
    rebuilding = inner.add_parser("rebuild", help="compute every projected table again and compare")
    rebuilding.add_argument(
        "--keep", action="store_true", help="replace the live tables by the computed ones"
    )
    rebuilding.set_defaults(run=rebuild)
    exporting = inner.add_parser("export", help="write the sealed log as files that any web server can serve")
    exporting.add_argument("directory", type=Path)
    exporting.set_defaults(run=export)
    inner.add_parser("status", help="size, checkpoint, what waits, how far followers are").set_defaults(
        run=status
    )
    shelf = inner.add_parser("parked", help="facts that a follower could not handle")
    shelf.add_argument("--replay", action="store_true", help="try each of them again")
    shelf.set_defaults(run=parked)
    record.set_defaults(alone=False)


def rebuild(options: argparse.Namespace) -> int:
    """0 when every projected table follows from the record, 1 with the rows that do not."""
    from folkmoot.record.projection import rebuild as again

    differences = again(
        keep=options.keep, progress=lambda count: print(f"  {count:,} facts", end="\r", flush=True)
    )
    for one in differences:
        what = "is missing" if not one.live else "should not be there" if not one.replayed else "differs"
        print(f"  {one.table} {one.key} {what}")
    if not differences:
        print("OK: every projected table follows from the record")
        return 0
    kept = "replaced by the computed ones" if options.keep else "nothing was changed; --keep replaces them"
    print(f"{len(differences):,} rows do not follow from the record: {kept}")
    return 0 if options.keep else 1


def export(options: argparse.Namespace) -> int:
    """Write the sealed log into a directory."""
    from folkmoot.record.export import export as write

    options.directory.mkdir(parents=True, exist_ok=True)
    size = write(options.directory)
    print(f"{size:,} entries in {options.directory}" if size else "nothing has been sealed yet")
    return 0 if size else 1


def status(_options: argparse.Namespace) -> int:
    """How the record stands."""
    from folkmoot.followers.all import followers
    from folkmoot.record import clock, keys, queries, seen
    from folkmoot.record.follow import lag

    newest, waiting = queries.latest_checkpoint(), queries.oldest_waiting()
    print(f"log        {keys.signer().name}")
    print(f"key        {keys.signer().verifier.vkey}")
    print(
        f"checkpoint {f'{newest.size:,} entries, {newest.sealed:%Y-%m-%d %H:%M:%S} UTC' if newest else 'none yet'}"
    )
    print(
        f"unsealed   {f'oldest since {(clock.now() - waiting).total_seconds():.0f} s' if waiting else 'nothing'}"
    )
    for sight in seen.sights(0):
        trouble = f"; {sight.failures} failures: {sight.error}" if sight.failures else ""
        print(f"witness    {sight.name}: has signed {sight.size:,} entries{trouble}")
    for one in followers():
        print(f"follower   {one.name}: {lag(one):,} facts yet to read")
    return 0


def parked(options: argparse.Namespace) -> int:
    """List the parked facts, or try them again; 1 while any is left."""
    from folkmoot.followers.all import followers
    from folkmoot.record.follow import parked_facts, replay_parked

    by_name = {one.name: one for one in followers()}
    left = 0
    for one in parked_facts():
        if options.replay and one.follower in by_name and replay_parked(by_name[one.follower], one.index):
            print(f"{one.follower} entry {one.index}: handled now")
            continue
        left += 1
        print(
            f"{one.follower} entry {one.index}: {one.error} ({one.attempts} tries, {one.parked:%Y-%m-%d %H:%M})"
        )
    if not left:
        print("nothing is parked")
    return 1 if left else 0
