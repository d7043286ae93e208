"""Describing the institution: who it is, when it is open, how its pages look, which departments it has."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings

from folkmoot.places.events import (
    DepartmentDescribed,
    Holiday,
    HoursDescribed,
    InstitutionDescribed,
    LookDescribed,
    Opening,
)
from folkmoot.places.geo import is_place
from folkmoot.places.models import Institution
from folkmoot.places.queries.areas import description, hours_of
from folkmoot.places.rules import (
    SLUG,
    Problem,
    Refused,
    clean_logo,
    colour_problems,
    may_open,
    ordered_holidays,
    ordered_week,
    read_colour,
)
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.store import put_segment

ADMINISTRATION = "office:administration"
"""Under which name administrators act: the office is public, the person is not."""

_PREFIX = re.compile(r"[A-Z]{2,4}\Z")
_PHONE = re.compile(r"[0-9+][0-9 ()/.+-]{1,38}\Z")
_MOST_ZOOM = 20
_LENGTHS = {"name": 200, "short": 80, "contact": 300, "institution_kind": 40}
_MAIN = "institution/main"


class RefusedDescription(Refused):
    """A description that was not recorded."""


def _contact_problems(contact: str, *phones: str) -> list[Problem]:
    problems = []
    address = urlsplit(contact)
    if contact and not (contact.startswith("/") or (address.scheme in {"http", "https"} and address.netloc)):
        problems.append(
            Problem(
                f"{contact[:60]!r} is not a web address",
                "contact",
                "Give https://… or a path; never an e-mail address.",
            )
        )
    problems += [
        Problem(f"{phone[:40]!r} is not a telephone number", "phone", "Digits, spaces and + ( ) / . - only.")
        for phone in phones
        if phone and not _PHONE.match(phone)
    ]
    return problems


def _institution_problems(event: InstitutionDescribed) -> list[Problem]:
    problems = _too_long(event, _LENGTHS)
    problems += _contact_problems(event.contact, event.phone, event.emergency_phone)
    if not event.name.strip() or not event.short.strip():
        problems.append(Problem("a name is missing", "name, short", "Give the full and the short name."))
    if not _PREFIX.match(event.prefix):
        problems.append(
            Problem(f"{event.prefix!r} cannot begin numbers", "prefix", "Two to four capital letters.")
        )
    if event.time_zone not in available_timezones():
        problems.append(
            Problem(f"{event.time_zone!r} is unknown", "time_zone", "Write for example Europe/London.")
        )
    if not is_place(event.lat, event.lon):
        problems.append(Problem(f"{event.lat}, {event.lon} is no place", "lat, lon", "Degrees in WGS 84."))
    if not 0 <= event.zoom <= _MOST_ZOOM or event.population < 0:
        problems.append(
            Problem("a number is out of range", "zoom, population", "Zoom 0 to 20; people 0 or more.")
        )
    known = dict(settings.LANGUAGES)
    unknown = [one for one in event.languages if one not in known]
    if unknown or len(set(event.languages)) < len(event.languages):
        what = f"there is no language {unknown[0][:20]!r}" if unknown else "a language is there twice"
        problems.append(Problem(what, "languages", f"Choose among {', '.join(known)}, each once."))
    return problems


def _too_long(event: Any, lengths: dict[str, int]) -> list[Problem]:
    return [
        Problem(f"it has {len(getattr(event, name))} characters", name, f"At most {most}.")
        for name, most in lengths.items()
        if len(getattr(event, name)) > most
    ]


def describe_institution(description: InstitutionDescribed, *, actor: str) -> Receipt:
    """Record who runs this installation. Raises RefusedDescription with every problem."""
    if problems := _institution_problems(description):
        raise RefusedDescription(problems)
    with about(_MAIN, actor=actor) as fact:
        return fact(description)


def change_institution(*, actor: str, **changes: Any) -> Receipt:
    """Describe the institution anew with some fields changed, whatever another administrator changed meanwhile.

    Raises RefusedDescription with every problem; one of them is that there is no description to change.
    """
    with about(_MAIN, actor=actor) as fact:
        before = description()
        if before is None:
            raise RefusedDescription([_nobody()])
        event = replace(before, **changes)
        if problems := _institution_problems(event):
            raise RefusedDescription(problems)
        return fact(event)


def _nobody() -> Problem:
    return Problem("the institution has not been described", "institution", "Say first who it is.")


def describe_hours(*, week: Sequence[Opening], holidays: Sequence[Holiday], actor: str) -> Receipt:
    """Record when the institution is open and on which days it is not. Raises RefusedDescription."""
    if problems := may_open(week, holidays):
        raise RefusedDescription(problems)
    with about(_MAIN, actor=actor) as fact:
        if not Institution.objects.filter(pk="main").exists():
            raise RefusedDescription([_nobody()])
        return fact(HoursDescribed(week=ordered_week(week), holidays=ordered_holidays(holidays)))


def change_hours(
    *,
    actor: str,
    week: Sequence[Opening] | None = None,
    add: Sequence[Holiday] = (),
    remove: Sequence[Holiday] = (),
) -> Receipt:
    """Change the week, add or remove holidays; what another administrator changed meanwhile stays.

    Raises RefusedDescription.
    """
    with about(_MAIN, actor=actor) as fact:
        row = Institution.objects.filter(pk="main").first()
        if row is None:
            raise RefusedDescription([_nobody()])
        before = hours_of(row)
        kept = [one for one in before.holidays if one not in remove]
        event = HoursDescribed(
            week=ordered_week(before.week if week is None else week), holidays=ordered_holidays([*kept, *add])
        )
        if problems := may_open(event.week, event.holidays):
            raise RefusedDescription(problems)
        return fact(event)


def describe_look(
    *, actor: str, action: str = "", deep: str = "", highlight: str = "", logo: bytes | None = None
) -> Receipt:
    """Record how pages look. ``logo`` None keeps the one there is, no bytes take it away.

    Raises RefusedDescription for colours that are none or too weak, RefusedLogo for a logo that is not kept.
    """
    colours: dict[str, str] = {}
    problems: list[Problem] = []
    for name, text in (("action", action), ("deep", deep), ("highlight", highlight)):
        try:
            colours[name] = read_colour(text)
        except ValueError as error:
            what, _, right = str(error).partition(": ")
            problems.append(Problem(what, name, f"{right[:1].upper()}{right[1:]}."))
    problems = problems or colour_problems(**colours)
    if problems:
        raise RefusedDescription(problems)
    cleaned = clean_logo(logo) if logo else None
    with about(_MAIN, actor=actor) as fact:
        row = Institution.objects.filter(pk="main").first()
        if row is None:
            raise RefusedDescription([_nobody()])
        kept = (row.logo, row.logo_type) if logo is None else ("", "")
        if cleaned:
            kept = (put_segment(cleaned[0], media_type=cleaned[1]), cleaned[1])
        return fact(LookDescribed(**colours, logo=kept[0], logo_type=kept[1]))


def describe_department(
    *, slug: str, name: str, actor: str, contact: str = "", phone: str = "", closed: bool = False
) -> Receipt:
    """Record a department, or how it changed. Raises RefusedDescription with every problem."""
    problems = _contact_problems(contact, phone)
    if not SLUG.match(slug):
        problems.append(
            Problem(f"{slug[:60]!r} cannot be part of an address", "slug", "a to z, 0 to 9 and hyphens.")
        )
    if not name.strip() or len(name) > _LENGTHS["name"]:
        problems.append(
            Problem("it has no usable name", "name", "Name the department in 1 to 200 characters.")
        )
    if problems:
        raise RefusedDescription(problems)
    with about(f"departments/{slug}", actor=actor) as fact:
        return fact(
            DepartmentDescribed(slug=slug, name=name.strip(), contact=contact, phone=phone, closed=closed)
        )
