"""What may be shown by groups, and how many invitations were opened, put on the record now and then."""

import json

from django.db import transaction

from folkmoot.modules.feedback import events, queries, rules
from folkmoot.modules.feedback.models import Edition, GroupTally, Invitation
from folkmoot.modules.feedback.services.base import SYSTEM, on
from folkmoot.people.pseudonyms import Namer
from folkmoot.record import store

Tables = dict[str, dict[str, rules.Counts]]


def publish(*, key: str, edition: int) -> bool:
    """Publish the numbers by group, as far as rules/groups.py allows; whether there was anything new. Raises NotFound."""
    with on(key, SYSTEM) as (fact, _row):
        name = f"{key}/{edition}"
        now: Tables = {}
        for one in GroupTally.objects.filter(edition=name).order_by("sort", "group"):
            now.setdefault(one.sort, {})[one.group] = one.counts
        before = queries.breakdown(name)
        shown = before.table if before else {}
        table = {sort: rules.next_table(groups, shown.get(sort, {})) for sort, groups in now.items()}
        table = {sort: groups for sort, groups in table.items() if groups}
        if table == shown:
            return False
        data = json.dumps(table, sort_keys=True, separators=(",", ":")).encode()
        # Every way to group has the same answers in it.
        total = max(sum(map(rules.answers, groups.values())) for groups in now.values())
        segment = store.put_segment(data, media_type="application/json")
        fact(events.Published(edition=edition, segment=segment, answers=total))
        return True


def publish_all() -> int:
    """Publish what is new of every open edition; of how many there was something."""
    rows = Edition.objects.filter(closed__isnull=True).order_by("key").values_list("survey", "edition")
    return sum(publish(key=key, edition=number) for key, number in list(rows))


def tell_reached() -> int:
    """Put on the record how many invitations were opened since the last time; how many."""
    waiting = Invitation.objects.filter(opened__isnull=False, told=False)
    total = 0
    for key, number in sorted(set(waiting.values_list("survey", "edition"))):
        with transaction.atomic(), on(key, SYSTEM) as (fact, _row):
            mine = waiting.filter(survey=key, edition=number)
            if count := mine.update(told=True):
                fact(events.Reached(edition=number, count=count))
                total += count
    return total


def recounted(key: str, edition: int) -> Tables:
    """The numbers by group counted anew from the invitations and the answers; the tallies must be the same."""
    namer, name = Namer(), f"{key}/{edition}"
    found: Tables = {}
    for one in Invitation.objects.filter(survey=key, edition=edition).iterator(chunk_size=1000):
        row = queries.answer(name, queries.invited_as(one, namer))
        if row is None or row.state != "counted":
            continue
        for sort, group in one.groups.items():
            counts: dict[str, dict[str, int]] = found.setdefault(sort, {}).setdefault(group, {})  # type: ignore[assignment]
            rules.add(counts, [{"question": "", "choices": ()}, *row.given], +1)
    return found
