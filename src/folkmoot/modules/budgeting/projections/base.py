"""What every projection of rounds and projects shares."""

from typing import Any

from folkmoot.modules.budgeting.models import Project, Round
from folkmoot.record.event import Fact


def number_of(fact: Fact[Any]) -> int:
    """The number of the round or project that a fact is about."""
    return int(fact.subject.partition("/")[2])


def pseudonym_of(fact: Fact[Any]) -> str:
    """The 32 hexadecimal digits of whoever acted."""
    return fact.actor.partition(":")[2]


def change(fact: Fact[Any], **changes: Any) -> None:
    """Update the project's row, which knows its newest fact and when that was."""
    Project.objects.filter(pk=number_of(fact)).update(changed=fact.accepted, newest_fact=fact.id, **changes)


def change_round(fact: Fact[Any], **changes: Any) -> None:
    """Update the round's row in the same way."""
    Round.objects.filter(pk=number_of(fact)).update(changed=fact.accepted, newest_fact=fact.id, **changes)
