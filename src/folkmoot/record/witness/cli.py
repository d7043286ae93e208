"""``folkmoot record witness``: run a witness, show its key."""

import argparse
import logging
import re
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from folkmoot.record import keyfile
from folkmoot.record.cosign import COSIGNATURE, WitnessSigner
from folkmoot.record.note import NoteError, Verifier
from folkmoot.record.witness.ledger import Ledger
from folkmoot.record.witness.server import server_for

USAGE = 2
_LOG = re.compile(r"(?P<vkey>.+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44})(?:=(?P<url>https?://\S+))?\Z")


def signer_in(directory: Path, name: str) -> WitnessSigner:
    """The key of the witness in a directory, made when there is none. ValueError when it needs a name."""
    path = directory / "witness.key"
    if not path.exists():
        if not name:
            raise ValueError(f"there is no key in {directory} yet: give the witness a name with --name")
        keyfile.make(path, name, COSIGNATURE)
    found = keyfile.read(path)
    if name and found.name != name:
        raise ValueError(
            f"the witness in {directory} is called {found.name!r}, not {name!r}: a key keeps its name"
        )
    return WitnessSigner(found.name, found.private_key)


def logs_from(words: Sequence[str]) -> tuple[dict[str, list[Verifier]], dict[str, str]]:
    """Keys and addresses by origin, from ``VKEY[=URL]`` words. ValueError names the word that is malformed."""
    keys: dict[str, list[Verifier]] = {}
    addresses: dict[str, str] = {}
    for word in words:
        match = _LOG.match(word)
        if match is None:
            raise ValueError(
                f"{word[:80]!r} is not the key of a log: it looks like <name>+<id>+<key>[=https://…]"
            )
        try:
            key = Verifier.parse(match["vkey"])
        except NoteError as error:
            raise ValueError(f"the key of {word.partition('+')[0]}: {error}") from error
        keys.setdefault(key.name, []).append(key)
        addresses[key.name] = match["url"] or addresses.get(key.name, "")
    return keys, addresses


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    found = argparse.ArgumentParser(
        prog="folkmoot record witness", description="Watch public logs and sign for what they have shown."
    )
    verbs = found.add_subparsers(dest="verb", required=True)
    serving = verbs.add_parser("serve", help="take checkpoints of the logs that are named and cosign them")
    serving.add_argument("--port", type=int, default=8100)
    serving.add_argument(
        "--address", default="127.0.0.1", help="address to listen at (default: this machine only)"
    )
    serving.add_argument(
        "--log",
        action="append",
        default=[],
        metavar="VKEY[=URL]",
        help="the key of a log to watch; may be repeated",
    )
    for one in (
        serving,
        verbs.add_parser("key", help="print the witness's verifier key, made when there is none"),
    ):
        one.add_argument(
            "--data", type=Path, required=True, metavar="DIR", help="where key and memory are kept"
        )
        one.add_argument("--name", default="", help="name of a new key, such as chronicle.example/witness")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    options = parser().parse_args(argv)
    try:
        options.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        signer = signer_in(options.data, options.name)
        if options.verb == "key":
            print(signer.verifier.vkey)
            return 0
        return _serve(options, signer)
    except (ValueError, OSError) as error:
        print(f"folkmoot record witness: {error}", file=sys.stderr)
        return USAGE


def _serve(options: argparse.Namespace, signer: WitnessSigner) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    keys, addresses = logs_from(options.log)
    if not keys:
        raise ValueError("name at least one log with --log VKEY[=URL]")
    ledger = Ledger(options.data / "witness.sqlite3", signer, keys)
    with server_for(
        (options.address, options.port), ledger=ledger, vkey=signer.verifier.vkey, origins=addresses
    ) as server:
        for one in (signal.SIGTERM, signal.SIGINT):
            # shutdown() waits for the loop, which runs in this thread.
            signal.signal(one, lambda _number, _frame: threading.Thread(target=server.shutdown).start())
        print(
            f"{signer.verifier.vkey}\nlistening at http://{options.address}:{server.server_port}", flush=True
        )
        server.serve_forever()
    return 0
