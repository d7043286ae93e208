"""Where past reports would have gone: rules that are prepared beside those in force."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from folkmoot.modules.service_requests.events import RoutingRule
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.queries.routing import Named, router, working_router
from folkmoot.modules.service_requests.rules.routing import Decision, text_of
from folkmoot.record import text

SIZES = (200, 1000, 5000)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Compared:
    """One report: which team the rules in force choose (``now``), which one the others would (``then``), who has it."""

    number: str
    title: str
    service_code: str
    area: str
    requested: datetime
    has_it: str
    now: str
    then: str
    decision: Decision | None

    @property
    def elsewhere(self) -> bool:
        """Whether the two lists of rules send it to different teams."""
        return self.now != self.then


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two lists of rules on the same reports, newest first."""

    reports: Sequence[Compared]
    caught: Mapping[str, int]
    """How many reports each of the prepared rules decides, by its key; also those that decide none."""

    @property
    def elsewhere(self) -> list[Compared]:
        """Those that would have gone to another team."""
        return [one for one in self.reports if one.elsewhere]

    @property
    def ways(self) -> list[tuple[str, str, int]]:
        """From which team to which, and how many, most first."""
        counted = Counter((one.now, one.then) for one in self.elsewhere)
        return [(now, then, n) for (now, then), n in sorted(counted.items(), key=lambda it: (-it[1], it[0]))]

    @property
    def right_now(self) -> int:
        """How many the rules in force send at once to the team that has them."""
        return sum(one.now == one.has_it for one in self.reports)

    @property
    def right_then(self) -> int:
        """How many the prepared rules would."""
        return sum(one.then == one.has_it for one in self.reports)


def compare(rules: Sequence[RoutingRule], *, newest: int, here: Named) -> Comparison:
    """Send the newest reports by both lists of rules, by the service and the words that they have today.

    Two queries however many reports, and what everybody remembers of the rules.
    """
    in_force, prepared = router(here.working), working_router(rules, here.working)
    columns = ("pk", "title", "description", "service_code", "area", "requested", "office")
    rows = list(
        ServiceRequest.objects.order_by("-requested", "-service_request_id").values_list(*columns)[:newest]
    )
    said = text.words_of(commitment for row in rows for commitment in row[1:3])
    caught = dict.fromkeys((one.key for one in rules), 0)
    found = []
    for number, title, description, code, area, requested, office in rows:
        words = text_of(said.get(title, ""), said.get(description, ""))
        # A service that was imported without a description has no team of its own: the report stays where it is.
        alone = here.own.get(code, office)
        now = in_force.find(service_code=code, area=area, words=words)
        then = prepared.find(service_code=code, area=area, words=words)
        if then:
            caught[then.rule.key] += 1
        found.append(
            Compared(
                number=number,
                title=said.get(title, ""),
                service_code=code,
                area=area,
                requested=requested,
                has_it=office,
                now=now.rule.office if now else alone,
                then=then.rule.office if then else alone,
                decision=then,
            )
        )
    return Comparison(found, caught)
