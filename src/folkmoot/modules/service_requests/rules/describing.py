"""What is wrong with the description of a service. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from folkmoot.modules.service_requests.events import Question
from folkmoot.modules.service_requests.rules.base import Refusal, one_of
from folkmoot.modules.service_requests.rules.clock import CALENDAR, CLOCKS, OPENING
from folkmoot.modules.service_requests.rules.reporting import MAX_TITLE

MOST_HOURS = 20_000
"""About two years and a quarter: longer is no promise."""
DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z", re.ASCII)


def may_describe_service(
    *,
    code: str,
    name: str,
    office: str,
    offices: Sequence[str],
    hours: int,
    questions: Sequence[Question],
    clock: str = CALENDAR,
    has_hours: bool = True,
) -> list[Refusal]:
    """What is wrong with a service's description; empty when nothing is."""
    found = []
    if not _CODE.match(code):
        found.append(Refusal("service_code", "use letters, digits, - and _, at most 40"))
    if not name.strip() or len(name) > MAX_TITLE:
        found.append(
            Refusal.of("service_name", "name the service in 1 to %(most)s characters", most=MAX_TITLE)
        )
    if office not in offices:
        found.append(Refusal.of("office", "there is no office '%(office)s'", office=office))
    if not 0 <= hours <= MOST_HOURS:
        found.append(Refusal.of("promise_hours", "a promise is 0 hours (none) to %(most)s", most=MOST_HOURS))
    if clock not in CLOCKS:
        found.append(one_of("promise_clock", CLOCKS))
    elif clock == OPENING and hours and not has_hours:
        found.append(
            Refusal("promise_clock", "the institution has no opening hours yet: describe them first")
        )
    codes = [one.code for one in questions]
    orders = [one.order for one in questions]
    if len(set(codes)) < len(codes) or not all(_CODE.match(one) for one in codes):
        found.append(Refusal("questions", "each question needs a code of its own, never empty"))
    if len(set(orders)) < len(orders) or any(one < 1 for one in orders):
        found.append(Refusal("questions", "each question needs an order of its own, from 1"))
    for one in questions:
        if one.datatype not in DATATYPES:
            found.append(
                Refusal.of(
                    "questions",
                    "%(code)s: '%(given)s' is not one of %(keys)s",
                    code=one.code,
                    given=one.datatype,
                    keys=", ".join(DATATYPES),
                )
            )
        if one.datatype.endswith("list") != bool(one.values):
            found.append(
                Refusal.of("questions", "%(code)s: lists need values, other types have none", code=one.code)
            )
        keys = [key for key, _name in one.values]
        if len(set(keys)) < len(keys) or not all(key.strip() and name.strip() for key, name in one.values):
            found.append(
                Refusal.of(
                    "questions", "%(code)s: each value needs a key of its own and a name", code=one.code
                )
            )
        if not one.description.strip():
            found.append(Refusal.of("questions", "%(code)s: write the question", code=one.code))
    return found


def in_order(others: Sequence[Question], one: Question) -> tuple[Question, ...]:
    """The questions with one more, each with an order of its own; those from its order on move back."""
    taken = {other.order for other in others}
    if one.order in taken:
        others = [replace(other, order=other.order + (other.order >= one.order)) for other in others]
    return tuple(sorted([*others, one], key=lambda question: question.order))
