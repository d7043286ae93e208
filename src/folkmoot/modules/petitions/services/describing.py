"""Administrators say what kinds of petitions there are."""

from folkmoot.modules.petitions import events, queries, rules
from folkmoot.modules.petitions.services.base import demand
from folkmoot.places import queries as places
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt


def describe_kind(*, description: events.KindDescribed, actor: str) -> Receipt:
    """Describe a kind of petition anew. Raises Refused with everything that is wrong."""
    check_kind(description=description)
    with about(f"petition_kinds/{description.code}", actor=actor) as fact:
        return fact(description)


def check_kind(*, description: events.KindDescribed) -> None:
    """Whether a kind could be described so. Raises Refused with everything that is wrong."""
    offices = frozenset(one.slug for one in places.departments())
    areas = frozenset(one.slug for one in places.areas())
    demand(*rules.may_describe(description, offices=offices, areas=areas))


def change_kind(
    *, description: events.KindDescribed, expected: events.KindDescribed | None, actor: str
) -> Receipt | None:
    """Describe a kind that was looked at as ``expected``, None for a new one; None when nothing would change.

    Raises Refused with everything that is wrong, also when somebody else changed it meanwhile.
    """
    check_kind(description=description)
    with about(f"petition_kinds/{description.code}", actor=actor) as fact:
        row = queries.kind(description.code)
        now = queries.described(row) if row else None
        if expected is None and now is not None:
            demand(rules.Refusal("code", "there is a kind with this code already; choose another one"))
        demand(
            None if now == expected else rules.Refusal("", "somebody else changed this meanwhile; look again")
        )
        return None if now == description else fact(description)
