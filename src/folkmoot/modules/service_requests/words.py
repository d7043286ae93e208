"""Plain words for states, reasons and steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from folkmoot.modules.service_requests import events, queries, rules
from folkmoot.places import queries as places
from folkmoot.record import text
from folkmoot.record.api import timeline
from folkmoot.record.event import Fact

STATES: Mapping[str, Any] = {
    "new": gettext_lazy("New"),
    "acknowledged": gettext_lazy("Taken on"),
    "in_progress": gettext_lazy("In progress"),
    "resolved": gettext_lazy("Fixed"),
    "declined": gettext_lazy("Declined"),
    "could_not_verify": gettext_lazy("Could not be checked"),
    "duplicate": gettext_lazy("Reported before"),
}
KINDS = {
    "new": "reported",
    "acknowledged": "progress",
    "in_progress": "progress",
    "resolved": "fixed",
    "declined": "closed",
    "could_not_verify": "closed",
    "duplicate": "closed",
}
REASONS: Mapping[str, Any] = {
    "resolved": gettext_lazy("It is fixed"),
    "declined": gettext_lazy("We will not do it, or it is not ours"),
    "could_not_verify": gettext_lazy("We could not find it"),
    "duplicate": gettext_lazy("It was reported before"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the life of a report, as its page shows it."""

    title: str
    words: str
    at: datetime
    kind: str
    entry: int | None


def _title(event: Any, offices: Mapping[str, str], services: Mapping[str, str]) -> tuple[str, str]:
    match event:
        case events.Held():
            return _("Received, to be read before it is published"), "reported"
        case events.Released():
            return _("Read and published"), "progress"
        case events.Refused():
            return _("Not published"), "closed"
        case events.Reported():
            return _("Reported"), "reported"
        case events.Joined():
            return _("Somebody else has the same problem"), "reported"
        case events.Acknowledged():
            return _("Read and taken on"), "progress"
        case events.Assigned(office=office):
            return _("Given to: %(office)s") % {"office": offices.get(office, office)}, "progress"
        case events.Recategorised(service_code=code):
            return _("Moved to: %(service)s") % {"service": services.get(code, code)}, "progress"
        case events.Updated():
            return _("News"), "progress"
        case events.Closed(reason=reason, responsible=responsible):
            title = str(STATES[reason])
            return (f"{title}: {responsible}" if responsible else title), KINDS[reason]
        case events.Reopened():
            return _("Opened again"), "late"
        case events.Forwarded(system=system, external_id=external_id):
            return (
                _("Handed to %(system)s as number %(number)s") % {"system": system, "number": external_id},
                "progress",
            )
        case events.Redacted():
            return _("Parts were blacked out"), "closed"
        case _:
            return _("Words were taken off this page"), "closed"


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


def steps(shown: queries.Shown) -> list[Step]:
    """What happened to a report, oldest first; imported ones begin with their import."""
    facts = timeline(f"requests/{shown.row.pk}")
    now = _replacements(facts)
    commitments = {fact.id: _newest(_words_in(fact.event), now) for fact in facts}
    spoken = text.words_of(commitments.values())
    offices = {shown.row.office: shown.office_name} | {
        one.slug: one.name for one in places.departments(closed=True)
    }
    services = {one.pk: one.service_name for one in queries.services(closed=True)}
    found = []
    if shown.row.imported:
        found.append(
            Step(_("Reported in an earlier system"), shown.description, shown.row.requested, "reported", None)
        )
        if shown.row.closed and not facts:
            title = str(STATES[shown.row.state])
            found.append(Step(title, "", shown.row.closed, KINDS[shown.row.state], None))
    for fact in facts:
        title, kind = _title(fact.event, offices, services)
        found.append(Step(title, spoken.get(commitments[fact.id], ""), fact.accepted, kind, fact.index))
    return found


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
    offices = {row.office: shown.office_name}
    for fact in facts:
        if not isinstance(fact.event, events.Reported | events.Held):
            named.append((_title(fact.event, offices, {})[0], _newest(_words_in(fact.event), now)))
        named += [
            (_("Answer to “%(code)s”") % {"code": one.code}, _newest(one.commitment, now))
            for one in getattr(fact.event, "answers", ())
        ]
    spoken = text.words_of(commitment for _name, commitment in named)
    return [Part(name, one, spoken[one]) for name, one in named if one in spoken]


HELD_REASONS: Mapping[str, Any] = {
    "personal": gettext_lazy("It is about people who can be recognised"),
    "abuse": gettext_lazy("It insults or threatens somebody"),
    "unlawful": gettext_lazy("It would be against the law to publish it"),
    "not_a_report": gettext_lazy("It is not a report of this kind"),
    "withdrawn": gettext_lazy("The person took it back"),
}
REMOVALS: Mapping[str, Any] = {
    "personal": gettext_lazy("It names or shows somebody"),
    "abuse": gettext_lazy("It insults or threatens somebody"),
    "unlawful": gettext_lazy("It is against the law"),
    "erasure": gettext_lazy("The person who wrote it asked for it"),
}

HOURS_NOT_DAYS = 48
"""Below this many hours a wait is told in hours, above it in days."""


def due_words(row: Any, now: datetime) -> str:
    """How the promise stands: "2 days late", "due in 3 days", "" without one."""
    if row.expected is None:
        return ""
    late = rules.is_late(state=row.state, expected=row.expected, closed=row.closed, now=now)
    end = now if row.state in rules.OPEN_STATES else row.closed or now
    hours = abs((row.expected - end).total_seconds()) / 3600
    amount = (
        _("%(n)d hours") % {"n": round(hours)}
        if hours < HOURS_NOT_DAYS
        else _("%(n)d days") % {"n": round(hours / 24)}
    )
    if row.state in rules.OPEN_STATES:
        return (_("%(amount)s late") if late else _("due in %(amount)s")) % {"amount": amount}
    return (_("%(amount)s after the promise") if late else _("%(amount)s before the promise")) % {
        "amount": amount
    }
