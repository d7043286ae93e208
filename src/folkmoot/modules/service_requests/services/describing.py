"""What an administrator does: describe the services that can be reported."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from folkmoot.modules.service_requests import events, queries, rules
from folkmoot.modules.service_requests.services.base import NotFound, demand
from folkmoot.places import queries as places
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt

Change = Callable[[events.ServiceDescribed], events.ServiceDescribed]


def _demand(description: events.ServiceDescribed) -> None:
    # A closed service may belong to a department that is closed as well; it gets no new reports.
    offices = [one.slug for one in places.departments(closed=description.closed)]
    demand(
        *rules.may_describe_service(
            code=description.service_code,
            name=description.service_name,
            office=description.office,
            offices=offices,
            hours=description.promise_hours,
            questions=description.questions,
            clock=description.promise_clock,
            has_hours=bool(places.institution().week),
        )
    )


def describe_service(*, description: events.ServiceDescribed, actor: str) -> Receipt:
    """Describe a service or describe it anew. Raises Refused."""
    _demand(description)
    with about(f"services/{description.service_code}", actor=actor) as fact:
        return fact(description)


def add_service(*, description: events.ServiceDescribed, actor: str) -> Receipt:
    """Describe a service whose code nobody uses yet. Raises Refused."""
    _demand(description)
    with about(f"services/{description.service_code}", actor=actor) as fact:
        taken = queries.service(description.service_code) is not None
        demand(rules.Refusal("service_code", "there is a service with this code already") if taken else None)
        return fact(description)


def change_service(*, code: str, actor: str, **changes: Any) -> Receipt:
    """Describe a service anew with some fields changed; what somebody else changed meanwhile stays.

    Raises NotFound or Refused.
    """
    return _change(code, actor, lambda before: replace(before, **changes))


def put_question(*, code: str, question: events.Question, replacing: str = "", actor: str) -> Receipt:
    """Add a question to a service, or put it in the place of the one with the code ``replacing``.

    With an order that another question has, that one and those behind it move back. Raises NotFound or Refused.
    """

    def change(before: events.ServiceDescribed) -> events.ServiceDescribed:
        others = [one for one in before.questions if one.code != replacing]
        if any(one.code == question.code for one in others):
            demand(rules.Refusal.of("code", "there is a question '%(code)s' already", code=question.code))
        return replace(before, questions=rules.in_order([*others], question))

    return _change(code, actor, change)


def drop_question(*, code: str, question: str, actor: str) -> Receipt:
    """Ask a question no longer; answers that were given stay. Raises NotFound."""
    return _change(
        code,
        actor,
        lambda before: replace(
            before, questions=tuple(one for one in before.questions if one.code != question)
        ),
    )


def _change(code: str, actor: str, change: Change) -> Receipt:
    with about(f"services/{code}", actor=actor) as fact:
        row = queries.service(code)
        if row is None:
            raise NotFound("there is no service '%(code)s'", code=code)
        event = change(queries.described(row))
        _demand(event)
        return fact(event)
