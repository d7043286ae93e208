"""Words and photos are taken off."""

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import (
    Inquiry,
    Rating,
    RequestPhoto,
    RequestUpdate,
    ServiceRequest,
)
from folkmoot.modules.service_requests.projections.base import number_of
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects

WORDS = ("title", "description", "address", "status_words")
"""Columns of a report that hold commitments to words."""


@projects(events.WordsRemoved)
def words_removed(fact: Fact[events.WordsRemoved]) -> None:
    RequestPhoto.objects.filter(
        service_request_id=number_of(fact), commitment__in=fact.event.commitments
    ).update(removed=True)
    ServiceRequest.objects.filter(pk=number_of(fact)).update(updated=fact.accepted)


@projects(events.Redacted)
def redacted(fact: Fact[events.Redacted]) -> None:
    row = ServiceRequest.objects.get(pk=number_of(fact))
    for one in fact.event.redactions:
        RequestUpdate.objects.filter(service_request_id=row.pk, words=one.old).update(words=one.new)
        Rating.objects.filter(service_request_id=row.pk, words=one.old).update(words=one.new)
        Inquiry.objects.filter(service_request_id=row.pk, words=one.old).update(words=one.new)
        Inquiry.objects.filter(service_request_id=row.pk, answer=one.old).update(answer=one.new)
        for name in WORDS:
            if getattr(row, name) == one.old:
                setattr(row, name, one.new)
        if one.file:
            _replace_photo(number_of(fact), one)
        for answer in row.answers:
            if answer["commitment"] == one.old:
                answer["commitment"] = one.new
    row.updated = fact.accepted
    row.save()


def _replace_photo(number: str, redaction: events.Redaction) -> None:
    old = RequestPhoto.objects.filter(service_request_id=number, commitment=redaction.old).first()
    if old is None:
        return
    new = RequestPhoto(
        file=redaction.file,
        commitment=redaction.new,
        service_request_id=number,
        stage=old.stage,
        at=old.at,
        removed=old.removed,
    )
    old.delete()
    new.save(force_insert=True)
