"""The words of states, reasons and conditions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from folkmoot.modules.petitions import queries
from folkmoot.modules.petitions.models import Obligation, Petition, Term
from folkmoot.web.words import day, days_left, days_until, number

STATES: Mapping[str, Any] = {
    "started": gettext_lazy("Looks for supporters"),
    "sponsored": gettext_lazy("Waits for moderators"),
    "flagged": gettext_lazy("Second reading"),
    "dormant": gettext_lazy("Rests"),
    "open": gettext_lazy("Open"),
    "closed": gettext_lazy("Closed"),
    "rejected": gettext_lazy("Not accepted"),
    "hidden": gettext_lazy("Not accepted"),
    "stopped": gettext_lazy("Ended with the term"),
    "removed": gettext_lazy("Taken down"),
}
KINDS: Mapping[str, str] = {
    "started": "reported",
    "sponsored": "waiting",
    "flagged": "waiting",
    "dormant": "closed",
    "open": "waiting",
    "closed": "closed",
    "rejected": "closed",
    "hidden": "closed",
    "stopped": "closed",
    "removed": "closed",
}
"""Kinds of ``<c-state>``."""

REJECTIONS: Mapping[str, tuple[Any, Any]] = {
    "duplicate": (
        gettext_lazy("There is one already"),
        gettext_lazy("A petition that asks for the same is open. Sign that one: together you are more."),
    ),
    "irrelevant": (
        gettext_lazy("Not for us to decide"),
        gettext_lazy("It asks for something that this institution cannot do. We say who can."),
    ),
    "no_action": (
        gettext_lazy("Not clear what is asked"),
        gettext_lazy("It does not say what the institution should do, or asks for several things at once."),
    ),
    "honours": (
        gettext_lazy("About an honour or a post"),
        gettext_lazy("It asks to give or take an honour or a post. There are other ways for that."),
    ),
    "fake_name": (
        gettext_lazy("Not a real name"),
        gettext_lazy("Whoever started it did not give the name of a person."),
    ),
    "foi": (
        gettext_lazy("Asks for information"),
        gettext_lazy("It asks for documents. You have a right to them without a petition."),
    ),
    "libellous": (
        gettext_lazy("Confidential, false or before a court"),
        gettext_lazy(
            "It names private people, says what may be false, or is about a court case. It is not shown."
        ),
    ),
    "offensive": (
        gettext_lazy("Offensive or a joke"),
        gettext_lazy("It insults or threatens people, or does not mean what it says. It is not shown."),
    ),
    "advert": (
        gettext_lazy("An advertisement"),
        gettext_lazy("It promotes something for sale. It is not shown."),
    ),
    "withdrawn": (
        gettext_lazy("Taken back by its creator"),
        gettext_lazy("Whoever started it asked us not to publish it. It is not shown."),
    ),
}
"""The published standards: each reason with what it means."""

REMOVALS: Mapping[str, Any] = {
    "personal": gettext_lazy("It showed private details"),
    "unlawful": gettext_lazy("A law or a court forbids to show it"),
    "erasure": gettext_lazy("Its creator asked for it"),
}
INVALIDATIONS: Mapping[str, Any] = {
    "automated": gettext_lazy("Made by programs"),
    "duplicate": gettext_lazy("Made twice by the same people"),
    "false_details": gettext_lazy("Made with false details"),
    "other": gettext_lazy("Against the rules of signing"),
}
CONDITIONS: Mapping[str, Any] = {
    "name": gettext_lazy("name"),
    "postcode": gettext_lazy("postcode"),
    "network": gettext_lazy("network"),
    "email": gettext_lazy("e-mail address"),
    "domain": gettext_lazy("e-mail domain"),
    "area": gettext_lazy("area"),
    "country": gettext_lazy("country"),
    "since": gettext_lazy("signed after"),
    "until": gettext_lazy("signed before"),
}
GUARD_SORTS: Mapping[str, Any] = {
    "domain": gettext_lazy("Mail domains"),
    "network": gettext_lazy("Networks"),
    "email": gettext_lazy("E-mail addresses"),
}
GUARD_REASONS: Mapping[str, Any] = {
    "throwaway": gettext_lazy("Throw-away mailboxes"),
    "automated": gettext_lazy("Made by programs"),
    "abuse": gettext_lazy("Abuse"),
    "trusted": gettext_lazy("Many people behind one address, such as a school"),
    "other": gettext_lazy("Another reason"),
}
BURSTS: Mapping[str, Any] = {
    "network": gettext_lazy("Network"),
    "domain": gettext_lazy("Mail domain"),
}
VERDICTS: Mapping[str, Any] = {
    "dealt_with": gettext_lazy("Dealt with"),
    "expected": gettext_lazy("Nothing bad"),
}
SIGNATURES: Mapping[str, Any] = {
    "pending": gettext_lazy("Not confirmed yet"),
    "ready": gettext_lazy("Being counted"),
    "counted": gettext_lazy("Counted"),
    # Whoever broke a limit is told what everybody is told whose signature is not counted yet.
    "fraudulent": gettext_lazy("Being counted"),
    "withdrawn": gettext_lazy("Taken back"),
    "invalidated": gettext_lazy("Struck off"),
}
WHATS: Mapping[str, Any] = {
    "answer": gettext_lazy("Written answer"),
    "meeting": gettext_lazy("Meeting"),
    "debate": gettext_lazy("Debate"),
}


def state_now(row: Petition) -> str:
    """The state, with the days that are left of an open petition."""
    closes = queries.closes_at(row)
    if row.state == "open" and closes is not None:
        return _("Open, %(left)s") % {"left": days_left(closes)}
    if row.archived is not None:
        return _("In the archive") if row.state == "closed" else str(STATES[row.state])
    if row.state == "closed" and row.ended is not None:
        return str(STATES["stopped"])
    return str(STATES[row.state])


def state_word(row: Petition) -> str:
    """The state without its days, for programs that sort by it."""
    return str(_("In the archive") if row.archived is not None else STATES[row.state])


TERMS: Mapping[str, tuple[Any, str]] = {
    "announced": (gettext_lazy("Ends"), "waiting"),
    "called_off": (gettext_lazy("Called off"), "closed"),
    "ended": (gettext_lazy("Over, not settled yet"), "late"),
    "reopened": (gettext_lazy("Over, petitions go on"), "fixed"),
    "archived": (gettext_lazy("Over, in the archive"), "closed"),
}


def term_now(row: Term) -> tuple[str, str]:
    """Where a term stands, and the kind of its ``<c-state>``."""
    name, kind = TERMS[row.state]
    return str(name), kind


def people(count: int) -> str:
    """How many have signed, without the number."""
    return ngettext("person has signed", "people have signed", count)


def duty(one: Obligation, now: datetime) -> str:
    """Where a step that was reached stands: done, due, or late by so many days."""
    if one.met is not None and one.due is not None:
        early = (one.due - one.met).days
        if one.held is False:
            return _("Decided against on %(day)s") % {"day": day(one.met_on or one.met)}
        if early < 0:
            return ngettext("Done on %(day)s, %(n)s day late", "Done on %(day)s, %(n)s days late", -early) % {
                "day": day(one.met),
                "n": number(-early),
            }
        return _("Done on %(day)s") % {"day": day(one.met_on or one.met)}
    if one.lapsed is not None:
        return _("Not done when it went to the archive")
    if one.paused is not None and one.due is not None:
        left = (one.due - one.paused).days
        if left < 0:
            return _("Stands still since the term ended")
        return ngettext(
            "Stands still since the term ended, with %(n)s day left",
            "Stands still since the term ended, with %(n)s days left",
            left,
        ) % {"n": number(left)}
    if one.due is None:
        return ngettext("Due within %(n)s day", "Due within %(n)s days", one.days) % {"n": number(one.days)}
    if now >= one.due:
        late = max(-days_until(one.due), 1)
        return ngettext("%(n)s day late", "%(n)s days late", late) % {"n": number(late)}
    if one.scheduled:
        return _("On %(day)s") % {"day": day(one.scheduled)}
    return _("Due by %(day)s") % {"day": day(one.due)}
