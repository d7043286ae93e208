"""Reviewers publish requests and reuses or say why not; offices answer requests."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from folkmoot.files import services as files
from folkmoot.modules.catalogue import events, queries
from folkmoot.modules.catalogue.models import Contribution, DataRequest, Reuse
from folkmoot.modules.catalogue.rules import contributing as limits
from folkmoot.modules.catalogue.services.base import REVIEWERS, NotFound, demand
from folkmoot.modules.catalogue.services.contributing import hide_reuse
from folkmoot.record import clock, text
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import Refusal


def _request(number: int) -> DataRequest:
    row = DataRequest.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("there is no request for data %(number)s", number=number)
    return row


def _reuse(number: int) -> Reuse:
    row = Reuse.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("there is no reuse %(number)s", number=number)
    return row


def open_request(*, number: int, office: str, days: int = limits.DAYS) -> Receipt:
    """Publish a request; ``office`` owes an answer within so many days. Raises Refused, NotFound."""
    with about(f"data_requests/{number}", actor=REVIEWERS) as fact:
        row = _request(number)
        demand(limits.may_act("opened", row.state), *limits.may_open(office, days, queries.known().offices))
        # Days are the readers': a promise ends with its last day and not at the hour at which it was given.
        last = timezone.localtime(clock.now()) + timedelta(days=days)
        due = last.replace(hour=23, minute=59, second=59, microsecond=0)
        receipt = fact(events.RequestOpened(office=office, due=due))
        text.show([row.title, row.words])
        return receipt


def reject_request(*, number: int, code: str, words: str = "") -> Receipt:
    """Do not publish a request, for a published reason. Raises Refused, NotFound."""
    with about(f"data_requests/{number}", actor=REVIEWERS) as fact:
        row = _request(number)
        demand(limits.may_act("rejected", row.state), *limits.may_reject(code, words, limits.OF_REQUESTS))
        # Whoever asked reads it by mail and on their own page; nobody else has seen the request.
        told = text.commit(words.strip(), subject=row.subject, public=False)
        return fact(events.RequestRejected(code=code, words=told))


def take_down_request(*, number: int, code: str, words: str = "") -> Receipt:
    """Show the words of a request no more. Raises Refused, NotFound."""
    with about(f"data_requests/{number}", actor=REVIEWERS) as fact:
        row = _request(number)
        demand(limits.may_act("taken_down", row.state), *limits.may_reject(code, words, limits.OF_REQUESTS))
        receipt = fact(
            events.RequestTakenDown(code=code, words=text.commit(words.strip(), subject=row.subject))
        )
        text.hide([row.title, row.words])
        return receipt


def answer_request(
    *, number: int, answer: str, words: str, dataset: str = "", by: date | None = None, code: str = ""
) -> Receipt:
    """The office answers: published, planned or refused; a plan is answered once more. Raises Refused, NotFound."""
    office = _request(number).office
    with about(f"data_requests/{number}", actor=f"office:{office}") as fact:
        row = _request(number)
        named = queries.dataset(dataset) if dataset else None
        demand(
            limits.may_act("answered", row.state),
            *limits.may_answer(
                answer=answer,
                words=words,
                dataset_shown=named is not None and named.state == "published",
                by=by,
                code=code,
                today=timezone.localtime(clock.now()).date(),
            ),
        )
        return fact(
            events.RequestAnswered(
                answer=answer,
                words=text.commit(words.strip(), subject=row.subject),
                dataset=dataset if answer == "published" else "",
                by=by if answer == "planned" else None,
                code=code if answer == "refused" else "",
            )
        )


def publish_reuse(*, number: int) -> Receipt:
    """Show a reuse at its dataset and in the gallery. Raises Refused, NotFound."""
    with about(f"reuses/{number}", actor=REVIEWERS) as fact:
        row = _reuse(number)
        dataset = queries.dataset(row.dataset)
        demand(
            _waiting(row),
            None
            if dataset is not None and dataset.state == "published"
            else Refusal("dataset", "its dataset is not published now"),
        )
        receipt = fact(events.ReusePublished())
        text.show([one for one in (row.title, row.words, row.url, row.maker) if one])
        if row.picture:
            files.publish([row.picture], public=True)
        return receipt


def reject_reuse(*, number: int, code: str, words: str = "") -> Receipt:
    """Do not publish a reuse, for a published reason. Its picture is destroyed. Raises Refused, NotFound."""
    with about(f"reuses/{number}", actor=REVIEWERS) as fact:
        row = _reuse(number)
        demand(_waiting(row), *limits.may_reject(code, words, limits.OF_REUSES))
        told = text.commit(words.strip(), subject=row.subject, public=False)
        receipt = fact(events.ReuseRejected(code=code, words=told))
        if row.picture:
            files.erase([row.picture])
        return receipt


def take_down_reuse(*, number: int, code: str, words: str = "") -> Receipt:
    """Show a reuse no more, for a published reason. Raises Refused, NotFound."""
    with about(f"reuses/{number}", actor=REVIEWERS) as fact:
        row = _reuse(number)
        demand(
            None
            if row.state == "published"
            else Refusal("state", "this is not shown now, so it cannot be taken down"),
            *limits.may_reject(code, words, limits.OF_REUSES),
        )
        receipt = fact(
            events.ReuseTakenDown(code=code, words=text.commit(words.strip(), subject=row.subject))
        )
        hide_reuse(row, erase=False)
        return receipt


def _waiting(row: Reuse) -> Refusal | None:
    if row.state == "waiting":
        return None
    return Refusal("state", "somebody has decided about this already; open the page again")


def forget_unconfirmed(*, days: int = 30) -> int:
    """Forget what was never confirmed, with its pictures; how many."""
    before = clock.now() - timedelta(days=days)
    rows = Contribution.objects.filter(state="pending", created__lt=before)
    forget_drafts(rows.exclude(picture=""))
    return int(rows.delete()[0])


def forget_drafts(rows: QuerySet[Contribution]) -> None:
    """Destroy the pictures of what was never confirmed."""
    files.erase(rows.values_list("picture", flat=True))


def forget_makers(numbers: Iterable[int]) -> None:
    """Destroy the names that stand beside reuses; the reuses stay."""
    named = Reuse.objects.filter(pk__in=list(numbers)).exclude(maker="")
    text.erase(named.values_list("maker", flat=True))
