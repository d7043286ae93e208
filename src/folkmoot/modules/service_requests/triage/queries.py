"""Reads of the sorting helper: the model that suggests now, suggestions, likely duplicates, the score it keeps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import events, queries, rules
from folkmoot.modules.service_requests.models import Service, ServiceRequest, TriageModel, TriageTally
from folkmoot.modules.service_requests.triage import document, duplicates
from folkmoot.modules.service_requests.triage.duplicates import Likeness, Rarity, Told
from folkmoot.modules.service_requests.triage.figures import confusable
from folkmoot.modules.service_requests.triage.predict import Predictor, Suggestion
from folkmoot.places import geo
from folkmoot.record import clock, store, text
from folkmoot.record.api import timeline
from folkmoot.record.manifest import Card
from folkmoot.record.remember import Remembered

SUBJECT = "triage/model"
MOST_CANDIDATES = 60
_LEAST_DESK = 0.4
"""Below this probability an office is shown nothing: a guess would only take its time."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model ready to be asked: its document's head, its compact form, and how rare its terms are."""

    head: document.Model
    predictor: Predictor
    rarity: Rarity
    confusable: Mapping[str, set[str]]
    precision: Mapping[str, float]


@lru_cache(maxsize=2)
def load(digest: str) -> Loaded:
    """The model in a segment. Its bytes follow from the name, so that a process reads each once."""
    model = document.read(store.get_segment(digest))
    figures = model.figures
    codes = [one["service_code"] for one in figures.get("classes", ())]
    head = document.Model(
        classes=model.classes,
        intercepts=model.intercepts,
        words={},
        characters={},
        parameters=model.parameters,
        data=model.data,
        figures=figures,
        duplicates=model.duplicates,
    )
    return Loaded(
        head=head,
        predictor=Predictor(model),
        rarity=Rarity(
            {term: float(row[0]) for term, row in model.words.items()},
            {term: float(row[0]) for term, row in model.characters.items()},
        ),
        confusable=confusable(figures.get("confusion", ()), codes),
        precision={one["service_code"]: one["precision"] for one in figures.get("classes", ())},
    )


_trained = Remembered(events.TriageModelTrained.kind)


def current() -> TriageModel | None:
    """The model that suggests now, or None before the first was trained. Whoever gets it must not change it."""
    return _trained.now().get("current", lambda: TriageModel.objects.order_by("-number").first())


def models(limit: int = 20) -> list[TriageModel]:
    """The newest models, newest first."""
    return list(TriageModel.objects.order_by("-number")[:limit])


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion with the service's name and how many times in ten it was right for this service."""

    suggestion: Suggestion
    service: Service
    right_in_ten: int

    @property
    def words(self) -> str:
        """The words that decided, as a page quotes them."""
        return "”, “".join(self.suggestion.words)


@dataclass(frozen=True, slots=True)
class Offers:
    """What a model suggests for one text, best first."""

    model: TriageModel
    offers: Sequence[Offer]

    @property
    def first(self) -> Offer:
        """The likeliest."""
        return self.offers[0]

    @property
    def suggested(self) -> events.Suggested:
        """The same as a fact carries it."""
        codes = tuple(one.service.service_code for one in self.offers)
        return events.Suggested(model=self.model.number, service_codes=codes)


def offers(words: str, *, services: Sequence[Service] | None = None) -> Offers | None:
    """The three likeliest services for some words; None without a model or without a known word. Two queries."""
    model = current()
    if model is None or not words.strip():
        return None
    loaded = load(model.model)
    offered = {one.service_code: one for one in (queries.services() if services is None else services)}
    found = [
        Offer(one, offered[one.service_code], round(10 * loaded.precision.get(one.service_code, 0)))
        for one in loaded.predictor.suggest(words, among=set(offered))
    ]
    return Offers(model, found) if found else None


def for_case(shown: queries.Shown) -> Offers | None:
    """What an officer is shown at a report: a likely service that is not the report's own, or None."""
    if shown.row.state not in rules.OPEN_STATES:
        return None
    found = offers(words_of(shown))
    if found is None or found.offers[0].suggestion.probability < _LEAST_DESK:
        return None
    answered = any(
        isinstance(fact.event, events.CategoryKept) and fact.event.suggested.model == found.model.number
        for fact in timeline(f"requests/{shown.row.pk}")
    )
    return None if answered else found


class Hint(NamedTuple):
    """The likely service of a report that stands in another: its name, and how sure that is."""

    service_name: str
    confidence: str
    probability: float

    @property
    def suggestion(self) -> "Hint":
        """What the words about a suggestion look at; a hint is one."""
        return self


def hints(lines: Sequence[queries.Line]) -> dict[str, Hint]:
    """For lines of the desk's queue: the likely service of each open report that stands in another, by number."""
    model = current()
    if model is None:
        return {}
    offered = {one.service_code: one.service_name for one in queries.services()}
    codes = frozenset(offered)
    found = {}
    for one in lines:
        if one.state not in rules.OPEN_STATES:
            continue
        words = "\n".join(filter(None, (one.title_words, one.description_words)))
        likely = _likeliest(model.model, words, codes)
        if likely and likely.probability >= _LEAST_DESK and likely.service_code != one.service_code:
            name = offered[likely.service_code]
            found[one.service_request_id] = Hint(name, likely.confidence, likely.probability)
    return found


@lru_cache(maxsize=4096)
def _likeliest(digest: str, words: str, among: frozenset[str]) -> Suggestion | None:
    # A queue is looked at again and again, and what a model makes of the same words never changes.
    found = load(digest).predictor.suggest(words, most=1, among=among)
    return found[0] if found else None


def words_of(shown: queries.Shown) -> str:
    """The public words of a report as the model reads them; removed words are none."""
    row = shown.row
    found = text.words_of([row.title, row.description])
    return "\n".join(found[one] for one in (row.title, row.description) if one in found)


@dataclass(frozen=True, slots=True)
class Alike:
    """A report that may tell of the same problem, how it compares, and why in words."""

    shown: queries.Shown
    likeness: Likeness
    reasons: Sequence[str]

    @property
    def likely(self) -> bool:
        """Whether a page may say that the two look alike."""
        return self.likeness.score >= duplicates.LIKELY


def why(likeness: Likeness) -> list[str]:
    """The reasons in words: "38 metres away", "2 days apart", "same kind", "both mention “bus stop”"."""
    told = []
    if likeness.metres is not None:
        told.append(_("%(metres)d metres away") % {"metres": round(likeness.metres)})
    days = round(likeness.days)
    told.append((_("%(days)d days apart") % {"days": days}) if days > 1 else _("within a day of it"))
    return told + in_common(likeness)


def in_common(likeness: Likeness) -> list[str]:
    """The reasons that lie in what the two say, for a page that shows place and time anyway."""
    told = []
    if likeness.same_kind:
        told.append(_("same kind"))
    if likeness.shared:
        told.append(_("both mention “%(words)s”") % {"words": "”, “".join(likeness.shared)})
    return told


def alike(told: Told, *, joinable: bool = False, limit: int = 5) -> list[Alike]:
    """Open or lately closed reports around a place that may tell of the same, likeliest first. Nine queries at most.

    Candidates lie within 250 metres and 60 days; with a kind given, of that kind or of one that is often confused
    with it. With ``joinable`` they are all open ones, of every age and kind.
    """
    if told.lat is None or told.long is None:
        return []
    model = current()
    loaded = load(model.model) if model else None
    box = geo.bounding_box(told.lat, told.long, duplicates.METRES)
    within = timedelta(days=duplicates.DAYS)
    lately = Q(requested__range=(told.at - within, told.at + within)) & (
        Q(open=1) | Q(closed__gte=told.at - timedelta(days=duplicates.CLOSED_DAYS))
    )
    rows = ServiceRequest.objects.filter(
        Q(open=1) if joinable else lately,
        lat__range=(box.south, box.north),
        long__range=(box.west, box.east),
    ).exclude(pk=told.service_request_id)
    rows = (
        rows.exclude(state="duplicate", duplicate_of=told.service_request_id)
        if told.service_request_id
        else rows
    )
    if told.service_code and not joinable:
        kinds = {told.service_code}
        if loaded:
            # A report that was put in the wrong kind is compared with those of the kind that its words speak of.
            kinds |= {one.service_code for one in loaded.predictor.suggest(told.text, most=1)}
            kinds |= {other for kind in kinds for other in loaded.confusable.get(kind, ())}
        rows = rows.filter(service_code__in=kinds)
    near = sorted(
        rows.order_by("-requested", "-service_request_id")[: 4 * MOST_CANDIDATES],
        key=lambda it: (geo.distance_m(told.lat or 0, told.long or 0, it.lat or 0, it.long or 0), it.pk),
    )[:MOST_CANDIDATES]
    words = text.words_of(it for row in near for it in (row.title, row.description))
    others = [told_of(row, words) for row in near]
    found = duplicates.compare(
        told,
        others,
        rarity=loaded.rarity if loaded else duplicates.NO_RARITY,
        weights=(loaded.head.duplicates.get("weights") if loaded else None) or duplicates.WEIGHTS,
    )
    best = sorted(
        (
            (-likeness.score, row.pk, row, likeness)
            for row, likeness in zip(near, found, strict=True)
            if likeness.metres is not None and likeness.metres <= duplicates.METRES
        ),
        key=lambda it: it[:2],
    )[:limit]
    shown = queries.shown([row for _minus, _pk, row, _likeness in best])
    return [
        Alike(one, likeness, why(likeness))
        for one, (_minus, _pk, _row, likeness) in zip(shown, best, strict=True)
    ]


def alike_to(row: ServiceRequest, *, limit: int = 5) -> list[Alike]:
    """Reports that look like a case at the desk: likely the same, and not told from it by an office before."""
    words = text.words_of([row.title, row.description])
    found = [one for one in alike(told_of(row, words), limit=2 * limit) if one.likely]
    apart = queries.kept_apart(row.pk, [one.shown.row.pk for one in found])
    return [one for one in found if one.shown.row.pk not in apart][:limit]


def told_of(row: ServiceRequest, words: Mapping[str, str]) -> Told:
    """A row with its public words, as far as it is compared."""
    return Told(
        service_request_id=row.pk,
        service_code=row.service_code,
        at=row.requested,
        lat=row.lat,
        long=row.long,
        text="\n".join(words[one] for one in (row.title, row.description) if one in words),
    )


def here(
    *,
    lat: float | None,
    long: float | None,
    words: str = "",
    service_code: str = "",
    joinable: bool = False,
    limit: int = 5,
) -> list[Alike]:
    """Reports like one that is just being made; with ``joinable`` the open ones, likely or not."""
    told = Told(service_code=service_code, at=clock.now(), lat=lat, long=long, text=words)
    return alike(told, joinable=joinable, limit=limit)


@dataclass(frozen=True, slots=True)
class Kept:
    """How often suggestions were given, followed, passed over for another of the three, and moved on later."""

    given: int = 0
    followed: int = 0
    other: int = 0
    moved: int = 0

    @property
    def overridden(self) -> int:
        """Choices against the first suggestion, at once or later."""
        return self.given - self.followed + self.moved


def tallies(model: int | None = None) -> tuple[dict[str, Kept], dict[str, Kept]]:
    """What people made of the suggestions of a model, or of all: by place (form, desk) and by service."""
    rows = TriageTally.objects.all() if model is None else TriageTally.objects.filter(model=model)
    found: tuple[dict[str, Kept], dict[str, Kept]] = ({}, {})
    for at, name in enumerate(("place", "service_code")):
        for row in (
            rows.values(name)
            .order_by(name)
            .annotate(g=Sum("given"), f=Sum("followed"), o=Sum("other"), m=Sum("moved"))
        ):
            found[at][row[name]] = Kept(row["g"], row["f"], row["o"], row["m"])
    return found


def cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """The card of the sorting helper."""
    url = reverse("service_requests:triage")
    return {
        one: Card(subject=one, title=_("The sorting helper"), url=url) for one in subjects if one == SUBJECT
    }
