"""Ballots come, are replaced and are taken back."""

from datetime import UTC

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import Ballot
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


@projects(events.BallotCast)
def ballot_cast(fact: Fact[events.BallotCast]) -> None:
    event = fact.event
    key = f"{event.round}-{event.voter}"
    changes = {
        "state": "cast",
        "channel": event.channel,
        "choice": event.choice,
        "changed": fact.accepted,
        "fact_id": fact.id,
    }
    if Ballot.objects.filter(pk=key).update(**changes):
        return
    Ballot(
        key=key,
        round=event.round,
        voter=event.voter,
        first=fact.accepted,
        hour=fact.accepted.astimezone(UTC).replace(minute=0, second=0, microsecond=0),
        **changes,
    ).save(force_insert=True)


@projects(events.BallotWithdrawn)
def ballot_withdrawn(fact: Fact[events.BallotWithdrawn]) -> None:
    key = f"{fact.event.round}-{fact.event.voter}"
    Ballot.objects.filter(pk=key).update(state="withdrawn", changed=fact.accepted)
