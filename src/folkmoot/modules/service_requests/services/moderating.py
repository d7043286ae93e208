"""What a moderator does: take words and photos off the pages, or black out parts of them."""

from collections.abc import Sequence

from folkmoot.files import rules as files_rules
from folkmoot.files import services as files
from folkmoot.files.models import StoredFile
from folkmoot.modules.service_requests import events, queries, rules
from folkmoot.modules.service_requests.services.base import Refused, demand, on
from folkmoot.record import text
from folkmoot.record.receipt import Receipt


def _may(number: str, commitments: Sequence[str], reason: str) -> None:
    """Demand a reason that we know, and words of this report."""
    demand(
        None
        if reason in rules.REMOVALS
        else rules.Refusal.of("reason", "one of %(choices)s", choices=", ".join(rules.REMOVALS)),
        None if commitments else rules.Refusal("commitments", "say which words"),
    )
    known = queries.commitments(number)
    unknown = [one for one in commitments if one not in known]
    demand(
        rules.Refusal.of("commitments", "%(which)s is not of this report", which=unknown[0])
        if unknown
        else None
    )


def remove_words(*, number: str, actor: str, commitments: Sequence[str], reason: str) -> Receipt:
    """Take words off every page and destroy them; the record keeps inert commitments and this trace."""
    with on(number, actor) as (fact, _row, _subject):
        _may(number, commitments, reason)
        receipt = fact(events.WordsRemoved(commitments=tuple(commitments), reason=reason))
        text.erase(commitments)
        files.erase(queries.files_of(number, commitments))
        return receipt


def redact_words(*, number: str, actor: str, commitment: str, parts: Sequence[str], reason: str) -> Receipt:
    """Black out parts of public words: new words take their place, the old ones are destroyed."""
    with on(number, actor) as (fact, _row, subject):
        _may(number, [commitment], reason)
        words = text.words_of([commitment]).get(commitment)
        gone = rules.Refusal("commitments", "these words were removed before")
        demand(gone if words is None else None)
        redacted = rules.black_out(words or "", parts)
        if isinstance(redacted, rules.Refusal):
            raise Refused([redacted])
        new = text.commit(redacted, subject=subject)
        receipt = fact(
            events.Redacted(redactions=(events.Redaction(old=commitment, new=new),), reason=reason)
        )
        text.erase([commitment])
        return receipt


def redact_photo(
    *, number: str, actor: str, file: StoredFile, boxes: Sequence[files_rules.Box], reason: str
) -> Receipt:
    """Black out parts of a photo: a new one takes its place, the old one is destroyed. Raises RefusedFile."""
    # Drawing takes its time, so it is done before anything is locked.
    new = files.black_out(file, boxes)
    try:
        with on(number, actor) as (fact, _row, _subject):
            _may(number, [file.commitment], reason)
            known = queries.files_of(number, [file.commitment])
            demand(None if known else rules.Refusal("commitments", "this photo was removed before"))
            replaced = events.Redaction(old=file.commitment, new=new.commitment, file=new.pk)
            receipt = fact(events.Redacted(redactions=(replaced,), reason=reason))
            files.erase([file.pk])
            return receipt
    except BaseException:
        files.erase([new.pk])
        raise
