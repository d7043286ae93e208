"""Marlhaven's reports: 60 days in which lamps go out, bins overflow and teams answer, some of them late."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.events import Question, ServiceDescribed
from folkmoot.people.pseudonyms import guest_pseudonym
from folkmoot.places import queries as places
from folkmoot.record import clock

DAYS = 60
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
STORIES = {
    "lamp": ("Streetlight is out", "Light flickers all night", "Lamp post leans over the path"),
    "pothole": ("Pothole by the junction", "Hole in the pavement", "Road sinks near the kerb"),
    "sign": ("Street sign is bent", "Sign hidden by a hedge", "Zebra crossing paint worn away"),
    "drain": ("Water pooling at the bus stop", "Drain cover missing", "Gully blocked by leaves"),
    "bin": ("Bin overflows at the corner", "Litter bin has no lid", "Bin not emptied since last week"),
    "tipping": (
        "Mattress left on the pavement",
        "Bags of rubbish behind the shops",
        "Old fridge by the path",
    ),
    "tree": ("Branch hangs over the footpath", "Young tree has snapped", "Roots lift the paving"),
}
DONE = ("Repaired and checked on site.", "A crew went out and put it right.", "Done this morning; tested.")
NEWS = ("We have been to look. A part is ordered.", "It is on the crew's list for this week.")


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


def _resident(dice: random.Random) -> services.Reporter:
    token = f"{dice.getrandbits(64):016x}"
    return services.Reporter(pseudonym=lambda subject: guest_pseudonym(token, subject))


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
    doors = _addresses()
    acts: list[tuple[datetime, Callable[[], object]]] = []
    for _ in range(170):
        moment = end - timedelta(days=DAYS * dice.random() ** 1.3, minutes=dice.randrange(600))
        acts += _life(moment, end, dice, doors)
    acts.sort(key=lambda act: act[0])
    for count, (moment, act) in enumerate(acts):
        with clock.telling(moment):
            act()
        if progress and count % 100 == 0:
            progress(f"{count} of {len(acts)} acts")


def _life(
    start: datetime, end: datetime, dice: random.Random, doors: list[tuple[str, float, float]]
) -> list[tuple[datetime, Callable[[], object]]]:
    """One report from its first word to its answer, as far as it has come by ``end``."""
    code, _name, _group, _office, hours, _text, _keywords = dice.choice(SERVICES)
    address, lat, long = dice.choice(doors) if doors else ("Town Hall", *places.bounds().centre)
    born: list[str] = []

    def report() -> None:
        problem = services.Problem(
            service_code=code,
            title=f"{dice.choice(STORIES[code])}, {address.partition(',')[0]}",
            lat=lat,
            long=long,
            address=address,
            answers={"SIZE": ["large"]} if code == "pothole" else {},
        )
        born.append(services.report(problem=problem, reporter=_resident(dice)).service_request_id)

    def office() -> str:
        row = queries.request(born[0])
        return row.office if row else ""

    speed = dice.choice((0.2, 0.4, 0.5, 0.7, 0.8, 0.9, 1.3, 2.0))
    step = timedelta(hours=hours * speed / 3)
    reason = dice.choice(("resolved",) * 8 + ("could_not_verify", "declined"))
    responsible = "The regional roads authority" if reason == "declined" else ""
    acts: list[tuple[datetime, Callable[[], object]]] = [(start, report)]
    acts += [
        (start + step * dice.random(), lambda: services.join(number=born[0], reporter=_resident(dice)))
        for _ in range(dice.choice((0, 0, 0, 1, 2, 5)))
    ]
    acts += [
        (start + step, lambda: services.acknowledge(number=born[0], office=office())),
        (start + 2 * step, lambda: services.update(number=born[0], office=office(), words=dice.choice(NEWS))),
        (
            start + 3 * step,
            lambda: services.close(
                number=born[0],
                office=office(),
                reason=reason,
                words=dice.choice(DONE),
                responsible=responsible,
            ),
        ),
    ]
    return [act for act in acts if act[0] <= end]
