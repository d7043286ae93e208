"""Asking witnesses to cosign the newest checkpoint (C2SP tlog-witness), from the sealer's process.

It never holds up sealing: a checkpoint is published before anybody is asked, each witness is asked in a thread of its
own, and one that is slow or gone is left alone for a while. All are asked about the same checkpoint, because a
proof needs their signatures on one and the same.
"""

import base64
import http.client
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import connections, transaction

from folkmoot.record import clock, queries
from folkmoot.record.cosign import Cosigned, Witness, cosignature_in
from folkmoot.record.models import Checkpoint, Cosignature, WitnessContact
from folkmoot.record.note import NoteError

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds that a witness may take for its next bytes."""
ROUND = 5.0
"""Seconds that a round waits for slow witnesses before the others are asked about the next checkpoint."""
PERIOD = 1.0
LONGEST_WAIT = 300.0
"""Seconds between tries at most, while a witness stays away."""
_LONGEST_ANSWER = 64 * 1024
_CONFLICT = 409
_OK = 200


class Unwilling(Exception):
    """A witness that did not sign; the message says what it answered."""


class Post(Protocol):
    """Sends a body to an address; gives status and the answer's body. Raises OSError when nobody answers."""

    def __call__(self, url: str, body: bytes) -> tuple[int, bytes]: ...


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A witness is where its operator said; a redirect is an answer like any other."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


def post(url: str, body: bytes) -> tuple[int, bytes]:
    """Send a body over HTTP. Raises OSError when nobody answers properly."""
    asked = urllib.request.Request(url, data=body, headers={"Content-Type": "text/plain"})  # noqa: S310 - http(s), checked where it is set.
    try:
        with _opener.open(asked, timeout=PATIENCE) as answer:
            return answer.status, answer.read(_LONGEST_ANSWER)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(_LONGEST_ANSWER)
    except http.client.HTTPException as error:
        raise OSError(f"it does not speak HTTP ({type(error).__name__})") from error


def _body(checkpoint: Checkpoint, old: int) -> bytes:
    proof = queries.consistency(old, checkpoint.size) if 0 < old < checkpoint.size else []
    lines = [f"old {old}", *(base64.b64encode(one).decode() for one in proof)]
    return ("\n".join(lines) + "\n\n" + checkpoint.note).encode()


def _kept_size(answer: bytes, size: int) -> int:
    """The size that a witness says it has seen. Raises Unwilling when it cannot be one of this log's."""
    words = answer.decode("ascii", "replace").removesuffix("\n")
    if not words.isdecimal() or int(words) > size:
        raise Unwilling(
            f"it says that it has seen {words[:40]!r} entries of this log, which has {size}: was an older database "
            "restored?"
        )
    return int(words)


def cosign(checkpoint: Checkpoint, witness: Witness, *, known: int = 0, send: Post = post) -> Cosigned:
    """Ask one witness about a checkpoint. ``known`` is the size it is thought to know.

    Raises Unwilling, or OSError when it cannot be reached.
    """
    url = f"{witness.url}/add-checkpoint"
    status, answer = send(url, _body(checkpoint, min(known, checkpoint.size)))
    if status == _CONFLICT:
        status, answer = send(url, _body(checkpoint, _kept_size(answer, checkpoint.size)))
    if status != _OK:
        raise Unwilling(f"it answered {status}: {answer[:200].decode('utf-8', 'replace').strip()}")
    try:
        text = checkpoint.note.partition("\n\n")[0] + "\n"
        return cosignature_in(text, answer.decode(), witness.verifier)
    except (NoteError, UnicodeDecodeError) as error:
        raise Unwilling(f"its answer is no cosignature of its own: {error}") from error


def ask(checkpoint: Checkpoint, witness: Witness, *, send: Post = post) -> bool:
    """Get a witness's cosignature of a checkpoint and keep it; whether it is there now. Errors are kept, not raised."""
    contact, _ = WitnessContact.objects.get_or_create(witness=witness.vkey)
    if contact.size >= checkpoint.size:
        return Cosignature.objects.filter(checkpoint=checkpoint, witness=witness.vkey).exists()
    try:
        found = cosign(checkpoint, witness, known=max(contact.known, contact.size, 0), send=send)
    except (Unwilling, OSError) as problem:
        failures = contact.failures + 1
        wait = timedelta(seconds=min(LONGEST_WAIT, 2.0 ** min(failures, 20)))
        WitnessContact.objects.filter(witness=witness.vkey).update(
            failures=failures, error=str(problem)[:1000], retry_at=clock.now() + wait
        )
        log.warning("the witness %s did not sign checkpoint %s: %s", witness.name, checkpoint.size, problem)
        return False
    at = datetime.fromtimestamp(found.at, UTC)
    with transaction.atomic():
        Cosignature.objects.bulk_create(
            [Cosignature(checkpoint=checkpoint, witness=witness.vkey, line=found.line, at=at)],
            ignore_conflicts=True,
        )
        # Another sealer may have been told of a larger tree meanwhile.
        WitnessContact.objects.filter(witness=witness.vkey, size__lt=checkpoint.size).update(
            size=checkpoint.size, at=at, known=checkpoint.size, failures=0, error="", retry_at=None
        )
    return True


def due(witnesses: Sequence[Witness], checkpoint: Checkpoint) -> list[Witness]:
    """Witnesses that have not signed this checkpoint or a larger one and may be asked now."""
    known = {
        one.witness: one for one in WitnessContact.objects.filter(witness__in=[w.vkey for w in witnesses])
    }
    now = clock.now()

    def may(witness: Witness) -> bool:
        contact = known.get(witness.vkey)
        return contact is None or (
            contact.size < checkpoint.size and (contact.retry_at is None or contact.retry_at <= now)
        )

    return [one for one in witnesses if may(one)]


class Rounds:
    """Asks all witnesses about one checkpoint after the other; each has at most one thread at a time."""

    def __init__(self, witnesses: Sequence[Witness], *, send: Post = post, patience: float = ROUND) -> None:
        self._witnesses = witnesses
        self._send = send
        self._patience = patience
        self._busy: dict[str, threading.Thread] = {}

    def _work(self, checkpoint: Checkpoint, witness: Witness) -> None:
        try:
            ask(checkpoint, witness, send=self._send)
        except Exception:
            log.exception("asking the witness %s failed", witness.name)
        finally:
            connections.close_all()

    def once(self) -> int:
        """One round about the newest checkpoint; returns how many witnesses were asked. It waits a little for them."""
        newest = queries.latest_checkpoint()
        if newest is None:
            return 0
        self._busy = {vkey: thread for vkey, thread in self._busy.items() if thread.is_alive()}
        asked = [one for one in due(self._witnesses, newest) if one.vkey not in self._busy]
        for witness in asked:
            thread = threading.Thread(target=self._work, args=(newest, witness), daemon=True)
            self._busy[witness.vkey] = thread
            thread.start()
        until = time.monotonic() + self._patience
        for witness in asked:
            self._busy[witness.vkey].join(max(0.0, until - time.monotonic()))
        return len(asked)

    def forever(self, stopped: Callable[[float], bool]) -> None:
        """Rounds until ``stopped(seconds)``, which waits, says so. Whatever goes wrong, the next round is tried."""
        wait = PERIOD
        while not stopped(wait):
            try:
                self.once()
                wait = PERIOD
            except Exception:
                log.exception("a round of witnesses failed")
                wait = 5 * PERIOD
            finally:
                # An idle connection of this thread must not outlive a database that was restarted.
                connections.close_all()


def start(stopped: Callable[[float], bool]) -> threading.Thread | None:
    """Ask the witnesses of the settings in the background; None when there are none."""
    witnesses: Sequence[Witness] = settings.FOLKMOOT_WITNESSES
    if not witnesses:
        return None
    thread = threading.Thread(
        target=Rounds(witnesses).forever, args=(stopped,), name="witnesses", daemon=True
    )
    thread.start()
    return thread
