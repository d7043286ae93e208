"""What the voting page shows: projects in the voter's own order, pot by pot, and a basket with what is left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.budgeting import money
from folkmoot.modules.budgeting.models import Project, Round
from folkmoot.modules.budgeting.rules import ballots
from folkmoot.modules.budgeting.rules.ballots import POINTED, BallotPaper, Problem
from folkmoot.modules.budgeting.rules.marks import RANKED, Marks, pot_of
from folkmoot.modules.budgeting.rules.voting import refused
from folkmoot.places import queries as places
from folkmoot.record import text
from folkmoot.record.fold import fold
from folkmoot.record.saying import said
from folkmoot.web.maps import Pin
from folkmoot.web.words import number as shown_number

ORDERS = ("own", "cheap", "dear", "name")
LEAST_COMPARED, MOST_COMPARED = 2, 3
_TONES = ("yew", "yew-2")
LONGEST_TEASER = 180


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the ballot is shown: words, pot, category, order, or only what is chosen. It never changes a choice."""

    words: str = ""
    pot: str = ""
    category: str = ""
    order: str = "own"
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A project on the ballot. ``control`` is tick, radio, points or rank; ``value`` what is marked now, empty if not."""

    number: int
    title: str
    text: str
    place: str
    sort: str
    category: str
    cost: str
    minor: int
    pot: str
    control: str
    value: str
    over: str = ""
    error: str = ""
    compared: bool = False
    lat: float | None = None
    lon: float | None = None
    most: int = 0

    @property
    def on(self) -> bool:
        """Whether it is marked."""
        return bool(self.value)

    @property
    def url(self) -> str:
        """The page of the project."""
        return reverse("budgeting:project", args=[self.number])


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the budget bar: its width in per cent, and a name where it fits."""

    width: str
    tone: str
    name: str


@dataclass(frozen=True, slots=True)
class Basket:
    """One pot of the bar: what is chosen, what is left, and both as a sentence for those who do not see the bar."""

    code: str
    title: str
    type: str
    chosen: str
    left: str
    of: str
    sentence: str
    over: bool
    parts: tuple[Part, ...]
    amount: int
    limit: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """A mark on a project that is not shown now, carried along by the form."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the template needs."""

    rows: tuple[Row, ...]
    total: int
    baskets: tuple[Basket, ...]
    carried: tuple[Hidden, ...]
    errors: tuple[tuple[str, str], ...]
    pots: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]
    compared: tuple[Row, ...] = ()
    marked: tuple[Row, ...] = field(default=())


def page(
    row: Round,
    paper: BallotPaper,
    marks: Marks,
    *,
    wanted: Wanted,
    seed: str,
    problems: Sequence[Problem] = (),
    compare: Iterable[int] = (),
) -> Page:
    """The ballot of a round with what is marked; two statements, whatever its size."""
    currency, pots = row.currency, pot_of(paper)
    every = _rows(row, paper, marks, set(compare), _by_number(problems, currency))
    marked = tuple(one for one in every if one.on)
    shown = _ordered([one for one in every if _matches(one, wanted)], wanted.order, seed)
    seen = {one.number for one in shown}
    titles = {one["code"]: one["title"] for one in row.pots if one["code"] in paper.pots}
    used = {one.pot for one in marked}
    several = len(titles) > MOST_COMPARED
    baskets = tuple(
        basket(code, title, paper, marks, currency, {one.number: one.title for one in marked})
        for code, title in titles.items()
        if not several or code in used or code == wanted.pot
    )
    return Page(
        rows=tuple(shown),
        total=len(pots),
        baskets=baskets
        or tuple(basket(code, title, paper, marks, currency, {}) for code, title in [*titles.items()][:1]),
        carried=tuple(carried([one for one in marked if one.number not in seen])),
        errors=tuple(errors(problems, currency, titles)),
        pots=tuple(titles.items()),
        categories=tuple((one["code"], one["title"]) for one in row.categories),
        rules=tuple(rules(paper, titles)),
        compared=tuple(one for one in every if one.compared)[:MOST_COMPARED],
        marked=tuple(sorted(marked, key=lambda one: (one.pot, _rank(one), one.title))),
    )


def _rank(one: Row) -> int:
    return int(one.value) if one.control == "rank" else -int(one.value)


def _rows(
    row: Round, paper: BallotPaper, marks: Marks, compare: set[int], wrong: Mapping[int, str]
) -> list[Row]:
    pots = pot_of(paper)
    projects = list(Project.objects.filter(pk__in=pots))
    shown = text.words_of([one.title for one in projects] + [one.text for one in projects])
    areas = {one.slug: one.name for one in places.areas()}
    categories = {one["code"]: one["title"] for one in row.categories}
    values = {number: value for some in marks.values() for number, value in some}
    spent = ballots.spent(marks, paper)
    named = {one["code"]: one["title"] for one in row.pots}
    found = []
    for one in projects:
        code = pots[one.number]
        pot = paper.pots[code]
        over = pot.costs[one.number] - (pot.amount - spent[code])
        fits_not = pot.type == "knapsack" and one.number not in values and over > 0
        found.append(
            Row(
                number=one.number,
                title=shown.get(one.title) or _("A project that is not shown"),
                text=teaser(shown.get(one.text, "")),
                place=areas.get(one.area) or named.get(code, ""),
                sort=one.category,
                category=categories.get(one.category, ""),
                cost=money.shown(pot.costs[one.number], row.currency),
                minor=pot.costs[one.number],
                pot=code,
                control=control(pot.type),
                value=str(values.get(one.number, "")),
                over=money.shown(over, row.currency) if fits_not else "",
                error=wrong.get(one.number, ""),
                compared=one.number in compare,
                lat=one.lat,
                lon=one.lon,
                most=pot.most or pot.points or len(pot.costs),
            )
        )
    return found


def control(kind: str) -> str:
    """How a project is marked on a ballot of a type."""
    if kind == "choose-1":
        return "radio"
    return "points" if kind in POINTED else "rank" if kind == RANKED else "tick"


def teaser(words: str) -> str:
    """The beginning of a text, whole words of it."""
    plain = " ".join(words.split())
    if len(plain) <= LONGEST_TEASER:
        return plain
    return plain[:LONGEST_TEASER].rpartition(" ")[0].rstrip(",;:.") + " …"


def _matches(one: Row, wanted: Wanted) -> bool:
    words = fold(wanted.words)
    held = " ".join(fold(f"{one.title} {one.text} {one.place} {one.number}")) if words else ""
    return (
        all(word in held for word in words)
        and (not wanted.pot or one.pot == wanted.pot)
        and (not wanted.category or one.sort == wanted.category)
        and (not wanted.chosen or one.on)
    )


def _ordered(rows: list[Row], order: str, seed: str) -> list[Row]:
    if order == "own":
        places_ = {
            number: at for at, number in enumerate(ballots.shuffled([one.number for one in rows], seed))
        }
        return sorted(rows, key=lambda one: places_[one.number])
    if order == "name":
        return sorted(rows, key=lambda one: (fold(one.title), one.number))
    return sorted(rows, key=lambda one: (one.minor if order == "cheap" else -one.minor, one.number))


def carried(rows: Iterable[Row]) -> Iterable[Hidden]:
    """Fields that keep marks of projects which are not shown."""
    for one in rows:
        match one.control:
            case "tick":
                yield Hidden("p", str(one.number))
            case "radio":
                yield Hidden(f"keep-{one.pot}", str(one.number))
            case _:
                yield Hidden(f"v-{one.number}", one.value)


def basket(
    code: str, title: str, paper: BallotPaper, marks: Marks, currency: str, titles: Mapping[int, str]
) -> Basket:
    """One pot of the bar."""
    pot, some = paper.pots[code], marks.get(code, [])
    spent = sum(pot.costs.get(number, 0) for number, _value in some)
    points = sum(value for _number, value in some)
    count = ngettext("%(n)s project", "%(n)s projects", len(some)) % {"n": shown_number(len(some))}
    parts: list[Part] = []
    if pot.type == "knapsack":
        chosen, left = money.shown(spent, currency), pot.amount - spent
        whole, limit = pot.amount, pot.amount
        left_words, of = money.shown(abs(left), currency), money.shown(pot.amount, currency)
        sentence = (
            _("%(count)s for %(spent)s of %(of)s. %(left)s is left.")
            if left >= 0
            else _("%(count)s for %(spent)s of %(of)s. That is %(left)s too much.")
        ) % {"count": count, "spent": chosen, "of": of, "left": left_words}
        weights = {number: pot.costs.get(number, 0) for number, _value in some}
    elif pot.type in POINTED and pot.points:
        chosen = ngettext("%(n)s point", "%(n)s points", points) % {"n": shown_number(points)}
        left, whole, limit = pot.points - points, pot.points, pot.points
        left_words, of = shown_number(abs(left)), shown_number(pot.points)
        sentence = (
            _("%(chosen)s of %(of)s given away. %(left)s left.")
            if left >= 0
            else _("%(chosen)s of %(of)s given away. That is %(left)s too many.")
        ) % {"chosen": chosen, "of": of, "left": left_words}
        weights = dict(some)
    else:
        most = 1 if pot.type == "choose-1" else pot.maximum
        chosen, left, whole, limit = count, (most - len(some)) if most else 0, max(most, 1), most
        left_words, of = (shown_number(abs(left)), shown_number(most)) if most else ("", "")
        sentence = (
            _("%(count)s chosen. You can choose as many as you like.")
            if not most
            else _("%(count)s of %(of)s chosen. %(left)s left.")
            if left >= 0
            else _("%(count)s of %(of)s chosen. That is %(left)s too many.")
        ) % {"count": count, "of": of, "left": left_words}
        weights = {number: 1 for number, _value in some} if most else {}
    total = max(whole, sum(weights.values()), 1)
    for at, (number, weight) in enumerate(weights.items()):
        parts.append(Part(f"{100 * weight / total:.2f}", _TONES[at % 2], titles.get(number, "")))
    return Basket(
        code, title, pot.type, chosen, left_words, of, sentence, left < 0, tuple(parts), pot.amount, limit
    )


def _by_number(problems: Sequence[Problem], currency: str) -> dict[int, str]:
    return {int(one.params["number"]): sentence(one, currency) for one in problems if "number" in one.params}


def sentence(problem: Problem, currency: str) -> str:
    """What is wrong with a ballot, in the reader's language, with amounts in the currency."""
    [refusal] = refused([problem])
    return said(
        refusal,
        lambda name, value: (
            money.shown(int(value), currency)
            if name in problem.money
            else shown_number(value)
            if isinstance(value, int)
            else str(value)
        ),
    )


def errors(
    problems: Sequence[Problem], currency: str, titles: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """What is wrong, each with the id of the control where it can be put right."""
    for one in problems:
        words = sentence(one, currency)
        named = f"{titles[one.pot]}: {words}" if one.pot in titles and len(titles) > 1 else words
        target = f"p{one.params['number']}" if "number" in one.params else "projects"
        yield named, target


def rules(paper: BallotPaper, titles: Mapping[str, str]) -> Iterable[str]:
    """How to fill in the ballot: one sentence for each pot, or for all where they are the same."""
    told: dict[str, list[str]] = {}
    for code, title in titles.items():
        told.setdefault(how(paper, code), []).append(title)
    for words, named in told.items():
        yield words if len(told) == 1 else f"{', '.join(named)}: {words}"
    if paper.areas_most:
        yield ngettext(
            "Vote in %(n)s area that you choose.",
            "Vote in up to %(n)s areas that you choose.",
            paper.areas_most,
        ) % {"n": shown_number(paper.areas_most)}


def how(paper: BallotPaper, code: str) -> str:
    """How to fill in the ballot of a pot."""
    pot = paper.pots[code]
    known = {"least": pot.minimum, "most": pot.most, "points": pot.points}
    match pot.type:
        case "knapsack":
            words = _("Pick every project you would be glad to see, until the money runs out.")
        case "choose-1":
            words = _("Pick the one project that you want most.")
        case "cumulative":
            words = _("Share out %(points)s points as you like, at most %(most)s for one project.")
        case "scoring":
            words = _("Give each project that you like 1 to %(most)s points.")
        case "ordinal":
            words = _("Put projects in order: 1 for the one that you want most, then 2, 3 and so on.")
        case _:
            words = _("Pick every project you would be glad to see.")
    found = words % known
    if pot.minimum:
        found += " " + ngettext("At least %(n)s project.", "At least %(n)s projects.", pot.minimum) % {
            "n": pot.minimum
        }
    if pot.maximum and pot.type != "choose-1":
        found += " " + ngettext("At most %(n)s project.", "At most %(n)s projects.", pot.maximum) % {
            "n": pot.maximum
        }
    return found


def pins(rows: Iterable[Row]) -> list[Pin]:
    """Places of the projects that are shown; each leads to its row."""
    return [
        Pin(
            lat=one.lat,
            lon=one.lon,
            number=str(at),
            state="here" if one.on else "reported",
            url=f"#p{one.number}",
            name=one.title,
            chosen=one.on,
        )
        for at, one in enumerate(rows, start=1)
        if one.lat is not None and one.lon is not None
    ]
