"""Reasons, states and rules in the words that everybody reads."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from folkmoot.record.manifest import Lazy
from folkmoot.talk.models import Comment
from folkmoot.talk.rules import Step

Words = str | Promise
_HOUR, _DAY = 60, 1440


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason for which comments are removed: its name, and the house rule that stands behind it."""

    name: Words
    rule: Words


REASONS: Mapping[str, Rule] = {
    "spam": Rule(
        _("Advertising or spam"),
        _("Nothing is sold or advertised here, and nothing is posted again and again."),
    ),
    "abuse": Rule(
        _("Insult or threat"),
        _("Argue about the matter. Nobody is insulted, threatened or held up to contempt."),
    ),
    "personal": Rule(
        _("Personal details"),
        _("Names, addresses, photos and other details of private people stay out, your own as well."),
    ),
    "off_topic": Rule(
        _("Not about this"),
        _("A comment is about what the page is about. For other things there are other pages."),
    ),
    "unlawful": Rule(_("Against the law"), _("What the law forbids to say or to show is taken off.")),
    "duplicate": Rule(_("Said before"), _("The same comment by the same person stands once.")),
    "other": Rule(_("Another reason"), _("A moderator may have another reason and says which.")),
}
HOLDS: Mapping[str, Words] = {
    "first_post": _("It is the first comment of this account."),
    "links": _("It has a link, and the account is not trusted yet."),
    "burst": _("Very many comments came at once, and the account is new."),
    "repeated": _("Nearly the same words were posted before."),
    "spam": _("It looks like spam by the published signs."),
    "flags": _("Three people reported it."),
    "read_first": _("Every comment on pages of this sort is read first."),
}
SIGNS: Mapping[str, Words] = {
    "start": _("Where every text begins"),
    "links": _("Each link, up to three"),
    "money_words": _("Each word of sellers, such as casino or crypto, up to three"),
    "contact": _("A telephone number, an email address or a messenger"),
    "capitals": _("The share of capital letters, if more than half"),
    "shouting": _("Letters repeated five times, or signs like !!!"),
    "newcomer": _("The account is new"),
}
SORTS: Mapping[str, Words] = {
    "held": _("Waits to be read"),
    "flagged": _("Reported"),
    "appeal": _("Appeal of a removal"),
    "limit": _("Appeal of a limit"),
    "own": _("Seen by a moderator"),
}
SORT_KINDS: Mapping[str, str] = {
    "held": "waiting",
    "flagged": "late",
    "appeal": "progress",
    "limit": "progress",
}
OUTCOMES: Mapping[str, Words] = {
    "released": _("Found in order"),
    "removed": _("Taken off"),
    "restored": _("Put back after an appeal"),
    "kept": _("Upheld after an appeal"),
    "lifted": _("Limit lifted after an appeal"),
    "withdrawn": _("Taken back by its author"),
}
NOTICED: Mapping[str, Words] = {
    "report": _("Somebody reported it."),
    "machine": _("A published rule let it wait, and a moderator read it. Nothing is decided by a machine."),
    "own": _("A moderator saw it."),
}
LIMITS: Mapping[str, Words] = {
    "slow": _("One comment a day"),
    "silent": _("No comments"),
}
STANCES: Mapping[str, Words] = {"for": _("For"), "against": _("Against")}
ORDERS: Mapping[str, Words] = {
    "oldest": _("Oldest first"),
    "newest": _("Newest first"),
    "best": _("Most helpful first"),
}
LEVELS: Mapping[str, Words] = {
    "new": _("New: until the account is a day old and one comment stands"),
    "known": _("Known: after that"),
    "trusted": _("Trusted: after 30 days and ten comments, with none removed in 90 days"),
}


LEVEL_NAMES: Mapping[str, Words] = {"new": _("New"), "known": _("Known"), "trusted": _("Trusted")}
MAY: Mapping[str, Words] = {
    "comments_hour": _("Comments within an hour"),
    "comments_day": _("Comments within a day"),
    "votes_hour": _("Votes within an hour"),
    "flags_hour": _("Reports within an hour"),
}
WAITS: Mapping[str, Words] = {
    "new": _("Your comments wait for a moderator until one stands, and so does one with a link."),
    "known": _("A comment with a link waits for a moderator."),
    "trusted": _(
        "Your comments wait for a moderator only when people report them, or when they look like spam."
    ),
}


def step_words(step: Step) -> str:
    """Something that a level takes, and how far it is, in words."""
    known = {"has": step.has, "needs": step.needs}
    if step.what == "days":
        said = ngettext(
            "Your account is %(needs)s day old (%(has)s so far).",
            "Your account is %(needs)s days old (%(has)s so far).",
            step.needs,
        )
    elif step.what == "published":
        said = ngettext(
            "%(needs)s comment of yours stands (%(has)s so far).",
            "%(needs)s comments of yours stand (%(has)s so far).",
            step.needs,
        )
    elif step.needs:
        said = ngettext(
            "At most %(needs)s of your comments was taken off in 90 days (%(has)s so far).",
            "At most %(needs)s of your comments were taken off in 90 days (%(has)s so far).",
            step.needs,
        )
    else:
        said = gettext("None of your comments was taken off in 90 days (%(has)s so far).")
    return said % known


def reason_name(key: str) -> Lazy:
    """The name of a reason for removing, or of a limit."""
    return REASONS[key].name if key in REASONS else LIMITS.get(key) or HOLDS.get(key, key)


def within(minutes: int | None) -> str:
    """A class of times in words, "4 hours"; empty when it is not known."""
    if minutes is None:
        return ""
    if minutes < _HOUR:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes <= _DAY:
        hours = minutes // _HOUR
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = minutes // _DAY
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def day(at: object) -> str:
    """A day as the reader's language writes it."""
    return date_format(at, "DATE_FORMAT") if at else ""  # type: ignore[arg-type]


def speaker_name(row: Comment, offices: Mapping[str, str]) -> str:
    """By what somebody goes in a thread: an office by its name, a person by a number that holds here alone."""
    if row.author.startswith("office:"):
        office = row.author.partition(":")[2]
        return offices.get(office, office)
    return str(_("Resident %(number)s")) % {"number": row.speaker}
