"""What Marlhaven says about its reports: neighbours who talk, an office that answers, moderators who decide and are corrected."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.talk import names, rules, services
from folkmoot.talk.declared import discussions
from folkmoot.talk.models import Author

Act = tuple[datetime, Callable[[], object]]
BEGAN = 55
"""Days before the end on which the town let people talk about reports."""
ROBIN, MIKA, ALEX = "resident@demo.example", "moderator@demo.example", "administrator@demo.example"
FIRST = (
    "Thank you for taking this on. My children walk past here every morning.",
    "It was the same last winter, and then it took three weeks.",
    "I cycle here twice a day and can say that it is worse after rain.",
    "Good that this can be read by everybody now.",
    "Could the team say which day they come? I can move my car.",
    "My shop is next door. I can keep an eye on it until somebody comes.",
)
"""What each neighbour says first; a moderator reads it, as all first comments."""

TALK: tuple[tuple[float, int | None, str, int], ...] = (
    (3.0, 0, "This corner is on the way to Northgate School, so it matters more than it looks.", 0),
    (2.9, 1, "I reported the same place in autumn. Is there a plan for the whole street?", 1),
    (
        2.8,
        None,
        "Yes. We repair this one now and look at the whole street in April. The plan will be a page here.",
        2,
    ),
    (2.6, 2, "April is fine if the crossing is safe until then. Could you put up a sign?", 3),
    (2.5, None, "A sign went up this morning.", 4),
    (2.2, 3, "I saw the sign, thank you. It is a little hidden behind the hedge, see #1.", 5),
    (1.9, 4, "The hedge belongs to the house at the corner, and they are cutting it on Saturday.", 6),
)
"""Days before the end, which neighbour (or the office), the words, and the comment replied to."""
VOTES = ((0, 3), (1, 1), (3, 1), (4, 1), (2, 1), (5, 4), (0, 4))
"""Which neighbour finds which comment helpful."""
INSULT = "Whoever parks there every night is an idiot, and everybody knows that it is the baker."
WHY_OFF = "It insults a neighbour who can be recognised. Say what is in the way, not who is to blame."
APPEAL = "I did not mean to insult anybody, but the van does stand there every night."
SPAM = "BEST LOANS in town, click here https://loans.example and EARN MONEY from home!!! WhatsApp +44 7700 900123"
ROBINS = "The people in number 14 never separate their rubbish, you should look into their bins."
WHY_ROBIN = "It accuses the people of one house without proof. Tell the waste team by telephone instead."


def acts(end: datetime) -> list[Act]:
    """The discussion of one report, and what moderators had to decide."""
    where: list[str] = []
    found: list[Act] = [(end - timedelta(days=BEGAN), _begin)]
    for number, words in enumerate(FIRST):
        at = end - timedelta(days=30 - number)
        found.append((at, partial(_say, number, words, None)))
        found.append((at + timedelta(hours=3), partial(_read, number)))
    found.append((end - timedelta(days=3.1), partial(_choose, where)))
    for days, neighbour, words, parent in TALK:
        act = (
            partial(_answer, where, words, parent)
            if neighbour is None
            else partial(_say, neighbour, words, where, parent)
        )
        found.append((end - timedelta(days=days), act))
    for number, (who, comment) in enumerate(VOTES):
        found.append((end - timedelta(days=1.8, hours=-number), partial(_vote, who, where, comment)))
    found += [
        (end - timedelta(days=1.3), partial(_say, 5, INSULT, where)),
        (end - timedelta(days=1.2), partial(_flag, 0, where, 8)),
        (end - timedelta(days=1.1), partial(_remove, where, 8, ALEX, "abuse", WHY_OFF)),
        (end - timedelta(days=1.0), partial(_appeal, 5, where, 8)),
        (end - timedelta(hours=20), partial(_introduce_robin, where)),
        (end - timedelta(hours=10), partial(_remove, where, 9, MIKA, "personal", WHY_ROBIN)),
        (end - timedelta(hours=2), partial(_spam, where)),
    ]
    return found


def _person(email: str, name: str = "") -> Person:
    """An account of the story, which is older than what it says there."""
    found = Person.objects.filter(email=email).first()
    if found is None:
        found = Person.objects.create_user(email, name=name)
    Person.objects.filter(pk=found.pk, joined__gt=clock.now()).update(joined=clock.now() - timedelta(days=40))
    found.refresh_from_db()
    return found


def _neighbour(number: int) -> Person:
    return _person(f"neighbour-{number}@demo.example", f"Neighbour {number}")


def _begin() -> None:
    office = min(one.slug for one in places.departments())
    services.describe_discussions(open_=[*discussions().open, "requests"], actor=f"office:{office}")


def _newest() -> str:
    """The newest report that has been there for an hour."""
    rows = ServiceRequest.objects.filter(open=1, requested__lt=clock.now() - timedelta(hours=1))
    row = rows.order_by("-requested").first()
    return f"requests/{row.pk}" if row else ""


def _choose(where: list[str]) -> None:
    where.append(_newest())


def _say(number: int, words: str, where: list[str] | None, parent: int = 0) -> None:
    """A neighbour speaks, about the chosen report or about whatever is newest."""
    about = _newest() if where is None else where[0]
    if about:
        services.comment(about=about, person=_neighbour(number), words=words, parent=parent, language="en")


def _read(number: int) -> None:
    """Mika reads what waits of this neighbour."""
    for row in Author.objects.filter(person=_neighbour(number)):
        services.release(thread=row.thread, number=row.number, person=_person(MIKA))


def _answer(where: list[str], words: str, parent: int) -> None:
    row = ServiceRequest.objects.filter(pk=where[0].partition("/")[2]).first()
    if row:
        services.answer(about=where[0], office=row.office, words=words, parent=parent, language="en")


def _on(where: list[str], comment: int) -> tuple[str, int]:
    return names.thread_of(where[0]), comment


def _vote(number: int, where: list[str], comment: int) -> None:
    thread, at = _on(where, comment)
    try:
        services.support(thread=thread, number=at, person=_neighbour(number), direction="up")
    except services.Refused:
        # Offices' answers are not voted on, and nobody votes on their own words.
        return


def _flag(number: int, where: list[str], comment: int) -> None:
    thread, at = _on(where, comment)
    services.flag(thread=thread, number=at, person=_neighbour(number), reason="abuse")


def _remove(where: list[str], comment: int, who: str, reason: str, words: str) -> None:
    thread, at = _on(where, comment)
    services.remove(thread=thread, number=at, person=_person(who), reason=reason, words=words)


def _appeal(number: int, where: list[str], comment: int) -> None:
    thread, at = _on(where, comment)
    services.appeal(thread=thread, number=at, person=_neighbour(number), words=APPEAL)


def _introduce_robin(where: list[str]) -> None:
    """Robin's comment waits as a first one, and is taken off later: Robin can appeal it."""
    services.comment(about=where[0], person=_person(ROBIN, "Robin Resident"), words=ROBINS, language="en")


def _spam(where: list[str]) -> None:
    """An account of today tries to sell something; it waits, with the signs that told."""
    seller = Person.objects.create_user("best-loans@demo.example")
    written = services.comment(about=where[0], person=seller, words=SPAM, language="en")
    assert "spam" in written.held, rules.explain(SPAM, newcomer=True)  # noqa: S101 - the story shows exactly this.
