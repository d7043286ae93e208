"""What participatory budgeting declares."""

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.budgeting.acts import ACTS
from folkmoot.record.manifest import Chore, Manifest, Permission

_HERE = "folkmoot.modules.budgeting"

MANIFEST = Manifest(
    slug="budgeting",
    name=_("Participatory budgeting"),
    events=tuple(ACTS),
    acts=ACTS,
    subjects={
        "budget_rounds": f"{_HERE}.queries.cards.round_cards",
        "budget_projects": f"{_HERE}.queries.cards.project_cards",
        "budget_ballots": f"{_HERE}.queries.ballot_cards.cards",
    },
    permissions=(
        Permission(
            codename="budgeting.sort", name=_("Sort ideas for the budget"), roles=("moderator", "officer")
        ),
        Permission(codename="budgeting.cost", name=_("Work out what projects cost"), roles=("officer",)),
        Permission(codename="budgeting.deliver", name=_("Tell how projects are built"), roles=("officer",)),
        Permission(
            codename="budgeting.ballots",
            name=_("Keep the roll of a budget vote, help at the counter and enter ballots on paper"),
            roles=("officer",),
        ),
        Permission(
            codename="budgeting.administer", name=_("Set up rounds of the budget"), roles=("administrator",)
        ),
    ),
    urls=f"{_HERE}.urls",
    chores=(
        Chore(name="budgeting.begin", run=f"{_HERE}.chores.begin", every=10),
        Chore(name="budgeting.count", run=f"{_HERE}.chores.count", every=10),
    ),
)
