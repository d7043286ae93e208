"""Reports that an office reads before they are published: publishing and refusing them."""

from collections.abc import Iterator
from contextlib import contextmanager

from folkmoot.files import services as files
from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.models import HeldContent, HeldRequest
from folkmoot.modules.service_requests.services.base import NotFound, demand
from folkmoot.modules.service_requests.services.reporting import reported_from
from folkmoot.record import text
from folkmoot.record.api import Recorder, about
from folkmoot.record.receipt import Receipt


@contextmanager
def _held(number: str, office: str) -> Iterator[tuple[Recorder, HeldRequest, HeldContent | None]]:
    with about(f"requests/{number}", actor=f"office:{office}") as fact:
        row = HeldRequest.objects.filter(pk=number).first()
        if row is None:
            raise NotFound("there is no report %(number)s to read", number=number)
        yield fact, row, HeldContent.objects.filter(pk=number).first()


def release(*, number: str, office: str) -> Receipt:
    """Publish a held report. Its promise runs from when it came in."""
    with _held(number, office) as (fact, row, kept):
        demand(rules.may_release(state=row.state, complete=kept is not None))
        if kept is None:
            raise NotFound("what report %(number)s says is gone", number=number)
        text.show([row.title, row.description])
        files.publish([one["file"] for one in kept.content["photos"]], public=True)
        fact(events.Released())
        receipt = fact(
            reported_from(row, kept.content, subject=f"requests/{number}"), actor=kept.content["actor"]
        )
        kept.delete()
        return receipt


def refuse(*, number: str, office: str, reason: str, words: str) -> Receipt:
    """Do not publish a held report: the reason is public, what was held is destroyed."""
    with _held(number, office) as (fact, row, kept):
        demand(rules.may_refuse(state=row.state, reason=reason, words=words))
        receipt = fact(
            events.Refused(reason=reason, words=text.commit(words.strip(), subject=f"requests/{number}"))
        )
        text.erase([row.title, row.description])
        if kept is not None:
            files.erase([one["file"] for one in kept.content["photos"]])
            kept.delete()
        return receipt
