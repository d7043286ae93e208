"""What is wrong with a new report and with answers to the questions of its service. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isfinite

from folkmoot.modules.service_requests.events import Question
from folkmoot.modules.service_requests.rules.base import Refusal, too_long

MAX_DESCRIPTION = 4000
"""GeoReport v2, POST Service Request."""
MAX_TITLE = 120
MAX_WORDS = 4000
_NUMBER = re.compile(r"[+-]?\d{1,15}([.]\d{1,9})?\Z", re.ASCII)


def may_report(
    *, title: str, description: str, lat: float | None, long: float | None, address: str, inside: bool
) -> list[Refusal]:
    """What is wrong with a new report; empty when nothing is."""
    found = []
    if not title.strip():
        found.append(Refusal("title", "say in a few words what is wrong"))
    if len(title) > MAX_TITLE:
        found.append(too_long("title", MAX_TITLE, title))
    if len(description) > MAX_DESCRIPTION:
        found.append(too_long("description", MAX_DESCRIPTION, description))
    if (lat is None) != (long is None):
        found.append(Refusal("lat", "give lat and long together"))
    elif lat is None or long is None:
        if not address.strip():
            found.append(Refusal("location", "say where it is: lat and long, or an address"))
    elif not (isfinite(lat) and isfinite(long) and -90 <= lat <= 90 and -180 <= long <= 180):  # noqa: PLR2004
        found.append(Refusal("lat", "lat is between -90 and 90, long between -180 and 180"))
    elif not inside:
        found.append(Refusal("lat", "this place lies outside the area that the institution serves"))
    return found


def check_answers(questions: Sequence[Question], given: Mapping[str, Sequence[str]]) -> list[Refusal]:
    """What is wrong with the answers to a service's questions; ``given`` holds texts by code."""
    found = []
    known = {one.code: one for one in questions if one.variable}
    found += [
        Refusal.of(code, "this service has no question '%(code)s'", code=code)
        for code in given
        if code not in known
    ]
    for code, question in known.items():
        values = [one for one in given.get(code, ()) if one.strip()]
        if not values:
            if question.required:
                found.append(
                    Refusal.of(
                        code,
                        "answer the question %(code)s: %(question)s",
                        code=code,
                        question=question.description,
                    )
                )
        elif problem := _problem(question, values):
            found.append(problem)
    return found


def _problem(question: Question, values: Sequence[str]) -> Refusal | None:
    code = question.code
    if question.datatype != "multivaluelist" and len(values) > 1:
        return Refusal.of(code, "%(code)s: give one answer", code=code)
    if question.datatype in {"singlevaluelist", "multivaluelist"}:
        keys = [key for key, _ in question.values]
        wrong = [one for one in values if one not in keys]
        pattern = "%(code)s: '%(given)s' is not one of %(keys)s"
        return Refusal.of(code, pattern, code=code, given=wrong[0], keys=", ".join(keys)) if wrong else None
    if question.datatype == "number":
        good = _NUMBER.match(values[0])
        return None if good else Refusal.of(code, "%(code)s: give a number, like 3 or 2.5", code=code)
    if question.datatype == "datetime":
        try:
            at = datetime.fromisoformat(values[0])
        except ValueError:
            return Refusal.of(code, "%(code)s: give a time like 2026-03-09T21:14:00Z", code=code)
        zoned = "%(code)s: give a time with its zone, like 2026-03-09T21:14:00Z"
        return None if at.tzinfo else Refusal.of(code, zoned, code=code)
    limit = 400 if question.datatype == "string" else MAX_WORDS
    if len(values[0]) > limit:
        return Refusal.of(code, "%(code)s: use at most %(most)s characters", code=code, most=limit)
    return None
