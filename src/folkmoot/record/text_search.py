"""The full-text index of public words: written in the transaction that writes, hides, shows or erases them.

Texts may be erased, so no word of one may stay in the index when it goes: ``TextWords`` has a row for each public
text and for no other, and the database's own index (FTS5 on SQLite, tsvector with GIN on PostgreSQL, made by the
migration) follows that table row by row.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from folkmoot.record.fold import MOST_LETTERS, MOST_WORDS, fold, full_text_query
from folkmoot.record.models import Text, TextWords

_SQLITE = """
SELECT w.{column} FROM record_textindex AS i JOIN record_textwords AS w ON w.id = i.rowid
WHERE record_textindex MATCH %s AND w.subject >= %s AND w.subject < %s ORDER BY i.rowid DESC LIMIT %s
"""
_POSTGRES = """
SELECT w.{column} FROM record_textwords AS w
WHERE w.vector @@ to_tsquery('simple', %s) AND w.subject COLLATE "C" >= %s AND w.subject COLLATE "C" < %s
ORDER BY w.id DESC LIMIT %s
"""


def index(texts: Iterable[Text]) -> None:
    """Let the texts be found. They must be public and not erased; one that is indexed already stays as it is."""
    rows = [
        TextWords(commitment=one.commitment, subject=one.subject, words=words)
        for one in texts
        if (words := " ".join(fold((one.words or "")[:MOST_LETTERS])))
    ]
    TextWords.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def forget(commitments: Sequence[str]) -> None:
    """Let the texts not be found any more; their words leave the index."""
    TextWords.objects.filter(commitment__in=commitments).delete()


def subjects_with(words: str, *, prefix: str, limit: int = 1000) -> list[str]:
    """Subjects under a prefix of which one public text has all the words, at most ``limit``: the newest texts first.

    Words are compared without case and accents; the last may be the beginning of one. Without a letter or digit in
    ``words`` nothing is found. It reads the index only, so a rare word costs the same in a million texts; of a common
    one the newest ``limit`` texts are read and no more.
    """
    # Title and description of one subject may both have the words.
    return list(dict.fromkeys(_found("subject", words, prefix, limit)))


def commitments_with(words: str, *, prefix: str, limit: int = 1000) -> list[str]:
    """Commitments of public texts of subjects under a prefix that have all the words, the newest first; see above."""
    return _found("commitment", words, prefix, limit)


def _found(column: str, words: str, prefix: str, limit: int) -> list[str]:
    asked = fold(words)[:MOST_WORDS]
    if not asked:
        return []
    # Every subject that begins with the prefix, as a range: LIKE would fold case and could use no index.
    above = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    sql = (_POSTGRES if connection.vendor == "postgresql" else _SQLITE).format(column=column)
    with connection.cursor() as cursor:
        cursor.execute(sql, [full_text_query(asked, connection.vendor), prefix, above, limit])
        return [one for (one,) in cursor.fetchall()]
