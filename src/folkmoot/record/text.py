"""Words that may have to be moderated or erased: the record holds a salted commitment, a table holds the words."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import OuterRef, Subquery

from folkmoot.record import clock, moment, text_search
from folkmoot.record.models import Text
from folkmoot.record.prepared import Prepared
from folkmoot.record.text_search import commitments_with, subjects_with

__all__ = [
    "commit",
    "commit_many",
    "commitment_of",
    "commitments_with",
    "erase",
    "hide",
    "matches",
    "opening",
    "show",
    "subjects_with",
    "words_behind",
    "words_of",
]

_LABEL = b"folkmoot/commit/1\n"


def commitment_of(words: str, salt: bytes) -> str:
    """SHA-256 of label, 32-byte salt and UTF-8 words, in hexadecimal (docs/record.md, Commitments)."""
    return hashlib.sha256(_LABEL + salt + words.encode()).hexdigest()


def commit(words: str, *, subject: str, public: bool = True) -> str:
    """Keep the words and return their commitment for a fact; an empty text needs none and gives ``""``."""
    if not words:
        return ""
    salt = secrets.token_bytes(32)
    commitment = commitment_of(words, salt)
    row = Text(commitment=commitment, salt=salt, words=words, subject=subject, public=public)
    with transaction.atomic():
        row.save(force_insert=True)
        if public:
            text_search.index([row])
    return commitment


def commit_many(items: Iterable[tuple[str, str]]) -> list[str]:
    """Commitments of many (subject, words) at once, in order; empty words give ``""``."""
    rows: list[Text] = []
    found: list[str] = []
    for subject, words in items:
        if not words:
            found.append("")
            continue
        salt = secrets.token_bytes(32)
        commitment = commitment_of(words, salt)
        rows.append(Text(commitment=commitment, salt=salt, words=words, subject=subject))
        found.append(commitment)
    with transaction.atomic():
        Text.objects.bulk_create(rows, batch_size=500)
        text_search.index(rows)
    return found


_public = Prepared(
    lambda commitments: Text.objects.filter(
        commitment__in=commitments, public=True, words__isnull=False
    ).values_list("commitment", "words")
)


def words_of(commitments: Iterable[str]) -> Mapping[str, str]:
    """The public words behind commitments, in one query; erased and private ones are absent.

    Within a moment (see moment.py) only those are read that were not asked for before.
    """
    return moment.answers(
        "words", filter(None, commitments), lambda missing: dict(_public.columns(commitments=missing))
    )


def words_behind(field: str) -> Subquery:
    """The public words behind a column of commitments, as a column of the same query; NULL where there are none."""
    rows = Text.objects.filter(commitment=OuterRef(field), public=True)
    return Subquery(rows.values("words")[:1])


def private_words_of(commitments: Iterable[str]) -> Mapping[str, str]:
    """The words behind commitments, hidden ones too, for those who may read them; erased ones are absent."""
    wanted = [one for one in set(commitments) if one]
    rows = Text.objects.filter(commitment__in=wanted, words__isnull=False)
    return {row.commitment: row.words or "" for row in rows}


def opening(commitment: str) -> tuple[bytes, str] | None:
    """Salt and words of a public text, so that anyone can check its commitment; None when hidden or erased."""
    row = Text.objects.filter(commitment=commitment, public=True, words__isnull=False).first()
    return (bytes(row.salt or b""), row.words or "") if row else None


def matches(commitment: str, *, words: str, salt: bytes) -> bool:
    """Whether the words and salt open the commitment."""
    return hmac.compare_digest(commitment_of(words, salt), commitment)


def hide(commitments: Iterable[str]) -> int:
    """Take words off public pages but keep them for those who decide an appeal."""
    named = list(commitments)
    with transaction.atomic():
        # The texts first: whoever shows the same ones now waits here, and cannot leave words in the index.
        count = Text.objects.filter(commitment__in=named).update(public=False)
        text_search.forget(named)
    moment.over()
    return count


def show(commitments: Iterable[str]) -> int:
    """Put hidden words back on public pages."""
    rows = Text.objects.filter(commitment__in=list(commitments), words__isnull=False)
    with transaction.atomic():
        count = rows.update(public=True)
        text_search.index(rows)
    moment.over()
    return count


def erase(commitments: Iterable[str]) -> int:
    """Destroy words and salts for ever. What remains of each is an inert hash in the record."""
    named = list(commitments)
    rows = Text.objects.filter(commitment__in=named, words__isnull=False)
    with transaction.atomic():
        count = rows.update(words=None, salt=None, public=False, erased=clock.now())
        text_search.forget(named)
    moment.over()
    return count
