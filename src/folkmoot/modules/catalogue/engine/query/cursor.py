"""Cursors: where a page ended, as a short word that a client gives back and need not understand.

A cursor names the last row by its `_id`, which never changes within a generation; the values that the row is sorted by are
read from the table again. So a cursor is short whatever is sorted, nothing of the row stands in an address, and a time or a
fraction comes back exactly. Answers of groups are computed as a whole for every page, so their cursors count groups.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import replace

from folkmoot.modules.catalogue.engine.query.tree import Query
from folkmoot.record.refusal import Refusal, Refused

_FORM = struct.Struct(">B6s6sQ")
_VERSION = 1
_CHECK = 8


def fingerprint(query: Query) -> bytes:
    """Six bytes that differ for questions with other conditions, groups or order; pages of one question share them."""
    whole = replace(query, select=(), limit=0, offset=0, after="")
    return hashlib.blake2b(repr(whole).encode(), digest_size=6).digest()


def write(query: Query, generation: str, place: int, key: bytes = b"") -> str:
    """The cursor behind a row: 40 characters for an address. `place` is the row's `_id`, or the number of groups seen.

    With a `key` nobody else can make cursors; without one they only check themselves against typing mistakes.
    """
    body = _FORM.pack(_VERSION, bytes.fromhex(generation[:12]), fingerprint(query), place)
    return base64.urlsafe_b64encode(body + _check(body, key)).rstrip(b"=").decode()


def read(query: Query, generation: str, key: bytes = b"") -> int:
    """The place that the question's cursor names.

    Raises Refused when it is damaged, belongs to another question, or to a table that was replaced since.
    """
    text = query.after
    try:
        whole = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        body, check = whole[:-_CHECK], whole[-_CHECK:]
        version, made_of, asked, place = _FORM.unpack(body)
    except (ValueError, binascii.Error, struct.error):
        raise Refused([damaged()]) from None
    if version != _VERSION or not hmac.compare_digest(check, _check(body, key)):
        raise Refused([damaged()])
    if asked != fingerprint(query):
        why = "this cursor belongs to another question: keep conditions, groups and order as they were, or begin without it"
        raise Refused([Refusal("after", why)])
    if made_of != bytes.fromhex(generation[:12]):
        raise Refused(
            [Refusal("after", "the table was replaced since this cursor was given: begin again without it")]
        )
    return int(place)


def damaged() -> Refusal:
    """What to say of a cursor that nobody here made."""
    return Refusal(
        "after", "this is not a cursor: take it from the answer before as it is, or begin without it"
    )


def _check(body: bytes, key: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_CHECK, key=key[:64]).digest()
