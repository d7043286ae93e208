"""Words of polls that pages, feeds and mails share."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from folkmoot.modules.elections import rules
from folkmoot.modules.elections.models import Poll
from folkmoot.web.words import number

STATES = {"open": gettext_lazy("open"), "closed": gettext_lazy("closed")}
KINDS = {"open": "progress", "closed": "closed"}
"""The kind of ``<c-state>`` of each state."""


def voters(count: int) -> str:
    """How many people voted, in words."""
    return ngettext("%(n)s person voted", "%(n)s people voted", count) % {"n": number(count)}


def rule(row: Poll) -> str:
    """How many options people choose."""
    if row.least == row.most == 1:
        return _("Choose one.")
    if row.least == row.most:
        return _("Choose %(n)s.") % {"n": number(row.most)}
    if row.least == 1:
        return _("Choose up to %(n)s.") % {"n": number(row.most)}
    return _("Choose %(least)s to %(most)s.") % {"least": number(row.least), "most": number(row.most)}


def finding(row: Poll) -> str:
    """What the counts say, in a sentence."""
    best = rules.leading(row.counts)
    if not best:
        return _("Nobody has voted yet.") if row.state == "open" else _("Nobody voted.")
    count = row.counts[best[0] - 1]
    known = {"n": number(count), "of": number(row.voters), "option": row.options[best[0] - 1]}
    if len(best) > 1:
        known["option"] = ", ".join(row.options[one - 1] for one in best)
        return _("Equal with %(n)s of %(of)s: %(option)s") % known
    return _("Most chose “%(option)s”: %(n)s of %(of)s") % known
