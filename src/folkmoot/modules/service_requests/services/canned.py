"""Words that an office uses again and again. Private to the desk: nothing of it is a fact until it is sent."""

from django.db import IntegrityError, transaction

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.models import CannedAnswer
from folkmoot.modules.service_requests.services.base import NotFound, Refused, demand
from folkmoot.places import queries as places
from folkmoot.record import clock


def add_answer(*, office: str, name: str, words: str) -> CannedAnswer:
    """Keep an answer for an office, or for every office with an empty one. Raises Refused."""
    return _save(CannedAnswer(office=office), name=name, words=words)


def change_answer(*, answer: int, office: str, name: str, words: str) -> CannedAnswer:
    """Change an answer that the office may change. Raises NotFound and Refused."""
    row = CannedAnswer.objects.filter(pk=answer, office=office).first()
    if row is None:
        raise NotFound("this answer is gone or is not your team’s")
    return _save(row, name=name, words=words)


def drop_answer(*, answer: int, office: str) -> None:
    """Delete an answer for good. Raises NotFound, also when somebody else has done it."""
    with transaction.atomic():
        deleted, _each = CannedAnswer.objects.filter(pk=answer, office=office).delete()
    if not deleted:
        raise NotFound("this answer is gone or is not your team’s")


def _save(row: CannedAnswer, *, name: str, words: str) -> CannedAnswer:
    row.name, row.words, row.changed = name.strip(), words.replace("\r\n", "\n").strip(), clock.now()
    unknown = row.office and row.office not in {one.slug for one in places.departments(closed=True)}
    same = CannedAnswer.objects.filter(office=row.office, name=row.name).exclude(pk=row.pk)
    demand(
        rules.Refusal.of("office", "there is no office '%(office)s'", office=row.office) if unknown else None,
        *rules.may_keep_answer(name=row.name, words=row.words, taken=same.exists()),
    )
    try:
        with transaction.atomic():
            if row._state.adding:
                row.save(force_insert=True)
            elif not CannedAnswer.objects.filter(pk=row.pk).update(
                name=row.name, words=row.words, changed=row.changed
            ):
                raise NotFound("somebody deleted this answer meanwhile")
    except IntegrityError as error:
        raise Refused(rules.may_keep_answer(name=row.name, words=row.words, taken=True)) from error
    return row
