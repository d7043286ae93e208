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


def phase(name: str) -> str:
    """The name of a phase; before the first one, that it has not begun."""
    return str(PHASES[name]) if name else _("Not begun")


def state(name: str, outcome: str = "") -> str:
    """The name of a project's state; once it was voted on, whether it won."""
    return str(STATES[outcome if outcome and name == "on_ballot" else name])
