"""A file as an election that the rules count."""

from fractions import Fraction

from folkmoot.modules.budgeting.pabulib.reading import File
from folkmoot.modules.budgeting.rules.election import Ballot, Election, Project, election

BORDA = "borda"
LENGTH = "length"


def as_election(file: File, *, ranks: str = BORDA) -> Election:
    """Projects in the order of the file. Rankings become points: ``length − rank − 1`` of the ballot's own
    length (``borda``, which the Method of Equal Shares takes), or ``length − rank`` (``length``: Pabulib's score).
    """
    projects = [Project(one, cost) for one, cost in zip(file.ids, file.costs, strict=True)]
    if file.points is not None:
        ballots = [Ballot(one, points) for one, points in zip(file.ballots, file.points, strict=True)]
    elif file.vote_type == "ordinal":
        low = 0 if ranks == BORDA else 1
        scales = {
            length: tuple(Fraction(length - rank - 1 + low) for rank in range(length))
            for length in {len(one) for one in file.ballots}
        }
        ballots = [Ballot(one, scales[len(one)]) for one in file.ballots]
    else:
        ballots = [Ballot(one) for one in file.ballots]
    return election(projects, file.budget, ballots)
