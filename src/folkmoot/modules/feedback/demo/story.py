"""Marlhaven asks: after closed reports, after the answered petition, and on the page of petitions."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from folkmoot.modules.feedback import queries, rules, services
from folkmoot.modules.feedback.demo.words import ANSWERED, BETTER, CLOSINGS, PAGES
from folkmoot.modules.feedback.models import Invitation
from folkmoot.people.pseudonyms import guest_pseudonym
from folkmoot.places import queries as places
from folkmoot.record import clock, registry
from folkmoot.record.api import tail
from folkmoot.record.event import Fact
from folkmoot.record.seal import seal

BEGAN = 50
"""Days before now on which the surveys open."""
OPENED, ANSWERING = 0.71, 0.48
"""Shares of invitations that are opened, and answered."""
VISITORS = 46
STEPS = (3, 2, 3, 6, 5)
"""Weights of the steps of a scale, from worst to best."""
Act = tuple[datetime, Callable[[], object]]


def tell(*, at: datetime | None = None, progress: Callable[[str], None] | None = None) -> None:
    """Tell the story so that it ends now; ``progress`` hears what is being done."""
    say = progress or (lambda _words: None)
    offices = sorted(one.slug for one in places.departments())
    if not offices:
        return
    office = "streets" if "streets" in offices else offices[0]
    end, dice = at or clock.now(), random.Random(31)  # noqa: S311 - a story, not a secret.
    surveys = {"closed-reports": CLOSINGS, "petition-answers": ANSWERED, "petition-pages": PAGES}
    with clock.telling(end - timedelta(days=BEGAN)):
        for key, plan in surveys.items():
            if queries.asked_at(plan.moment) is not None:
                services.draft(key=key, plan=replace(plan, office=office), actor=f"office:{office}")
                services.open_survey(key=key, actor=f"office:{office}")
    say("Who was concerned")
    acts = _asked(dice, end) + _visits(dice, end)
    say(f"{len(acts)} answers")
    for when, act in sorted(acts, key=lambda one: one[0]):
        with clock.telling(when):
            act()
    with clock.telling(end - timedelta(minutes=5)):
        services.publish_all()
        services.tell_reached()


def _happened(end: datetime) -> list[Fact[object]]:
    """What surveys ask about, as the record has it by now, by its time."""
    seal()
    kinds = [one.event.kind for one in registry.moments().values() if one.event]
    found: list[Fact[object]] = []
    after = -1
    while some := tail(after=after, limit=500, kinds=kinds):
        found += some
        after = some[-1].index or 0
    return sorted((one for one in found if one.accepted < end), key=lambda one: (one.accepted, one.id))


def _asked(dice: random.Random, end: datetime) -> list[Act]:
    """Invite day by day, and what those who were invited do."""
    acts: list[Act] = []
    for _day, facts in groupby(_happened(end), key=lambda one: one.accepted.date()):
        some = list(facts)
        before = set(Invitation.objects.values_list("pk", flat=True))
        with clock.telling(some[-1].accepted + timedelta(minutes=2)):
            services.invite(some)
        new = Invitation.objects.exclude(pk__in=before)
        # The ids are drawn by chance; who answers is told by the dice alone.
        for row in sorted(new, key=lambda one: (one.about, one.email)):
            acts += _does(dice, row, some[-1].accepted, end)
    return acts


def _does(dice: random.Random, row: Invitation, since: datetime, end: datetime) -> list[Act]:
    opened = since + timedelta(hours=1 + 60 * dice.random())
    answers, words = dice.random() < ANSWERING, dice.choice(BETTER)
    replies = _replies(dice, row.survey, words)
    acts: list[Act] = []
    if answers or dice.random() < OPENED - ANSWERING:
        acts.append((opened, lambda: services.open_invitation(row.pk)))
    if answers:
        acts.append((opened + timedelta(minutes=2), lambda: _answer(row, replies)))
    return [one for one in acts if one[0] < end]


def _answer(row: Invitation, replies: dict[str, rules.Reply]) -> None:
    services.answer(
        key=row.survey,
        edition=row.edition,
        pseudonym=queries.invited_as(row),
        replies=replies,
        invitation=row,
    )


def _replies(dice: random.Random, survey: str, words: str) -> dict[str, rules.Reply]:
    step = dice.choices("12345", STEPS)[0]
    if survey == "petition-answers":
        deals = dice.choices(("fully", "partly", "not"), (2, 5, 2))[0]
        return {"deals": rules.Reply((deals,)), "clear": rules.Reply((step,))}
    told = "yes" if dice.random() < 0.4 + 0.1 * int(step) else "no"
    found = {"content": rules.Reply((step,)), "told": rules.Reply((told,))}
    return found | ({"better": rules.Reply(words=words)} if dice.random() < 0.45 else {})  # noqa: PLR2004 - few write.


def _visits(dice: random.Random, end: datetime) -> list[Act]:
    """People who read the page of petitions and answer there."""
    if queries.survey("petition-pages") is None:
        return []
    acts: list[Act] = []
    for at in range(VISITORS):
        when = end - timedelta(days=(BEGAN - 1) * dice.random())
        found = "yes" if dice.random() < 0.7 else "no"  # noqa: PLR2004 - most find it.
        acts.append((when, partial(_visit, at, found)))
    return acts


def _visit(at: int, found: str) -> None:
    services.answer(
        key="petition-pages",
        edition=1,
        pseudonym=guest_pseudonym(f"reader {at}", "surveys/petition-pages"),
        replies={"found": rules.Reply((found,))},
    )
