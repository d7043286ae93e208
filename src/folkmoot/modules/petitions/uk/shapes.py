"""Petitions in the shape of the UK service. Where it has constituencies a town has its areas; both keys name them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from folkmoot.modules.petitions import queries, rules
from folkmoot.modules.petitions.models import Obligation, Petition, Response, Term
from folkmoot.modules.petitions.rules.writing import UK_CODES
from folkmoot.places import queries as places
from folkmoot.places.countries import countries, home
from folkmoot.record import text


def moment(at: datetime | None) -> str | None:
    """A time in UTC with milliseconds, ``2026-01-31T09:00:00.000Z``."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


class Around:
    """What the petitions of an answer need to know, read at once."""

    def __init__(self, rows: Sequence[Petition]) -> None:
        numbers = [row.number for row in rows]
        self.owed: dict[int, list[Obligation]] = {}
        for one in Obligation.objects.filter(petition__in=numbers).order_by("petition", "step"):
            self.owed.setdefault(one.petition, []).append(one)
        self.said: dict[int, list[Response]] = {}
        for said in Response.objects.filter(petition__in=numbers).order_by("at", "fact_id"):
            self.said.setdefault(said.petition, []).append(said)
        every = [one for some in self.said.values() for one in some]
        self.spoken: Mapping[str, str] = text.words_of(
            one for row in every for one in (row.summary, row.words)
        )
        self.offices = {one.slug: one.name for one in places.departments(closed=True)}

    def obligation(self, row: Petition, what: str) -> Obligation | None:
        """The first step of a sort, such as the answer; the UK service has one of each."""
        return next((one for one in self.owed.get(row.number, []) if one.what == what), None)

    def newest(self, row: Petition, sort: str) -> Response | None:
        """The last thing of a sort that the institution said."""
        return next((one for one in reversed(self.said.get(row.number, [])) if one.sort == sort), None)


def attributes(shown: queries.Shown, around: Around) -> dict[str, Any]:
    """The attributes that lists and pages share."""
    row = shown.row
    response, debate = around.obligation(row, "answer"), around.obligation(row, "debate")
    note = around.newest(row, "note")
    found: dict[str, Any] = {
        "action": shown.action,
        "background": shown.background,
        "additional_details": shown.details,
        "committee_note": around.spoken.get(note.words, "") if note else "",
        "state": row.state,
        "signature_count": row.count,
    }
    if row.state == "open":
        found["closing_date"] = moment(queries.closes_at(row))
    return found | {
        "created_at": moment(row.started),
        "updated_at": moment(row.updated),
        "rejected_at": moment(row.rejected),
        "opened_at": moment(row.opened),
        "closed_at": moment(row.closed),
        "moderation_threshold_reached_at": moment(row.sponsored),
        "response_threshold_reached_at": moment(response.reached if response else None),
        "government_response_at": moment(row.answered),
        "debate_threshold_reached_at": moment(debate.reached if debate else None),
        "debate_scheduled_on": _day(debate.scheduled_on if debate else None),
        "scheduled_debate_date": _day(debate.scheduled if debate else None),
        "debate_outcome_at": moment(row.debated),
        # Names of people are not public here.
        "creator_name": None,
        "rejection": _rejection(shown),
        "government_response": _response(row, around),
        "debate": _debate(row, around),
        "departments": _departments(row, around),
        "topics": [queries.topic_code(one) for one in row.topics],
    }


def _rejection(shown: queries.Shown) -> dict[str, Any] | None:
    if shown.row.state != "rejected":
        return None
    return {"code": UK_CODES.get(shown.row.code, shown.row.code), "details": shown.reason or None}


def _response(row: Petition, around: Around) -> dict[str, Any] | None:
    said = around.newest(row, "answer")
    if said is None:
        return None
    return {
        "responded_on": _day(said.at.date()),
        "summary": around.spoken.get(said.summary, ""),
        "details": around.spoken.get(said.words, ""),
        "created_at": moment(said.at),
        "updated_at": moment(said.at),
    }


def _debate(row: Petition, around: Around) -> dict[str, Any] | None:
    steps = {one.step for one in around.owed.get(row.number, []) if one.what == "debate"}
    said = next(
        (
            one
            for one in reversed(around.said.get(row.number, []))
            if one.sort == "debate" and one.step in steps
        ),
        None,
    )
    if said is None:
        return None
    return {
        "debated_on": _day(said.on) if said.held else None,
        "transcript_url": said.links.get("transcript") or None,
        "video_url": said.links.get("video") or None,
        "debate_pack_url": said.links.get("pack") or None,
        "public_engagement_url": None,
        "debate_summary_url": None,
        "overview": around.spoken.get(said.words, ""),
    }


def _departments(row: Petition, around: Around) -> list[dict[str, Any]]:
    if not row.office:
        return []
    return [{"acronym": None, "name": around.offices.get(row.office, row.office), "url": None}]


def item(request: HttpRequest, shown: queries.Shown, around: Around) -> dict[str, Any]:
    """A petition in a list."""
    return {"links": {"self": absolute(request, shown.row)}, **_data(shown.row, attributes(shown, around))}


def _data(row: Petition, found: dict[str, Any]) -> dict[str, Any]:
    """A petition with its type; one of the archive with its term, and without what only matters to open ones."""
    if row.archived is None:
        return {"type": "petition", "id": row.number, "attributes": found}
    found = {key: value for key, value in found.items() if key not in {"creator_name", "closing_date"}}
    found["debate_scheduled_at"] = _noon(found["debate_scheduled_on"])
    return {
        "type": "archived-petition",
        "id": row.number,
        "parliament": parliament(queries.term(row.term)),
        "attributes": found,
    }


def _noon(on: str | None) -> str | None:
    """A day as a time, where the archive has one; the record knows the day alone."""
    return f"{on}T12:00:00.000Z" if on else None


def parliament(term: Term | None) -> dict[str, Any]:
    """A term as the UK service describes a parliament; without one, the present time."""
    if term is None:
        first = next(iter(queries.kinds()), None)
        steps = first.steps if first else []

        def threshold(what: str) -> int | None:
            return next((one["at"] for one in steps if one["what"] == what), None)

        return {
            "period": None,
            "dissolution_at": None,
            "government": places.institution().name,
            "response_threshold": threshold("answer"),
            "debate_threshold": threshold("debate"),
        }
    return {
        "period": term.period,
        "dissolution_at": moment(term.ends),
        "government": term.government,
        "response_threshold": term.response_threshold,
        "debate_threshold": term.debate_threshold,
    }


def whole(request: HttpRequest, shown: queries.Shown) -> dict[str, Any]:
    """The page of a petition."""
    around, row = Around([shown.row]), shown.row
    found = attributes(shown, around)
    if row.state in rules.PUBLISHED:
        areas = _areas(row.number)
        found |= {
            "signatures_by_country": _countries(row.number),
            "signatures_by_constituency": [
                {"name": name, "ons_code": code, "mp": None, "signature_count": count}
                for name, code, count in areas
            ],
            "signatures_by_region": [],
            "other_parliamentary_business": [
                {
                    "subject": around.spoken.get(one.summary, ""),
                    "body": around.spoken.get(one.words, "") or one.body,
                    "occurred_on": _day(one.on),
                    "created_at": moment(one.at),
                    "updated_at": moment(one.at),
                }
                for one in around.said.get(row.number, [])
                if one.sort == "business"
            ],
            "signatures_by_area": [
                {"name": name, "code": code, "signature_count": count} for name, code, count in areas
            ],
        }
    return {
        "links": {"self": absolute(request, row)},
        "data": _data(row, found),
    }


def _areas(number: int) -> list[tuple[str, str, int]]:
    """Areas that may be shown, with their names, most signed first."""
    names = {one.slug: one.name for one in places.areas()}
    shown = rules.shown_counts(queries.by_area(number))
    return sorted(
        ((names.get(slug, slug), slug, count) for slug, count in shown.items() if slug),
        key=lambda one: (-one[2], one[0]),
    )


def _countries(number: int) -> list[dict[str, Any]]:
    """Countries that may be shown, in the order of their English names, as the UK service writes them."""
    shown = rules.shown_countries(queries.by_area(number), queries.by_country(number), home=home())
    return [
        {"name": name, "code": code, "signature_count": shown[code]}
        for code, name in countries("en").items()
        if code in shown
    ]


def counted(row: Petition) -> dict[str, Any]:
    """The small answer that counters ask for every few seconds."""
    around = Around([row])
    response, debate = around.obligation(row, "answer"), around.obligation(row, "debate")
    return {
        "signature_count": row.count,
        "response_threshold_reached_at": moment(response.reached if response else None),
        "government_response_at": moment(row.answered),
        "debate_threshold_reached_at": moment(debate.reached if debate else None),
        "scheduled_debate_date": _day(debate.scheduled if debate else None),
        "debate_outcome_at": moment(row.debated),
        "debated": bool(row.held),
    }


def absolute(request: HttpRequest, row: Petition) -> str:
    """The address of a petition's JSON."""
    name = "petitions:show_json" if row.archived is None else "petitions:archived_json"
    return request.build_absolute_uri(reverse(name, args=[row.number]))
