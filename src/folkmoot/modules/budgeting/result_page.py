"""What the page of a counted pot shows, worked out from its outcome document: sentences, rows and drawings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.budgeting.money import exponent, shown
from folkmoot.web.charts import Bar, bars
from folkmoot.web.charts.svg import drawing, element, text, two_widths
from folkmoot.web.words import number as in_words

Document = Mapping[str, Any]
LONGEST = 12
"""Bars of one drawing at most; the table beside it has them all."""


@dataclass(frozen=True, slots=True)
class Names:
    """Titles of projects by number, and money in a currency."""

    titles: Mapping[int, str]
    currency: str

    def title(self, number: int) -> str:
        """The title, or that it may not be shown."""
        return self.titles.get(number) or _("A project that is not shown")

    def several(self, numbers: Sequence[int]) -> str:
        """Titles in one line."""
        return ", ".join(self.title(one) for one in numbers) or _("none")

    def money(self, minor: int) -> str:
        """An amount in minor units."""
        return shown(minor, self.currency)

    def exact(self, units: str | Fraction) -> str:
        """An exact amount in units of the currency, to the nearest minor unit."""
        return shown(round(Fraction(units) * 10 ** exponent(self.currency)), self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """A row of the winners. ``paid`` is what each supporter put in, empty where nobody paid by shares."""

    place: int
    number: int
    title: str
    url: str
    cost: str
    votes: int
    paid: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of every project."""

    number: int
    title: str
    url: str
    why: str
    votes: int
    score: str
    cost: str
    result: str
    won: bool
    greedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why one project lost: sentences, a drawing of what was missing, and where its supporters' money went."""

    number: int
    title: str
    url: str
    sentences: tuple[str, ...]
    drawing: SafeString | str = ""
    missing: str = ""
    went: tuple[tuple[str, str, int], ...] = ()
    went_drawing: SafeString | str = ""


def headline(told: Document) -> str:
    """The finding in one line."""
    count = len(told["winners"])
    if not count:
        return _("No project won.")
    if "payments" in told and not _greedy_stands(told):
        words = ngettext(
            "%(count)s project won. Here is who paid for it.",
            "%(count)s projects won. Here is who paid for each one.",
            count,
        )
    else:
        words = ngettext(
            "%(count)s project won. Here is how it was decided.",
            "%(count)s projects won. Here is how it was decided.",
            count,
        )
    return words % {"count": in_words(count)}


def lead(told: Document, names: Names) -> str:
    """Turnout and money in a sentence or two."""
    voted = ngettext("%(n)s ballot was cast.", "%(n)s ballots were cast.", told["voters"])
    funded = _("They fund %(won)s of %(all)s projects for %(cost)s of the %(budget)s.")
    return " ".join(
        (
            voted % {"n": in_words(told["voters"])},
            funded
            % {
                "won": in_words(len(told["winners"])),
                "all": in_words(len(told["projects"])),
                "cost": names.money(told["cost"]),
                "budget": names.money(told["budget"]),
            },
        )
    )


def _greedy_stands(told: Document) -> bool:
    return bool(told.get("comparison", {}).get("greedy_stands"))


def winners(told: Document, names: Names) -> list[Winner]:
    """Winners in the order in which they were bought."""
    projects = {one["number"]: one for one in told["projects"]}
    paid = {one["number"]: one for one in told.get("payments", ())} if not _greedy_stands(told) else {}
    found = []
    for place, number in enumerate(told["winners"], start=1):
        one = paid.get(number)
        found.append(
            Winner(
                place=place,
                number=number,
                title=names.title(number),
                url=reverse("budgeting:project", args=[number]),
                cost=names.money(projects[number]["cost"]),
                votes=projects[number]["votes"],
                paid=names.exact(one["price"]) if one else "",
                who=_who(one) if one else "",
            )
        )
    return found


def _who(one: Mapping[str, Any]) -> str:
    full = ngettext("%(n)s person paid this share", "%(n)s people paid this share", one["in_full"]) % {
        "n": in_words(one["in_full"])
    }
    if not one["with_all_left"]:
        return full
    rest = ngettext("%(n)s gave all they had left", "%(n)s gave all they had left", one["with_all_left"]) % {
        "n": in_words(one["with_all_left"])
    }
    return f"{full}; {rest}"


def rows(told: Document, names: Names) -> list[Row]:
    """Every project, most votes first."""
    greedy = set(told["greedy"]["winners"]) if "greedy" in told else set()
    words = {"won": _("Won"), "lost": "–", "filtered": _("Not counted")}
    found = []
    for one in sorted(told["projects"], key=lambda each: (-each["votes"], each["number"])):
        won = one["result"] == "won"
        found.append(
            Row(
                number=one["number"],
                title=names.title(one["number"]),
                url=reverse("budgeting:project", args=[one["number"]]),
                why="" if won else f"?why={one['number']}#why",
                votes=one["votes"],
                score=one.get("score", ""),
                cost=names.money(one["cost"]),
                result=words[one["result"]],
                won=won,
                greedy=_("Won") if one["number"] in greedy else "–",
            )
        )
    return found


def losers(told: Document) -> list[int]:
    """Numbers of the projects that lost, most votes first."""
    lost = [one for one in told["projects"] if one["result"] != "won"]
    return [one["number"] for one in sorted(lost, key=lambda each: (-each["votes"], each["number"]))]


def why(told: Document, number: int, names: Names) -> Why:
    """Why a project lost, and how far it was."""
    one = next(each for each in told["projects"] if each["number"] == number)
    title, url = names.title(number), reverse("budgeting:project", args=[number])
    known = {"votes": in_words(one["votes"]), "cost": names.money(one["cost"])}
    first = ngettext(
        "It had %(votes)s vote and costs %(cost)s.",
        "It had %(votes)s votes and costs %(cost)s.",
        one["votes"],
    )
    sentences = [first % known]
    gone = next((each for each in told["filtered"] if each["number"] == number), None)
    if gone:
        needed = _("A project needed %(n)s votes to be counted at all, as was frozen before the vote.")
        return Why(
            number=number,
            title=title,
            url=url,
            sentences=(*sentences, needed % {"n": in_words(gone["votes_needed"])}),
        )
    lost = next((each for each in told.get("lost", ()) if each["number"] == number), None)
    if not one["votes"]:
        sentences.append(_("Nobody chose it."))
    elif lost and "went" in lost:
        return _shares(told, lost, one, names, sentences)
    elif lost:
        sentences += _passed(lost, names)
    else:
        sentences.append(_("Other projects had more support for the money that there was."))
    return Why(number=number, title=title, url=url, sentences=tuple(sentences))


def _passed(lost: Mapping[str, Any], names: Names) -> list[str]:
    """How a count from the top of the list passed a project by."""
    known = {"left": names.money(lost["remaining"]), "missing": names.money(lost["missing"])}
    match lost["because"]:
        case "did_not_fit":
            return [_("When its turn came, %(left)s were left: %(missing)s too little.") % known]
        case "after_the_end":
            return [_("A project with more support did not fit any more, and the count ended there.")]
        case "below_the_threshold":
            return [_("It had less support than a project needs by the rule.")]
        case _:
            others = names.several(lost.get("excluded_by", ()))
            return [
                _("Only one of these can be built, and another had more support: %(others)s.")
                % {"others": others}
            ]


def _shares(
    told: Document, lost: Mapping[str, Any], one: Mapping[str, Any], names: Names, sentences: list[str]
) -> Why:
    left, missing = names.exact(lost["money"]), names.exact(lost["missing"])
    known = {
        "left": left,
        "missing": missing,
        "percent": in_words(lost["support_permille"] // 10),
        "needed": in_words(lost["votes_needed"]),
        "share": names.exact(told["endowment"]),
    }
    sentences = [
        *sentences,
        _(
            "When its turn came, its supporters had %(left)s left between them: %(percent)s per cent of the cost. %(missing)s were missing."
        )
        % known,
    ]
    if lost["went"]:
        sentences.append(
            _("They were not ignored. They had spent their shares on winners that they had chosen as well.")
        )
    if one["votes"] < lost["votes_needed"]:
        sentences.append(
            _(
                "With a share of %(share)s for each ballot, at least %(needed)s supporters would have been needed to pay for it."
            )
            % known
        )
    went = tuple(
        (names.title(each["number"]), names.money(each["money"]), each["voters"]) for each in lost["went"]
    )
    drawn = [
        Bar(names.title(each["number"]), each["money"], names.money(each["money"]))
        for each in lost["went"][:LONGEST]
    ]
    rest = float(Fraction(lost["money"])) * 10 ** exponent(names.currency)
    drawn.append(Bar(_("Still theirs to spend"), rest, left, "c4"))
    label = _("Where its supporters’ money went: %(rows)s") % {
        "rows": ", ".join(f"{row.name} {row.shown}" for row in drawn)
    }
    return Why(
        number=lost["number"],
        title=names.title(lost["number"]),
        url=reverse("budgeting:project", args=[lost["number"]]),
        sentences=tuple(sentences),
        drawing=missing_money(lost, one, names),
        missing=missing,
        went=went,
        went_drawing=bars(drawn, label=label),
    )


def missing_money(lost: Mapping[str, Any], one: Mapping[str, Any], names: Names) -> SafeString:
    """What the supporters had, against the cost."""
    share = float(Fraction(lost["money"]) / (Fraction(lost["money"]) + Fraction(lost["missing"])))
    left, cost = names.exact(lost["money"]), names.money(one["cost"])
    label = _("Supporters had %(left)s left. The project costs %(cost)s.") % {"left": left, "cost": cost}
    short = _("%(missing)s short") % {"missing": names.exact(lost["missing"])}

    def draw(width: float) -> SafeString:
        room = width - 8
        return drawing(
            width,
            84,
            label,
            [
                element(
                    "rect",
                    x=4,
                    y=26,
                    width=room,
                    height=26,
                    rx=6,
                    fill="none",
                    stroke="var(--fm-line-strong)",
                    stroke_dasharray="4 4",
                ),
                element(
                    "rect", x=4, y=26, width=max(room * share, 1.0), height=26, rx=6, fill="var(--fm-c4)"
                ),
                text(4, 18, _("Left: %(money)s") % {"money": left}, class_="lab"),
                text(width - 4, 18, _("Cost: %(money)s") % {"money": cost}, anchor="end", class_="lab"),
                text(width - 4, 72, short, anchor="end"),
            ],
        )

    return two_widths(draw(500), draw(330))


def compared(told: Document, names: Names) -> dict[str, Any] | None:
    """What counting votes alone would have chosen; None where that is the rule."""
    other = told.get("greedy")
    if other is None:
        return None
    here, there = dict(told["winners_by_voters"]), dict(other["winners_by_voters"])
    most = max((*here, *there), default=0)
    lines = []
    for count in range(min(most, 9) + 1):
        last = count == min(most, 9) and most > count
        mine = sum(n for one, n in here.items() if one == count or (last and one > count))
        theirs = sum(n for one, n in there.items() if one == count or (last and one > count))
        name = _("%(n)s or more") % {"n": in_words(count)} if last else in_words(count)
        lines.append((name, mine, theirs))
    drawn = [
        Bar(
            _("With equal shares") if told["rule"]["name"] == "equal_shares" else _("By this rule"),
            other["voters_without_a_winner_here"],
            in_words(other["voters_without_a_winner_here"]),
        ),
        Bar(
            _("With most votes"),
            other["voters_without_a_winner_there"],
            in_words(other["voters_without_a_winner_there"]),
            "c4",
        ),
    ]
    label = _("Voters of whose choices none won: %(rows)s") % {
        "rows": ", ".join(f"{one.name} {one.shown}" for one in drawn)
    }
    return {
        "won": [names.title(one) for one in other["would_have_won"]],
        "lost": [names.title(one) for one in other["would_have_lost"]],
        "same": not other["would_have_won"] and not other["would_have_lost"],
        "without_here": other["voters_without_a_winner_here"],
        "without_there": other["voters_without_a_winner_there"],
        "more_here": other["voters_with_more_winners_here"],
        "more_there": other["voters_with_more_winners_there"],
        "as_many": other["voters_with_as_many"],
        "lines": lines,
        "drawing": bars(drawn, label=label),
    }


def ties(told: Document, names: Names) -> list[str]:
    """Every tie that had to be decided, and how."""
    order = told["rule"]["ties"]["order"]
    ways = {
        "lot": _("the lot drawn before the vote"),
        "number": _("the lower number"),
        "file": _("the order of the ballot"),
        "id": _("the order of the numbers as text"),
        "list": _("the list that was frozen"),
    }
    words = _("%(tied)s were equal. %(first)s came first: by the criteria that were frozen, then by %(way)s.")
    return [
        words
        % {
            "tied": names.several(one["tied"]),
            "first": names.title(one["first"]),
            "way": ways.get(order, order),
        }
        for one in told["ties"]
    ]


def steps(told: Document, names: Names) -> tuple[str, str, str] | None:
    """How equal shares works, in three sentences with this vote's figures; None for other rules."""
    if "endowment" not in told:
        return None
    return (
        _("%(budget)s split over %(n)s ballots is %(share)s each.")
        % {
            "budget": names.money(told["budget"]),
            "n": in_words(told["voters"]),
            "share": names.exact(told["first_endowment"]),
        },
        _(
            "A project wins when the people who chose it can cover its cost. Best value for its supporters goes first."
        ),
        _(
            "Once you have paid for a project, you have less for the next. So other people’s wishes get their turn."
        ),
    )


def raised(told: Document, names: Names) -> str:
    """How the share was raised until the money was used, in a sentence; empty where it was not."""
    if told["rule"].get("completion") not in {"add1", "add1u"}:
        return ""
    return _(
        "Each ballot’s share was raised step by step to %(share)s, until the next step would have cost more than there is."
    ) % {"share": names.exact(told["endowment"])}
