"""Reports that tell of the same problem: followed as one, taken apart again, or told from each other."""

import json

from folkmoot.modules.service_requests import events, queries, rules
from folkmoot.modules.service_requests.models import Apart, Likeness, ServiceRequest
from folkmoot.modules.service_requests.services.base import NotFound, demand
from folkmoot.record import store, text
from folkmoot.record.api import about, find, timeline
from folkmoot.record.receipt import Receipt

_ATTEMPTS = 5


def _row(number: str) -> ServiceRequest:
    row = queries.request(number)
    if row is None:
        raise NotFound("there is no report '%(number)s'", number=number)
    return row


def merge(*, number: str, into: str, office: str, words: str = "") -> Receipt:
    """Follow a report at another one from now on. Raises Refused and NotFound.

    When the other was merged itself, both are followed where that one is. Everybody who reported or joined comes
    along; somebody who did both counts twice, because a smaller number would tell that they are one person.
    """
    for _attempt in range(_ATTEMPTS):
        survivor = queries.survivor(_row(into)).pk
        with about(f"requests/{number}", f"requests/{survivor}", actor=f"office:{office}") as fact:
            row, other = _row(number), queries.survivor(_row(into))
            if other.pk != survivor:
                # The other was merged while this one waited for its lock; what is locked now is the wrong pair.
                continue
            demand(
                rules.may_merge(
                    number=number,
                    into=survivor,
                    state=row.state,
                    into_state=other.state,
                    holds=row.office == office,
                )
            )
            said = text.commit(words.strip(), subject=f"requests/{number}")
            receipt = fact(
                events.Merged(into=f"requests/{survivor}", supporters=row.supporters, words=said),
                subject=f"requests/{number}",
            )
            fact(
                events.TookIn(other=f"requests/{number}", supporters=row.supporters),
                subject=f"requests/{survivor}",
            )
            _forget_likeness(number, survivor)
            return receipt
    raise NotFound("report %(number)s is being merged over and over; try again in a moment", number=into)


def unmerge(*, number: str, office: str, words: str = "") -> Receipt:
    """Undo a merge: the report stands as it stood before, and takes its people back. Raises Refused and NotFound."""
    into = _row(number).duplicate_of or number
    with about(f"requests/{number}", f"requests/{into}", actor=f"office:{office}") as fact:
        row, other = _row(number), _row(into)
        merging = queries.merging(row)
        demand(
            rules.may_unmerge(
                merged=merging is not None and row.duplicate_of == into,
                holds=row.office == office,
                further=queries.merged_into(other),
            )
        )
        supporters = merging.event.supporters if merging else 0
        receipt = fact(
            events.Unmerged(
                state=_state_before(row), words=text.commit(words.strip(), subject=f"requests/{number}")
            ),
            subject=f"requests/{number}",
        )
        fact(
            events.GaveBack(other=f"requests/{number}", supporters=supporters),
            subject=f"requests/{into}",
        )
        return receipt


def keep_apart(*, number: str, other: str, office: str) -> Receipt:
    """Say that two reports tell of different problems, so that nobody is asked again. Raises Refused and NotFound."""
    with about(f"requests/{number}", f"requests/{other}", actor=f"office:{office}") as fact:
        row, _other = _row(number), _row(other)
        demand(
            rules.may_keep_apart(
                number=number,
                other=other,
                holds=row.office == office,
                said=Apart.objects.filter(pk=rules.pair(number, other)).exists(),
            )
        )
        receipt = fact(events.KeptApart(other=f"requests/{other}"), subject=f"requests/{number}")
        _forget_likeness(number, other)
        return receipt


def _forget_likeness(one: str, other: str) -> None:
    """What was found out about two reports is not offered any more; the follower finds the next likeness."""
    Likeness.objects.filter(pk__in=[one, other], other__in=[one, other]).delete()


def _state_before(row: ServiceRequest) -> str:
    """The state of a report before it was merged, from its own facts."""
    acts = [one.event for one in timeline(f"requests/{row.pk}") if one.id != row.closing]
    return rules.state_after(acts, at_first=_imported_state(row) if row.imported else "new")


def _imported_state(row: ServiceRequest) -> str:
    """The state in which a report came from another system."""
    brought = find(row.fact_id)
    lines = store.get_segment(brought.event.segment).splitlines() if brought else []
    rows = (json.loads(line) for line in lines if row.pk.encode() in line)
    return next((str(one["state"]) for one in rows if one["service_request_id"] == row.pk), "new")
