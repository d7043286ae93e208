"""What Robin Resident of the demo town follows: the report to which most happened of late, and the area it lies in."""

from datetime import datetime, timedelta

from folkmoot.followers.notify import rules, services
from folkmoot.followers.notify.targets import AREA, SUBJECT_SORT, Target
from folkmoot.people.models import Person
from folkmoot.record import clock, registry
from folkmoot.record.queries import newest
from folkmoot.record.seal import seal

RESIDENT = "resident@demo.example"
_BACK = timedelta(days=10)
_LOOKED_AT = 2_000


def tell(*, at: datetime | None = None) -> None:
    """Follow as if it had been ten days ago, so that the town's story has told Robin something since."""
    # Only sealed facts can be read, and the story was told a moment ago.
    seal()
    person = Person.objects.filter(email=RESIDENT).first()
    subject = _lively()
    if person is None or not subject:
        return
    card = registry.cards([subject])[subject]
    with clock.telling((at or clock.now()) - _BACK):
        services.follow(target=Target(SUBJECT_SORT, subject), mail=rules.AT_ONCE, person=person)
        if card.area:
            services.follow(target=Target(AREA, card.area), mail=rules.DAILY, person=person)


def _lively() -> str:
    """The subject in an area to which most has happened since."""
    since = clock.now() - _BACK
    counts: dict[str, int] = {}
    for entry in newest(limit=_LOOKED_AT):
        act = registry.act_of(entry.kind)
        if act is not None and not act.quiet and entry.accepted >= since:
            counts[entry.subject] = counts.get(entry.subject, 0) + 1
    cards = registry.cards(counts)
    inside = [one for one in sorted(counts) if one in cards and cards[one].area]
    return max(inside, key=lambda one: counts[one], default="")
