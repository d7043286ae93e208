"""The desk's page as a function of what it shows, so that it is made once for every reader who sees the same."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import desk_words, queries
from folkmoot.modules.service_requests.desk_words import Standing
from folkmoot.modules.service_requests.triage.queries import Hint
from folkmoot.modules.service_requests.views.bulk import ACTS
from folkmoot.modules.service_requests.views.desk_address import address
from folkmoot.people.access import Colleague
from folkmoot.web.kept import ByValue
from folkmoot.web.words import number as figure

Named = tuple[tuple[str, str], ...]
"""Slugs or codes with their names."""


class Facts(NamedTuple):
    """All that the page shows but for the report beside the queue and the map, which stand in holes.

    ``asked`` are the pairs of what the address asks for, ``rows`` the lines with how they stand and a hint,
    ``views`` and ``dues`` counts in the order of queries.VIEWS and queries.DUE, ``most`` what is counted at most;
    ``after`` is the place in the address after which this page begins, ``more`` says whether another follows, ``gone``
    names a report that was asked for and is not at this desk.
    """

    asked: tuple[tuple[str, Any], ...]
    after: str
    opened: str
    gone: str
    beside: bool
    on_map: bool
    rows: tuple[tuple[queries.Line, Standing, Hint | None], ...]
    more: bool
    views: tuple[int, ...]
    dues: tuple[int, ...]
    still: tuple[tuple[str, int], ...]
    most: int
    services: tuple[tuple[str, str, bool], ...]
    areas: Named
    offices: Named
    teams: Named
    people: tuple[Colleague, ...]
    saved: tuple[queries.Saved, ...]
    administers: bool


class Row(ByValue):
    """One report in the queue, in words. ``names`` are those of its service, its area and its office."""

    facts: tuple[queries.Line, Standing, Hint | None, tuple[str, str, str], str, bool]

    def __init__(
        self,
        told: tuple[queries.Line, Standing, Hint | None],
        names: tuple[str, str, str],
        url: str,
        *,
        chosen: bool,
    ) -> None:
        super().__init__((*told, names, url, chosen))
        self.line, self._stands, self.hint = told
        self.service, self.area, self.office = names
        self.url, self.chosen = url, chosen

    @property
    def number(self) -> str:
        return self.line.service_request_id

    @property
    def title(self) -> str:
        """The report's title, or its service where it has none."""
        if not self.line.title:
            return self.service
        return _("[words removed]") if self.line.title_words is None else self.line.title_words

    @property
    def state(self) -> str:
        return desk_words.state_said(self.line, late=self._stands.late)

    @property
    def kind(self) -> str:
        return desk_words.kind_of(self.line, late=self._stands.late)

    @property
    def due(self) -> desk_words.Due:
        return desk_words.due_said(self.line, self._stands)

    @property
    def priority(self) -> str:
        """How urgent it is, empty for what is as urgent as most."""
        return "" if self.line.priority == "normal" else str(desk_words.PRIORITIES[self.line.priority])


class Desk(ByValue):
    """The page in words, each part worked out of the facts when the template comes to it."""

    facts: Facts

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)

    @cached_property
    def asked(self) -> dict[str, Any]:
        return dict(self.facts.asked)

    @property
    def title(self) -> str:
        return desk_words.view_name(self.asked["view"])

    def _counted(self, count: int) -> str:
        most = self.facts.most
        return f"{most}+" if count > most else figure(count)

    @cached_property
    def views(self) -> list[tuple[str, Any, str, str]]:
        """Key, name, count and address of each view."""
        named = zip(desk_words.VIEWS.items(), self.facts.views, strict=True)
        return [(key, name, self._counted(count), address({"view": key})) for (key, name), count in named]

    @property
    def summary(self) -> str:
        counts = {key: count for key, _name, count, _url in self.views}
        told = {"open": counts["all"], "late": counts["late"], "new": counts["new"]}
        return _("%(open)s open, %(late)s late, %(new)s need a decision.") % told

    @cached_property
    def rows(self) -> list[Row]:
        services = {code: name for code, name, _closed in self.facts.services}
        areas, offices = dict(self.facts.areas), dict(self.facts.offices)
        found = []
        for told in self.facts.rows:
            line = told[0]
            names = (
                services.get(line.service_code, line.service_code),
                areas.get(line.area, ""),
                offices.get(line.office, line.office),
            )
            number = line.service_request_id
            url = address(self.asked, open=number, after=self.facts.after) + "#pane"
            found.append(Row(told, names, url, chosen=number == self.facts.opened))
        return found

    @property
    def next(self) -> str:
        """The address of the next page, empty on the last."""
        if not self.facts.more:
            return ""
        last = self.facts.rows[-1][0]
        at = getattr(last, queries.order_of(self.asked["view"]).lstrip("-"))
        return address(self.asked, after=f"{at.isoformat()},{last.service_request_id}")

    @property
    def query(self) -> str:
        return address(self.asked).removeprefix("?")

    @property
    def clear(self) -> str:
        return address({"view": self.asked["view"]})

    @property
    def list_url(self) -> str:
        return address(self.asked)

    @property
    def map_url(self) -> str:
        return address(self.asked, show="map")

    @cached_property
    def chips(self) -> list[tuple[str, str]]:
        """Each filter that is on, with the address without it."""
        asked = self.asked
        names = {code: name for code, name, _closed in self.facts.services}
        spoken: Mapping[str, Mapping[str, Any]] = {
            "area": dict(self.facts.areas),
            "priority": desk_words.PRIORITIES,
            "office": dict(self.facts.offices),
            "who": dict(self.facts.people) | {queries.NOBODY: _("Nobody")},
        }
        chips = [
            (str(known.get(one, one)), address(asked, **{key: [it for it in asked[key] if it != one]}))
            for key, known in (("due", desk_words.DUE), ("service", names))
            for one in asked[key]
        ]
        chips += [
            (str(known.get(asked[key], asked[key])), address(asked, **{key: ""}))
            for key, known in spoken.items()
            if asked[key]
        ]
        return [*chips, (f"“{asked['q']}”", address(asked, q=""))] if asked["q"] else chips

    @cached_property
    def services(self) -> list[tuple[str, str, str, bool]]:
        """Code, name, count and whether it is chosen, of services that are offered and have something open."""
        counts, chosen = dict(self.facts.still), self.asked["service"]
        return [
            (code, name, self._counted(counts.get(code, 0)), code in chosen)
            for code, name, closed in self.facts.services
            if not closed and (code in counts or code in chosen)
        ]

    @cached_property
    def dues(self) -> list[tuple[str, Any, str, bool]]:
        """Key, name, count and whether it is chosen, of each filter by day."""
        named = zip(desk_words.DUE.items(), self.facts.dues, strict=True)
        return [(key, name, self._counted(count), key in self.asked["due"]) for (key, name), count in named]

    @property
    def teams(self) -> Named:
        """Teams to choose from, none where there is no choice."""
        return self.facts.teams if len(self.facts.teams) > 1 else ()

    @property
    def acts(self) -> list[tuple[str, Any]]:
        return list(ACTS.items())

    @property
    def priorities(self) -> list[tuple[str, Any]]:
        return list(desk_words.PRIORITIES.items())

    @property
    def nobody(self) -> str:
        return queries.NOBODY
