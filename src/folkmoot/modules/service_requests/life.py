"""The life of a report as its page tells it: one step for each act, those of many people told together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.service_requests import events, life_desk, queries, rules
from folkmoot.modules.service_requests.desk_words import PASS_REASONS, PRIORITIES
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.queries.routing import rule_name
from folkmoot.modules.service_requests.words import KINDS, REOPEN_REASONS, SOLVED, STATES
from folkmoot.places import queries as places
from folkmoot.record import clock, text
from folkmoot.record.api import timeline
from folkmoot.record.event import Fact
from folkmoot.web.words import day, spelled

GROUPED = (events.Joined, events.Rated)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``entry`` is its public number, ``more`` how many entries stand behind it; ``when`` replaces ``at``."""

    title: str
    words: str
    at: datetime | None
    kind: str
    entry: int | None
    icon: str = ""
    when: str = ""
    more: int = 0
    future: bool = False
    before_future: bool = False
    by_people: bool = False
    rule: str = ""
    """Which routing rule chose the first team."""
    url: str = ""
    url_words: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """The steps of a report, oldest first, and how many entries of the record they stand on."""

    steps: Sequence[Step]
    entries: int


@dataclass(frozen=True, slots=True)
class _Names:
    offices: Mapping[str, str]
    services: Mapping[str, str]
    spoken: Mapping[str, str]
    replaced: Mapping[str, str]

    def said(self, event: Any) -> str:
        """The public words of an event as they stand today."""
        return self.spoken.get(_newest(_words_in(event), self.replaced), "")


def facts_of(row: ServiceRequest) -> list[Fact[Any]]:
    """The facts of a report, oldest first. The words of the report and of its life are read with them, in one query
    for the page (see record/moment.py).
    """
    facts = timeline(f"requests/{row.pk}")
    replaced = _replacements(facts)
    text.words_of(
        [
            row.title,
            row.description,
            row.address,
            row.status_words,
            *(_newest(_words_in(one.event), replaced) for one in facts),
        ]
    )
    return facts


def life(shown: queries.Shown, facts: Sequence[Fact[Any]]) -> Life:
    """What happened to a report and what comes next; imported ones begin with their import."""
    replaced = _replacements(facts)
    names = _Names(
        {shown.row.office: shown.office_name}
        | {one.slug: one.name for one in places.departments(closed=True)},
        {one.pk: one.service_name for one in queries.services(closed=True)},
        text.words_of(_newest(_words_in(one.event), replaced) for one in facts),
        replaced,
    )
    found = _imported(shown, alone=not facts) if shown.row.imported else []
    found += [_step(some, names) for some in _grouped(facts)]
    ahead = _ahead(shown, facts)
    if found and ahead:
        found[-1] = replace(found[-1], before_future=True)
    return Life([*found, *ahead], len(facts))


def steps(shown: queries.Shown) -> Sequence[Step]:
    """The steps alone."""
    return life(shown, facts_of(shown.row)).steps


def _words_in(event: Any) -> str:
    """The commitment to the words of a step; those of a held report are shown once, where it was published."""
    if isinstance(event, events.Held):
        return ""
    return getattr(event, "description", "") or getattr(event, "words", "") or ""


def _replacements(facts: Sequence[Fact[Any]]) -> dict[str, str]:
    """What took the place of each commitment that was blacked out."""
    return {
        one.old: one.new
        for fact in facts
        if isinstance(fact.event, events.Redacted)
        for one in fact.event.redactions
    }


def _newest(commitment: str, replaced: Mapping[str, str]) -> str:
    """What stands today in the place of a commitment, after every blacking out."""
    while commitment in replaced:
        commitment = replaced[commitment]
    return commitment


def _imported(shown: queries.Shown, *, alone: bool) -> list[Step]:
    row = shown.row
    found = [Step(_("Reported in an earlier system"), shown.description, row.requested, "reported", None)]
    if row.closed and alone:
        found.append(Step(str(STATES[row.state]), "", row.closed, KINDS[row.state], None))
    return found


def _grouped(facts: Sequence[Fact[Any]]) -> list[list[Fact[Any]]]:
    """Facts one by one, but those of many people together where the first stands, until the report changes hands."""
    found: list[list[Fact[Any]]] = []
    gathered: dict[type[Any], list[Fact[Any]]] = {}
    for fact in facts:
        sort = type(fact.event)
        if isinstance(fact.event, events.Closed | events.Reopened):
            gathered = {}
        if sort in GROUPED and sort in gathered:
            gathered[sort].append(fact)
            continue
        some = [fact]
        if sort in GROUPED:
            gathered[sort] = some
        found.append(some)
    return found


def _step(facts: Sequence[Fact[Any]], names: _Names) -> Step:
    first = facts[0]
    sealed = [one.index for one in facts if one.index is not None]
    title, kind, icon = _title(facts, names)
    said = _rated(facts, names) if isinstance(first.event, events.Rated) else names.said(first.event)
    url, url_words = life_desk.link_of(first.event)
    return Step(
        title=title,
        words=said,
        at=first.accepted,
        kind=kind,
        entry=min(sealed) if sealed else None,
        icon=icon,
        when=_span(first.accepted, facts[-1].accepted) if len(facts) > 1 else "",
        more=len(sealed) - 1 if sealed else 0,
        rule=_routed(first, names),
        by_people=(
            isinstance(first.event, events.Reported | events.Answered) and first.actor.startswith("person:")
        )
        or (isinstance(first.event, events.Reopened) and first.actor.startswith("person:")),
        url=url,
        url_words=url_words,
    )


def _routed(fact: Fact[Any], names: _Names) -> str:
    """Which rule sent a new report to which team, empty when the service's own team got it."""
    event = fact.event
    if not isinstance(event, events.Reported) or not event.rule:
        return ""
    return _("Went to %(team)s because of the rule “%(rule)s”.") % {
        "team": names.offices.get(event.office, event.office),
        "rule": rule_name(event.rule, at=fact.accepted),
    }


def _title(facts: Sequence[Fact[Any]], names: _Names) -> tuple[str, str, str]:
    """Title, kind and icon of a step."""
    event, people = facts[0].event, len(facts)
    if of_desk := life_desk.title_of(event):
        return of_desk
    match event:
        case events.Held():
            return _("Received, to be read before it is published"), "reported", "chat"
        case events.Released():
            return _("Read and published"), "progress", "eye"
        case events.Refused():
            return _("Not published"), "closed", "close"
        case events.Forwarded(system=system, external_id=external_id):
            words = _("Handed to %(system)s as number %(number)s")
            return words % {"system": system, "number": external_id}, "progress", "people"
        case events.Redacted():
            return _("Parts were blacked out"), "closed", "close"
        case events.Reported():
            return _("Reported"), "reported", "chat"
        case events.Joined():
            words = ngettext("Joined by %(n)s more person", "Joined by %(n)s more people", people)
            return words % {"n": spelled(people)}, "reported", "people"
        case events.Acknowledged():
            return _("Read and taken on"), "progress", "eye"
        case events.Assigned(office=office, reason=reason):
            given = _("Given to: %(office)s") % {"office": names.offices.get(office, office)}
            # What "other" means is said in words below; old facts have no reason.
            why = str(PASS_REASONS[reason]) if reason not in {"", "other"} else ""
            return (f"{given}. {why}" if why else given), "progress", "people"
        case events.Prioritised(priority=priority):
            return _("How urgent: %(priority)s") % {"priority": PRIORITIES[priority]}, "progress", "warning"
        case events.Recategorised(service_code=code):
            return (
                _("Moved to: %(service)s") % {"service": names.services.get(code, code)},
                "progress",
                "pencil",
            )
        case events.CategoryKept():
            return _("The category was checked"), "progress", "check"
        case events.Updated():
            return _("News"), "progress", "wrench"
        case events.Closed(reason=reason, responsible=responsible):
            state = str(STATES[reason])
            return (f"{state}: {responsible}" if responsible else state), KINDS[reason], ""
        case events.Reopened(reason=reason):
            if reason == "other":
                return _("Opened again"), "late", "warning"
            return _("Opened again: %(reason)s") % {"reason": REOPEN_REASONS[reason]}, "late", "warning"
        case events.Rated():
            heads = len({one.actor for one in facts})
            words = ngettext(
                "%(n)s person said whether it was solved", "%(n)s people said whether it was solved", heads
            )
            return capfirst(words % {"n": spelled(heads)}), "reported", "people"
        case events.Asked(public=public):
            title = _("We asked who reported it") if public else _("We asked who reported it, privately")
            return title, "waiting", "chat"
        case events.Answered(words=words):
            return (_("Answered") if words else _("Answered privately")), "reported", "chat"
        case events.Unanswered():
            return _("No answer came in time"), "waiting", "clock"
        case events.WordsRemoved():
            return _("Words were taken off this page"), "closed", "close"
    return _("Something else happened"), "reported", "chat"


def _rated(facts: Sequence[Fact[Any]], names: _Names) -> str:
    """The latest word of each person, counted, and what some chose to publish."""
    latest = {one.actor: one.event for one in facts}
    counted = [
        f"{SOLVED[word]}: {n}"
        for word in rules.SOLVED
        if (n := sum(one.solved == word for one in latest.values()))
    ]
    said = [words for one in latest.values() if (words := names.said(one))]
    return "\n".join([". ".join(counted) + ".", *(_("“%(words)s”") % {"words": one} for one in said)])


def _span(first: datetime, last: datetime) -> str:
    """The days between two moments: "9 to 11 March"."""
    start, end = timezone.localtime(first).date(), timezone.localtime(last).date()
    if start == end:
        return day(first)
    if (start.year, start.month) == (end.year, end.month):
        return _("%(first)s to %(last)s") % {"first": start.day, "last": day(last)}
    return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}


def _ahead(shown: queries.Shown, facts: Sequence[Fact[Any]]) -> list[Step]:
    """What comes next, drawn dashed."""
    row, now = shown.row, clock.now()
    found = []
    if row.state in rules.OPEN_STATES:
        for asked in _open_questions(facts):
            if asked.until > now:
                title = _("An answer can come until %(day)s") % {"day": day(asked.until, "short")}
                found.append(
                    Step(title, "", None, "waiting", None, future=True, when=_("From who reported it"))
                )
        if row.expected and row.expected > now:
            title = _("An answer is promised by %(day)s") % {"day": day(row.expected, "short")}
            found.append(Step(title, "", None, "waiting", None, future=True))
    elif row.closed and not _merged(shown, facts) and rules.reopen_window(closed=row.closed, now=now):
        title = _("Closes for good on %(day)s") % {"day": day(row.closed + rules.REOPEN_WITHIN, "short")}
        when = _("If nobody reopens it before then")
        found.append(Step(title, "", None, "closed", None, future=True, when=when))
    return found


def _merged(shown: queries.Shown, facts: Sequence[Fact[Any]]) -> bool:
    """Whether what closed the report was a merge, which only a team undoes."""
    return any(one.id == shown.row.closing and isinstance(one.event, events.Merged) for one in facts)


def _open_questions(facts: Sequence[Fact[Any]]) -> list[events.Asked]:
    """Questions that are neither answered nor over; a closing ends all of them."""
    found: dict[int, events.Asked] = {}
    for fact in facts:
        match fact.event:
            case events.Asked(question=question):
                found[question] = fact.event
            case events.Answered(question=question) | events.Unanswered(question=question):
                found.pop(question, None)
            case events.Closed() | events.Merged():
                found.clear()
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Part:
    """A text of a report's page that can be taken off: what it is, its commitment, and the words."""

    name: str
    commitment: str
    words: str


def texts(shown: queries.Shown) -> list[Part]:
    """Every text on the page of a report that was not removed."""
    row = shown.row
    named = [(_("Title"), row.title), (_("Description"), row.description), (_("Address"), row.address)]
    facts = timeline(f"requests/{row.pk}")
    now = _replacements(facts)
    names = _Names({row.office: shown.office_name}, {}, {}, now)
    for fact in facts:
        if not isinstance(fact.event, events.Reported | events.Held):
            named.append((_title([fact], names)[0], _newest(_words_in(fact.event), now)))
        named += [
            (_("Answer to “%(code)s”") % {"code": one.code}, _newest(one.commitment, now))
            for one in getattr(fact.event, "answers", ())
        ]
    spoken = text.words_of(commitment for _name, commitment in named)
    return [Part(name, one, spoken[one]) for name, one in named if one in spoken]
