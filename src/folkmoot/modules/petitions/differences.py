"""How two descriptions of a kind of petition or of the limits differ, in words that people read."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from folkmoot.modules.petitions import words
from folkmoot.modules.petitions.events import KindDescribed, LimitsDescribed
from folkmoot.places import queries as places
from folkmoot.web.words import number

KIND: Mapping[str, Any] = {
    "title": gettext_lazy("Name"),
    "description": gettext_lazy("What it is for"),
    "office": gettext_lazy("Department that answers"),
    "who": gettext_lazy("Who may sign"),
    "steps": gettext_lazy("What signatures lead to"),
    "areas": gettext_lazy("Areas"),
    "outside": gettext_lazy("People who live elsewhere may sign"),
    "accounts": gettext_lazy("Only people who are signed in may sign"),
    "days": gettext_lazy("Days for which it can be signed"),
    "sponsors": gettext_lazy("Supporters before moderators read it"),
    "sponsors_most": gettext_lazy("Supporters before it opens, at most"),
    "moderation_days": gettext_lazy("Days in which moderators decide"),
    "closed": gettext_lazy("No new petitions"),
}
LIMITS: Mapping[str, Any] = {
    "burst": gettext_lazy("Signatures from one network on one petition in the short time"),
    "burst_seconds": gettext_lazy("Seconds of the short time"),
    "sustained": gettext_lazy("Signatures from one network on one petition in the long time"),
    "sustained_seconds": gettext_lazy("Seconds of the long time"),
    "supporters": gettext_lazy("Supporters from one network in the long time"),
    "creators": gettext_lazy("Petitions started from one network in the long time"),
    "mails": gettext_lazy("Confirmation mails for one signature, at most"),
    "watched": gettext_lazy("Signatures in an hour from which a network or mail domain is shown"),
    "noticed": gettext_lazy("Signatures in an hour from which it is urgent"),
    "delayed": gettext_lazy("Waiting petitions from which people are told that moderators take longer"),
}

Difference = tuple[Any, str, str]
"""What it is, how it was and how it will be."""


def of_kinds(before: KindDescribed | None, after: KindDescribed) -> list[Difference]:
    """What differs between two descriptions; everything that is said, against nothing."""
    return _of(KIND, before, after)


def of_limits(before: LimitsDescribed, after: LimitsDescribed) -> list[Difference]:
    """What differs between two settings of the limits."""
    return _of(LIMITS, before, after)


def _of(names: Mapping[str, Any], before: Any, after: Any) -> list[Difference]:
    return [
        (names[one.name], _said(one.name, getattr(before, one.name)) if before else "", _said(one.name, now))
        for one in fields(after)
        if one.name in names
        and (now := getattr(after, one.name)) != (getattr(before, one.name) if before else None)
    ]


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return number(value)
    if name == "steps":
        return "; ".join(_step(one) for one in value) or "–"
    if name == "areas":
        names = {one.slug: one.name for one in places.areas()}
        return ", ".join(names.get(one, one) for one in value) or _("all areas")
    if name == "office":
        return next((one.name for one in places.departments(closed=True) if one.slug == value), value)
    return value or "–"


def _step(step: Any) -> str:
    known = {
        "at": number(step.at),
        "label": step.label,
        "what": words.WHATS[step.what],
        "n": number(step.days),
    }
    return (
        ngettext(
            "%(at)s: %(label)s (%(what)s within %(n)s day)",
            "%(at)s: %(label)s (%(what)s within %(n)s days)",
            step.days,
        )
        % known
    )
