"""What administrators set: rounds, their dates, and what is frozen before the vote."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from folkmoot.modules.budgeting import events, money, words
from folkmoot.modules.budgeting.rules import calendar
from folkmoot.modules.budgeting.rules.rule import SHORT, Rule
from folkmoot.modules.budgeting.rules.ties import TieBreaking
from folkmoot.modules.budgeting.services import Vote
from folkmoot.places import queries as places
from folkmoot.web.forms import DayField

_LINES = forms.Textarea(attrs={"rows": 4})


def _plain(amount: int, currency: str) -> str:
    value = money.units(amount, currency)
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.{money.exponent(currency)}f}"


class RoundForm(forms.Form):
    """A round: its money, its sorts, who votes."""

    title = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, help_text=gettext_lazy("For example: Budget 2027")
    )
    slug = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=40,
        help_text=gettext_lazy("a to z, 0 to 9 and hyphens; it names files of this round"),
    )
    summary = forms.CharField(
        label=gettext_lazy("What it is about"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    office = forms.ChoiceField(label=gettext_lazy("Department that answers for it"))
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=3,
        initial="EUR",
        help_text=gettext_lazy("Three letters, such as EUR"),
        widget=forms.TextInput(attrs={"class": "fm-input--short"}),
    )
    pots = forms.CharField(
        label=gettext_lazy("Pots of money"),
        widget=_LINES,
        help_text=gettext_lazy(
            "One on each line: code, name, amount, and the short name of a district if it is only for that one; with "
            "semicolons between. For example: town; Whole town; 100000"
        ),
    )
    categories = forms.CharField(
        label=gettext_lazy("Sorts of ideas"),
        required=False,
        widget=_LINES,
        help_text=gettext_lazy("One on each line: code; name. For example: green; Parks and trees"),
    )
    minimum = forms.CharField(
        label=gettext_lazy("What a project costs at least"), required=False, max_length=30
    )
    maximum = forms.CharField(
        label=gettext_lazy("What a project may cost at most"), required=False, max_length=30
    )
    who = forms.CharField(
        label=gettext_lazy("Who may vote, in words"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Only people of these areas may vote"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose none for all areas."),
    )
    minimum_age = forms.IntegerField(
        label=gettext_lazy("Least age in years"),
        min_value=0,
        max_value=120,
        initial=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "fm-input--short"}),
    )
    verified = forms.BooleanField(
        label=gettext_lazy("Only people whose residence was verified may vote"), required=False
    )

    def __init__(self, data: Any, *, now: events.RoundDescribed | None) -> None:
        super().__init__(data, initial=_initial(now) if now else {"verified": True})
        every = places.departments(closed=True)
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            (one.slug, one.name) for one in every if not one.closed or (now and one.slug == now.office)
        ]
        areas = [(one.slug, one.name) for one in places.areas()]
        if areas:
            self.fields["areas"].choices = areas  # type: ignore[attr-defined]
        else:
            del self.fields["areas"]

    def _money(self, typed: str) -> int:
        currency = self.cleaned_data.get("currency", "EUR").upper()
        try:
            return money.parse(typed, currency)
        except ValueError as error:
            raise ValidationError(
                _("Write an amount such as 12500 or 12500.50; “%(typed)s” is none.") % {"typed": typed[:40]}
            ) from error

    def clean_currency(self) -> str:
        """In capitals, as in ISO 4217."""
        return str(self.cleaned_data["currency"]).upper()

    def _lines(self, name: str, least: int, most: int) -> list[list[str]]:
        found = []
        for line in self.cleaned_data[name].splitlines():
            if not line.strip():
                continue
            parts = [one.strip() for one in line.split(";")]
            if not least <= len(parts) <= most:
                raise ValidationError(
                    _("Put semicolons between the parts of a line: %(line)s") % {"line": line[:80]}
                )
            found.append(parts)
        return found

    def clean_pots(self) -> tuple[events.Pot, ...]:
        """Each line as a pot."""
        return tuple(
            events.Pot(
                code=parts[0],
                title=parts[1],
                amount=self._money(parts[2]),
                area=parts[3] if len(parts) > 3 else "",  # noqa: PLR2004 - the fourth part.
            )
            for parts in self._lines("pots", 3, 4)
        )

    def clean_categories(self) -> tuple[events.Category, ...]:
        """Each line as a sort."""
        return tuple(
            events.Category(code=code, title=title) for code, title in self._lines("categories", 2, 2)
        )

    def clean_minimum(self) -> int:
        """Minor units, 0 for none."""
        return self._money(self.cleaned_data["minimum"]) if self.cleaned_data["minimum"].strip() else 0

    def clean_maximum(self) -> int:
        """Minor units, 0 for none."""
        return self._money(self.cleaned_data["maximum"]) if self.cleaned_data["maximum"].strip() else 0

    def described(self) -> events.RoundDescribed:
        """The round as it was filled in. The form must be valid."""
        data = dict(self.cleaned_data)
        who = events.Eligibility(
            text=data.pop("who"),
            areas=tuple(data.pop("areas", ())),
            minimum_age=data.pop("minimum_age"),
            verified=data.pop("verified"),
        )
        return events.RoundDescribed(who=who, **data)


def _initial(now: events.RoundDescribed) -> dict[str, Any]:
    currency = now.currency
    return {
        "title": now.title,
        "slug": now.slug,
        "summary": now.summary,
        "office": now.office,
        "currency": currency,
        "pots": "\n".join(
            "; ".join([one.code, one.title, _plain(one.amount, currency), *([one.area] if one.area else [])])
            for one in now.pots
        ),
        "categories": "\n".join(f"{one.code}; {one.title}" for one in now.categories),
        "minimum": _plain(now.minimum, currency) if now.minimum else "",
        "maximum": _plain(now.maximum, currency) if now.maximum else "",
        "who": now.who.text,
        "areas": list(now.who.areas),
        "minimum_age": now.who.minimum_age,
        "verified": now.who.verified,
    }


class DatesForm(forms.Form):
    """First and last day of each phase; one that is left empty is left out."""

    def __init__(self, data: Any, *, phases: Sequence[events.Phase], zone: ZoneInfo) -> None:
        self._before, self._zone = {one.name: one for one in phases}, zone
        initial: dict[str, date] = {}
        for one in phases:
            initial[f"{one.name}_first"] = self._first(one)
            initial[f"{one.name}_last"] = self._last(one)
        super().__init__(data, initial=initial)
        for name in calendar.NAMES:
            needed = name == "voting"
            self.fields[f"{name}_first"] = DayField(label=gettext_lazy("First day"), required=needed)
            self.fields[f"{name}_last"] = DayField(label=gettext_lazy("Last day"), required=needed)

    def _first(self, one: events.Phase) -> date:
        return one.opens.astimezone(self._zone).date()

    def _last(self, one: events.Phase) -> date:
        return (one.closes - timedelta(microseconds=1)).astimezone(self._zone).date()

    @property
    def rows(self) -> list[tuple[str, Any, Any, Any]]:
        """Each phase with its name, its meaning and its two fields."""
        return [
            (
                str(words.PHASES[name]),
                words.MEANINGS[name],
                self[f"{name}_first"],
                self[f"{name}_last"],
            )
            for name in calendar.NAMES
        ]

    def clean(self) -> dict[str, Any]:
        """Both days of a phase, or none."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in calendar.NAMES:
            first, last = data.get(f"{name}_first"), data.get(f"{name}_last")
            if bool(first) != bool(last) and not (
                f"{name}_first" in self.errors or f"{name}_last" in self.errors
            ):
                missing = f"{name}_last" if first else f"{name}_first"
                self.add_error(missing, _("Give the first and the last day of this phase, or neither."))
        return data

    def phases(self) -> tuple[events.Phase, ...]:
        """The calendar as it was filled in; moments that keep their day keep their time. The form must be valid."""
        found = []
        for name in calendar.NAMES:
            first, last = self.cleaned_data[f"{name}_first"], self.cleaned_data[f"{name}_last"]
            if not first:
                continue
            before = self._before.get(name)
            opens, closes = self._midnight(first), self._midnight(last + timedelta(days=1))
            if before is not None and self._first(before) == first:
                opens = before.opens
            if before is not None and self._last(before) == last:
                closes = before.closes
            found.append(events.Phase(name=name, opens=opens, closes=closes))
        return tuple(found)

    def _midnight(self, on: date) -> datetime:
        return datetime.combine(on, time(0), self._zone)


RULES = {
    "equalshares/add1u": gettext_lazy("Equal shares; what is left over is given out fully (recommended)"),
    "equalshares/add1": gettext_lazy("Equal shares; what is left over raises everybody’s share"),
    "equalshares/add1-comparison": gettext_lazy(
        "Equal shares, unless more people prefer the outcome by votes"
    ),
    "phragmen": gettext_lazy("Phragmén’s rule"),
    "greedy": gettext_lazy("Most votes first"),
}


def _whole(label: Any, hint: Any = "", *, needed: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=needed,
        min_value=0,
        max_value=1000,
        initial=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "fm-input--short"}),
    )


class FreezeForm(forms.Form):
    """What the ballot looks like and how it is counted, for all pots of a round."""

    type = forms.ChoiceField(
        label=gettext_lazy("What people mark"),
        choices=list(words.TYPES.items()),
        widget=forms.RadioSelect,
        initial="approval",
    )
    minimum = _whole(gettext_lazy("Projects on a ballot, at least"), gettext_lazy("0 is no least number"))
    maximum = _whole(gettext_lazy("Projects on a ballot, at most"), gettext_lazy("0 is no limit"))
    points = _whole(gettext_lazy("Points to share out"), gettext_lazy("Only where points are shared out"))
    points_most = _whole(
        gettext_lazy("Points for one project, at most"), gettext_lazy("Only on a ballot with points")
    )
    areas_most = _whole(
        gettext_lazy("Districts in which one person may vote"), gettext_lazy("0 is all of them")
    )
    rule = forms.ChoiceField(
        label=gettext_lazy("How it is counted"),
        choices=list(RULES.items()),
        widget=forms.RadioSelect,
        initial="equalshares/add1u",
    )
    least_votes = _whole(
        gettext_lazy("Votes without which a project is not counted"),
        gettext_lazy("0 is no threshold"),
        needed=False,
    )
    least_share = _whole(
        gettext_lazy("Share of the votes without which a project is not counted"),
        gettext_lazy(
            "With 3, a project that takes 30% of the money needs votes from 10% of the voters: its share divided by 3. 0 is no threshold."
        ),
        needed=False,
    )
    ties = forms.ChoiceField(
        label=gettext_lazy("What decides between projects that are equal in cost and votes"),
        choices=[
            ("lot", gettext_lazy("A lot, drawn now and public before the vote")),
            ("number", gettext_lazy("The lower number")),
        ],
        widget=forms.RadioSelect,
        initial="lot",
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have looked at the projects and the rule. Nothing of it can change afterwards.")
    )

    def vote(self) -> Vote:
        """The ballot and the rule as they were chosen. The form must be valid."""
        data = self.cleaned_data
        pointed = data["type"] in {"cumulative", "scoring", "ordinal"}
        chosen: Rule = SHORT[data["rule"]]
        order = TieBreaking(order=data["ties"], seed="new" if data["ties"] == "lot" else "")
        return Vote(
            design=events.BallotDesign(
                type=data["type"],
                minimum=data["minimum"],
                maximum=data["maximum"],
                points=data["points"],
                points_most=data["points_most"],
            ),
            rule=replace(
                chosen,
                ties=order,
                measure="points" if pointed else "cost",
                by="score" if pointed else "votes",
                exhaustive=chosen.completion in {"add1", "add1u"},
            ),
            filters=self._filters(),
        )

    def _filters(self) -> tuple[dict[str, Any], ...]:
        votes, share = self.cleaned_data["least_votes"], self.cleaned_data["least_share"]
        found: list[dict[str, Any]] = [{"name": "minimum_votes", "votes": votes}] if votes else []
        return (*found, *([{"name": "share_of_cost", "divisor": str(share)}] if share else []))
