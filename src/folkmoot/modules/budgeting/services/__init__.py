"""Commands on rounds and projects. Each locks its subject, reads, lets the rules decide and appends facts."""

from folkmoot.modules.budgeting.services.base import NotFound, Refused
from folkmoot.modules.budgeting.services.projects import Given, add_projects
from folkmoot.modules.budgeting.services.rounds import Vote, begin_due, describe_round, freeze, set_calendar

__all__ = [
    "Given",
    "NotFound",
    "Refused",
    "Vote",
    "add_projects",
    "begin_due",
    "describe_round",
    "freeze",
    "set_calendar",
]
