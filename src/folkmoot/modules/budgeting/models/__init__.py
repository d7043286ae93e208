"""Tables of participatory budgeting: projected ones follow from the record, private ones hold who is behind a pseudonym."""

from folkmoot.modules.budgeting.models.delivery import Milestone, Spending
from folkmoot.modules.budgeting.models.ideas import (
    Author,
    CostSheet,
    IdeaDraft,
    Merge,
    MergeAgreement,
    Project,
    ProjectAuthor,
)
from folkmoot.modules.budgeting.models.private import (
    CounterAct,
    PaperBallot,
    PaperEntry,
    SealedChoice,
    VoteMail,
    Voter,
)
from folkmoot.modules.budgeting.models.results import Brought, Counting, OpenedBallot, OpenedPart, PotResult
from folkmoot.modules.budgeting.models.rounds import FrozenRound, Round
from folkmoot.modules.budgeting.models.voting import Ballot

__all__ = [
    "Author",
    "Ballot",
    "Brought",
    "CostSheet",
    "CounterAct",
    "Counting",
    "FrozenRound",
    "IdeaDraft",
    "Merge",
    "MergeAgreement",
    "Milestone",
    "OpenedBallot",
    "OpenedPart",
    "PaperBallot",
    "PaperEntry",
    "PotResult",
    "Project",
    "ProjectAuthor",
    "Round",
    "SealedChoice",
    "Spending",
    "VoteMail",
    "Voter",
]
