"""What the watch told and what moderators said becomes rows."""

from folkmoot.modules.petitions import events
from folkmoot.modules.petitions.models import Expected, Watch
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


@projects(events.BurstsFound)
def bursts_found(fact: Fact[events.BurstsFound]) -> None:
    Watch(id="main", told=fact.accepted).save()


@projects(events.BurstJudged)
def burst_judged(fact: Fact[events.BurstJudged]) -> None:
    event = fact.event
    Expected(
        key=event.key, sort=event.sort, verdict=event.verdict, since=fact.accepted, until=event.until
    ).save()
