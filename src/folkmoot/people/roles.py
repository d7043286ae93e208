"""Giving and taking roles. All of it is private; nothing here enters the record."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from folkmoot.people import rules
from folkmoot.people.models import Invitation, Person, Role


class Refused(ValueError):
    """Something the rules do not allow; ``refusals`` say which input, what is wrong, what would be right."""

    def __init__(self, *refusals: rules.Refusal) -> None:
        self.refusals = refusals
        super().__init__("; ".join(f"{one.field}: {one.why}" for one in refusals))


def holders() -> list[tuple[Person, list[Role]]]:
    """Everybody with a role that was given, by address, at most 1,000 roles."""
    rows = Role.objects.select_related("person").order_by("person__email", "role", "office")[:1000]
    found: dict[Any, tuple[Person, list[Role]]] = {}
    for row in rows:
        found.setdefault(row.person_id, (row.person, []))[1].append(row)
    return list(found.values())


def give(*, person: Person, role: str, office: str, offices: Collection[str]) -> Role:
    """Give a person a role, once. Raises Refused."""
    if refusals := rules.may_give(role=role, office=office, offices=offices):
        raise Refused(*refusals)
    return Role.objects.get_or_create(person=person, role=role, office=office)[0]


def take(*, role_id: int) -> Role | None:
    """Take a role back; None when it is gone already. Raises Refused for the last administrator."""
    with transaction.atomic():
        # All administrators are locked in one order, so that two who take each other's role wait here.
        administrators = _administrators()
        row = Role.objects.select_for_update().filter(pk=role_id).first()
        if row is None:
            return None
        others = {one.person_id for one in administrators} - {row.person_id}
        refusal = rules.may_take(role=row.role, office=row.office, other_administrators=len(others))
        if refusal:
            raise Refused(refusal)
        row.delete()
    return row


def _administrators() -> Iterable[Role]:
    rows = Role.objects.select_for_update().filter(
        role=rules.ADMINISTRATOR, office=rules.EVERYWHERE, person__is_active=True
    )
    return list(rows.order_by("pk"))


def anybody_else() -> bool:
    """Whether somebody was invited, or more than one person holds a role."""
    return Invitation.objects.exists() or len(Role.objects.values("person").distinct()[:2]) > 1
