"""Surveys in words: states, sorts of questions, and the plain sentences about who answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from folkmoot.modules.feedback import events, queries
from folkmoot.modules.feedback.models import Edition, Survey
from folkmoot.modules.feedback.rules.results import Response
from folkmoot.web.words import day, number, per_cent

STATES: Mapping[str, Any] = {
    "draft": gettext_lazy("Draft"),
    "open": gettext_lazy("Open"),
    "closed": gettext_lazy("Over"),
}
KINDS: Mapping[str, str] = {"draft": "waiting", "open": "progress", "closed": "closed"}
"""The look of each state."""
SORTS: Mapping[str, Any] = {
    "scale": gettext_lazy("A scale from 1 to 5, each step with its words"),
    "yes_no": gettext_lazy("Yes or no"),
    "one": gettext_lazy("Choose one answer"),
    "several": gettext_lazy("Choose several answers"),
    "text": gettext_lazy("A few words"),
}
YES_NO: Mapping[str, Any] = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}
REASONS: Mapping[str, Any] = {
    "personal": gettext_lazy("They say something about a person"),
    "abuse": gettext_lazy("They insult or threaten"),
    "unlawful": gettext_lazy("They are against the law"),
    "spam": gettext_lazy("They advertise"),
}
WAYS: Mapping[str, Any] = {
    "invited": gettext_lazy("People who were invited"),
    "page": gettext_lazy("People who answered on a page"),
}


def state_of(row: Survey) -> str:
    """Where a survey stands, and whether there are changes that nobody is asked yet."""
    if row.state == "open" and row.changed:
        return _("Open, with changes in the draft")
    return str(STATES[row.state])


def choice_words(question: events.Question) -> dict[str, str]:
    """The choices of a question in the reader's language."""
    if question.sort == "yes_no":
        return {key: str(words) for key, words in YES_NO.items()}
    words = {one.key: queries.in_words(one.words) for one in question.choices}
    if question.sort == "scale":
        return {key: f"{key} – {said}" for key, said in words.items()}
    return words


def asked(plan: events.Plan) -> str:
    """Who is asked, and when, in a sentence."""
    moment = queries.asked_at(plan.moment)
    if moment is None:
        return _("Nobody is asked: what this survey waits for is not there any more.")
    known = {"moment": moment.label, "n": number(plan.one_in), "pages": ", ".join(plan.pages)}
    if plan.pages:
        return _("Asked on these pages: %(pages)s.") % known
    if moment.event is None:
        return _("Asked when: %(moment)s.") % known
    if plan.one_in == 1:
        return (
            _("Asked when: %(moment)s. Everybody is invited whom it concerns and who wants to hear of it.")
            % known
        )
    return (
        _(
            "Asked when: %(moment)s. One in %(n)s is invited, by chance, of those whom it concerns and who want to hear of it."
        )
        % known
    )


def answered(response: Response) -> str:
    """How many answered, and that nothing is known of the others."""
    if not response.invited:
        return _("Nobody has been invited yet.")
    first = ngettext(
        "%(invited)s person was invited; %(answered)s answered (%(share)s).",
        "%(invited)s people were invited; %(answered)s answered (%(share)s).",
        response.invited,
    ) % {
        "invited": number(response.invited),
        "answered": number(response.answered),
        "share": per_cent(response.rr2),
    }
    if not response.silent:
        return first
    return f"{first} " + ngettext(
        "What the other %(n)s thinks is not known.",
        "What the other %(n)s think is not known.",
        response.silent,
    ) % {"n": number(response.silent)}


def chance(way: str, *, drawn: bool) -> str:
    """What the numbers can say about others than those who answered."""
    if way == "page":
        return _(
            "Those who answered chose themselves, and one person may have answered from more than one device. So this says "
            "nothing about others, and no margin is shown."
        )
    if drawn:
        return _(
            "Those who were invited were drawn by chance. The margins say what the draw alone may have changed; whether those "
            "who answered think like those who did not is not known."
        )
    return _(
        "Everybody concerned was invited, so nobody was drawn by chance and no margin is shown. Those who answered chose to."
    )


def until(row: Edition, now: datetime) -> str:
    """From when until when an edition is or was open."""
    known = {"from": day(row.opened), "to": day(row.closed or row.closes)}
    if row.closed or row.closes <= now:
        return _("Open from %(from)s to %(to)s") % known
    return _("Open since %(from)s, until %(to)s") % known
