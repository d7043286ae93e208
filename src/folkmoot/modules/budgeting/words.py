"""Names of phases, states and reasons in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PHASES: Mapping[str, Any] = {
    "informing": gettext_lazy("Preparation"),
    "ideas": gettext_lazy("Ideas"),
    "sorting": gettext_lazy("Sorting"),
    "costing": gettext_lazy("Costing"),
    "design": gettext_lazy("Ballot"),
    "voting": gettext_lazy("Voting"),
    "counting": gettext_lazy("Counting"),
    "result": gettext_lazy("Result"),
    "delivery": gettext_lazy("Building"),
}
MEANINGS: Mapping[str, Any] = {
    "informing": gettext_lazy("The money, the rules and the dates are announced."),
    "ideas": gettext_lazy("Everybody can write down an idea, alone or with others."),
    "sorting": gettext_lazy(
        "Ideas are sorted. Two that want the same can become one, if all their authors agree."
    ),
    "costing": gettext_lazy("Departments work out what each idea costs and whether it can be done."),
    "design": gettext_lazy("The ballot and the way of counting are fixed. Nothing of it changes afterwards."),
    "voting": gettext_lazy("You choose. You can change your ballot until the last moment."),
    "counting": gettext_lazy("Paper ballots are checked, and everything is counted."),
    "result": gettext_lazy("You see what won, and why each of the others did not."),
    "delivery": gettext_lazy("What won is built. Each project tells its steps and its spending."),
}
STATES: Mapping[str, Any] = {
    "idea": gettext_lazy("Idea"),
    "sorted": gettext_lazy("Being costed"),
    "costed": gettext_lazy("Feasible"),
    "infeasible": gettext_lazy("Not feasible"),
    "on_ballot": gettext_lazy("On the ballot"),
    "won": gettext_lazy("Won"),
    "lost": gettext_lazy("Not funded"),
    "delivered": gettext_lazy("Finished"),
    "merged": gettext_lazy("Merged"),
    "turned_down": gettext_lazy("Turned down"),
    "hidden": gettext_lazy("Not shown"),
    "withdrawn": gettext_lazy("Taken back"),
}
KINDS: Mapping[str, str] = {
    "idea": "reported",
    "sorted": "waiting",
    "costed": "progress",
    "infeasible": "closed",
    "on_ballot": "yew",
    "won": "fixed",
    "lost": "closed",
    "delivered": "fixed",
    "merged": "closed",
    "turned_down": "closed",
    "hidden": "closed",
    "withdrawn": "closed",
}
"""The colour of each state (see web/states.py)."""
PARTS: Mapping[str, Any] = {
    "all": gettext_lazy("All"),
    "open": gettext_lazy("Not decided yet"),
    "costed": gettext_lazy("Feasible"),
    "on_ballot": gettext_lazy("On the ballot"),
    "won": gettext_lazy("Won"),
    "lost": gettext_lazy("Not funded"),
    "delivered": gettext_lazy("Finished"),
    "out": gettext_lazy("Merged, turned down or not feasible"),
}
ORDERS: Mapping[str, Any] = {
    "newest": gettext_lazy("Newest first"),
    "oldest": gettext_lazy("Oldest first"),
    "cheap": gettext_lazy("Lowest cost first"),
    "dear": gettext_lazy("Highest cost first"),
}
CODES: Mapping[str, Any] = {
    "duplicate": gettext_lazy("There is such an idea already"),
    "outside": gettext_lazy("It lies outside the area of this round"),
    "not_ours": gettext_lazy("The institution may not decide about it"),
    "too_dear": gettext_lazy("It costs more than there is"),
    "unlawful_plan": gettext_lazy("It would break a law or a plan that is decided"),
    "unclear": gettext_lazy("It does not say what is to be done"),
    "offensive": gettext_lazy("It insults somebody (its words are not shown)"),
    "personal": gettext_lazy("It names people (its words are not shown)"),
    "advert": gettext_lazy("It is an advertisement (its words are not shown)"),
}
TYPES: Mapping[str, Any] = {
    "approval": gettext_lazy("Mark every project that you want"),
    "knapsack": gettext_lazy("Mark projects until the money is spent"),
    "choose-1": gettext_lazy("Choose one project"),
    "cumulative": gettext_lazy("Share out points"),
    "scoring": gettext_lazy("Give each project points of its own"),
    "ordinal": gettext_lazy("Put projects in your order"),
}
RULES: Mapping[str, Any] = {
    "equal_shares": gettext_lazy("Method of Equal Shares: everybody has the same share of the money to give"),
    "greedy": gettext_lazy("Most votes first, until the money is spent"),
    "phragmen": gettext_lazy("Phragmén’s rule: the load of each project is spread evenly"),
    "maximin": gettext_lazy("Maximin support: everybody carries as little as possible"),
    "knapsack": gettext_lazy("The set of projects with the most votes that the money pays for"),
}


def phase(name: str) -> str:
    """The name of a phase; before the first one, that it has not begun."""
    return str(PHASES[name]) if name else _("Not begun")


def standing(state: str, outcome: str = "") -> str:
    """The key of a project's state; once it was voted on, whether it won."""
    return outcome if outcome and state == "on_ballot" else state


def state(name: str, outcome: str = "") -> str:
    """The name of a project's state."""
    return str(STATES[standing(name, outcome)])


def kind(name: str, outcome: str = "") -> str:
    """The colour of a project's state."""
    return KINDS[standing(name, outcome)]
