"""Commands on rounds and projects. Each locks its subject, reads, lets the rules decide and appends facts."""

from folkmoot.modules.budgeting.services.base import NotFound, Refused
from folkmoot.modules.budgeting.services.deciding import cost_project, sort_idea, take_up, turn_down
from folkmoot.modules.budgeting.services.delivery import deliver, plan_milestone, reach_milestone, spend
from folkmoot.modules.budgeting.services.ideas import (
    DRAFTS,
    Idea,
    check_idea,
    edit_idea,
    join_idea,
    submit_idea,
    withdraw_idea,
)
from folkmoot.modules.budgeting.services.merging import agree_merge, decline_merge, propose_merge
from folkmoot.modules.budgeting.services.projects import Given, add_projects
from folkmoot.modules.budgeting.services.rounds import Vote, begin_due, describe_round, freeze, set_calendar

__all__ = [
    "DRAFTS",
    "Given",
    "Idea",
    "NotFound",
    "Refused",
    "Vote",
    "add_projects",
    "agree_merge",
    "begin_due",
    "check_idea",
    "cost_project",
    "decline_merge",
    "deliver",
    "describe_round",
    "edit_idea",
    "freeze",
    "join_idea",
    "plan_milestone",
    "propose_merge",
    "reach_milestone",
    "set_calendar",
    "sort_idea",
    "spend",
    "submit_idea",
    "take_up",
    "turn_down",
    "withdraw_idea",
]
