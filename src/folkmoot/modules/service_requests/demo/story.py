"""Marlhaven's reports: 60 days in which lamps go out, bins overflow and teams answer, some of them late."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from folkmoot.modules.service_requests import queries, rules, services
from folkmoot.modules.service_requests.demo import held, routing, talk
from folkmoot.modules.service_requests.demo.desk import keep_answers, promises, work
from folkmoot.modules.service_requests.demo.words import DONE, NEWS, NOT_DONE, QUESTIONS, STORIES
from folkmoot.modules.service_requests.events import Question, ServiceDescribed
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.modules.service_requests.triage.examples import NotEnough
from folkmoot.modules.service_requests.triage.services import train
from folkmoot.people.models import Person
from folkmoot.people.pseudonyms import guest_pseudonym, pseudonym
from folkmoot.places import queries as places
from folkmoot.record import clock

DAYS = 60
ANSWER_DAYS = 8
LEARNED = 7
"""Days before the end on which the sorting helper learns from what was reported until then."""
TAKEN_UNREAD = 0.3
"""Share of people who take the first suggestion without reading on."""
SERVICES = (
    (
        "lamp",
        "Street light",
        "Street lighting",
        "lighting",
        120,
        "A street light is out or flickers.",
        "light,lamp,dark",
    ),
    (
        "pothole",
        "Pothole",
        "Roads and pavements",
        "streets",
        168,
        "A hole in the road or the pavement.",
        "road,hole",
    ),
    (
        "sign",
        "Damaged sign",
        "Roads and pavements",
        "streets",
        240,
        "A sign is damaged, missing or hidden.",
        "sign",
    ),
    (
        "drain",
        "Blocked drain",
        "Water and drains",
        "drainage",
        72,
        "Water does not flow away.",
        "water,flood,gully",
    ),
    ("bin", "Overflowing bin", "Cleaning", "waste", 48, "A public bin is full.", "litter,rubbish,bin"),
    ("tipping", "Dumped rubbish", "Cleaning", "waste", 72, "Somebody left rubbish.", "rubbish,fly-tipping"),
    (
        "tree",
        "Tree or branch",
        "Trees and parks",
        "parks",
        336,
        "A tree is damaged, fallen or in the way.",
        "tree,branch",
    ),
)


def _describe() -> None:
    offices = {one.slug for one in places.departments()}
    fallback = min(offices)
    for code, name, group, office, hours, text, keywords in SERVICES:
        questions: tuple[Question, ...] = ()
        if code == "pothole":
            sizes = (("small", "Smaller than a hand"), ("large", "Larger than a hand"))
            questions = (
                Question(
                    code="SIZE",
                    datatype="singlevaluelist",
                    description="How large is it?",
                    required=True,
                    values=sizes,
                ),
            )
        services.describe_service(
            description=ServiceDescribed(
                service_code=code,
                service_name=name,
                description=text,
                group=group,
                keywords=tuple(keywords.split(",")),
                office=office if office in offices else fallback,
                promise_hours=hours,
                questions=questions,
            ),
            actor=f"office:{fallback}",
        )
    held.describe(f"office:{fallback}")
    routing.describe(f"office:{fallback}")


def _resident(dice: random.Random, *, email: str = "") -> services.Reporter:
    token = f"{dice.getrandbits(64):016x}"
    return services.Reporter(pseudonym=lambda subject: guest_pseudonym(token, subject), email=email)


def _robin(dice: random.Random) -> services.Reporter:
    """The demo's resident, so that whoever signs in as them finds a question; somebody else where there is none."""
    person = Person.objects.filter(email="resident@demo.example").first()
    if person is None:
        return _resident(dice, email="robin@demo.example")
    return services.Reporter(pseudonym=partial(pseudonym, person.pk), person_id=person.pk, email=person.email)


def _addresses() -> list[tuple[str, float, float]]:
    """Doors in every street that the stories name, and some more."""
    found = []
    for street in (
        "Quay Lane",
        "Harbour Road",
        "Mill Road",
        "Hatch Road",
        "Chandler Street",
        "Bell Lane",
        "Vine Street",
    ):
        found += [(one.label, one.lat, one.lon) for one in places.addresses(street, limit=10)]
    return found


def tell(*, at: datetime | None = None, progress: Callable[[str], None] | None = None) -> None:
    """Tell the story of the 60 days before ``at`` (now): every act through the services that people use."""
    end = at or clock.now()
    dice = random.Random(311)  # noqa: S311 - a story, not a secret.
    with clock.telling(end - timedelta(days=DAYS)):
        _describe()
        keep_answers()
    doors = _addresses()
    acts: list[tuple[datetime, Callable[[], object]]] = []
    for _ in range(170):
        moment = end - timedelta(days=DAYS * dice.random() ** 1.3, minutes=dice.randrange(600))
        acts += _life(moment, end, dice, doors)
    acts += _asked(end, dice, doors)
    acts += work(end, random.Random(4711), doors)  # noqa: S311 - a story, not a secret.
    acts += promises(end - timedelta(days=DAYS), end)
    acts += _held(end, doors)
    acts += talk.acts(end)
    acts.append((end - timedelta(days=LEARNED), _learn))
    acts.sort(key=lambda act: act[0])
    for count, (moment, act) in enumerate(acts):
        with clock.telling(moment):
            act()
        if progress and count % 100 == 0:
            progress(f"{count} of {len(acts)} acts")
    with clock.telling(end):
        services.count_figures()


def _held(
    end: datetime, doors: list[tuple[str, float, float]]
) -> list[tuple[datetime, Callable[[], object]]]:
    """Reports that are read first; their own dice, so that the rest of the story stays as it is."""
    dice = random.Random(7)  # noqa: S311 - a story, not a secret.
    where = dice.choice(doors) if doors else ("Town Hall", *places.bounds().centre)
    people = [_resident(dice, email=f"held-{at}@demo.example") for at in range(len(held.STORIES))]
    return held.acts(end, people, where)


def _learn() -> None:
    """The sorting helper learns in the name of the first office; a town without streets tells it too little."""
    try:
        train(office=min(one.slug for one in places.departments()))
    except NotEnough:
        return


def _life(
    start: datetime, end: datetime, dice: random.Random, doors: list[tuple[str, float, float]]
) -> list[tuple[datetime, Callable[[], object]]]:
    """One report from its first word to its answer, as far as it has come by ``end``."""
    code, _name, _group, _office, hours, _text, _keywords = dice.choice(SERVICES)
    address, lat, long = dice.choice(doors) if doors else ("Town Hall", *places.bounds().centre)
    born: list[str] = []
    me = _resident(dice, email=f"resident-{dice.getrandbits(32):08x}@demo.example")
    joiners = [_resident(dice) for _ in range(dice.choice((0, 0, 0, 1, 2, 5)))]

    def report() -> None:
        title = f"{dice.choice(STORIES[code])}, {address.partition(',')[0]}"
        offers = triage.offers(title)
        chosen = offers.first.service.service_code if offers and dice.random() < TAKEN_UNREAD else code
        problem = services.Problem(
            service_code=chosen,
            title=title,
            lat=lat,
            long=long,
            address=address,
            answers={"SIZE": ["large"]} if chosen == "pothole" else {},
            suggested=offers.suggested if offers else None,
        )
        born.append(services.report(problem=problem, reporter=me).service_request_id)

    def office() -> str:
        row = queries.request(born[0])
        return row.office if row else ""

    def acknowledge() -> None:
        services.acknowledge(number=born[0], office=office())
        row = queries.request(born[0])
        if row and row.service_code != code:
            services.recategorise(number=born[0], office=row.office, service_code=code)

    speed = dice.choice((0.2, 0.4, 0.5, 0.7, 0.8, 0.9, 1.3, 2.0))
    step = timedelta(hours=hours * speed / 3)
    reason = dice.choice(("resolved",) * 8 + ("could_not_verify", "declined"))
    responsible = "The regional roads authority" if reason == "declined" else ""
    acts: list[tuple[datetime, Callable[[], object]]] = [(start, report)]
    acts += [(start + step * dice.random(), partial(_join, born, one)) for one in joiners]
    acts += [
        (start + step, acknowledge),
        (start + 2 * step, lambda: services.update(number=born[0], office=office(), words=dice.choice(NEWS))),
        (
            start + 3 * step,
            lambda: services.close(
                number=born[0],
                office=office(),
                reason=reason,
                words=NOT_DONE.get(reason) or dice.choice(DONE),
                responsible=responsible,
            ),
        ),
    ]
    acts += _afterwards(start + 3 * step, born, [me, *joiners], dice, solved=reason == "resolved")
    return [act for act in acts if act[0] <= end]


def _join(born: list[str], who: services.Reporter) -> None:
    services.join(number=born[0], reporter=who)


def _afterwards(
    closed: datetime,
    born: list[str],
    people: list[services.Reporter],
    dice: random.Random,
    *,
    solved: bool,
) -> list[tuple[datetime, Callable[[], object]]]:
    """What people say within a week of the closing; the first of those for whom it was not solved may reopen it."""
    acts: list[tuple[datetime, Callable[[], object]]] = []
    for one in people:
        if dice.random() < 0.35:  # noqa: PLR2004 - about a third of people answer such questions.
            continue
        said = dice.choices(rules.SOLVED, (8, 2, 1) if solved else (1, 2, 6))[0]
        acts.append((closed + timedelta(hours=dice.randrange(1, 72)), partial(_rate, born, one, said)))
    if dice.random() < (0.06 if solved else 0.3):
        reason = dice.choice(rules.REOPEN_REASONS[:-1])
        acts.append((closed + timedelta(hours=80), partial(_reopen, born, people[0], reason)))
    return acts


def _rate(born: list[str], who: services.Reporter, solved: str) -> None:
    services.rate(number=born[0], pseudonym=who.pseudonym(f"requests/{born[0]}"), solved=solved)


def _reopen(born: list[str], who: services.Reporter, reason: str) -> None:
    services.reopen(number=born[0], actor=who.pseudonym(f"requests/{born[0]}"), reason=reason)


def _asked(
    end: datetime, dice: random.Random, doors: list[tuple[str, float, float]]
) -> list[tuple[datetime, Callable[[], object]]]:
    """Three reports about which the office asks: one is answered, one is not in time, one still waits."""
    acts: list[tuple[datetime, Callable[[], object]]] = []
    (first, answer), (second, _answer) = QUESTIONS
    for days, words in ((20, (first, answer)), (16, (second, "")), (2, (second, ""))):
        me = _robin(dice) if days < ANSWER_DAYS else _resident(dice, email=f"asked-{days}@demo.example")
        where = dice.choice(doors) if doors else ("Town Hall", *places.bounds().centre)
        acts += _exchange(end - timedelta(days=days), me, where, words)
    return [act for act in acts if act[0] <= end]


def _exchange(
    start: datetime, me: services.Reporter, where: tuple[str, float, float], words: tuple[str, str]
) -> list[tuple[datetime, Callable[[], object]]]:
    """A report, a question about it, and the answer or, when there is none, what silence leads to."""
    born: list[str] = []
    address, lat, long = where
    question, reply = words

    def report() -> None:
        problem = services.Problem(
            service_code="sign",
            title=f"Sign hidden by a hedge, {address.partition(',')[0]}",
            lat=lat,
            long=long,
            address=address,
        )
        born.append(services.report(problem=problem, reporter=me).service_request_id)

    def ask() -> None:
        row = queries.request(born[0])
        services.ask(
            number=born[0],
            office=row.office if row else "",
            words=question,
            public=True,
            until=start + timedelta(days=ANSWER_DAYS),
            otherwise="close",
        )

    def answer() -> None:
        services.answer(
            number=born[0],
            question=1,
            pseudonym=me.pseudonym(f"requests/{born[0]}"),
            words=reply,
            publish=True,
        )

    acts: list[tuple[datetime, Callable[[], object]]] = [(start, report), (start + timedelta(days=1), ask)]
    if reply:
        acts.append((start + timedelta(days=2), answer))
    else:
        acts.append((start + timedelta(days=ANSWER_DAYS, minutes=5), lambda: services.lapse(clock.now())))
    return acts
