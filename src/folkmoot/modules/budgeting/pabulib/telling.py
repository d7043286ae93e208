"""An outcome as JSON: exact figures as text (``1/3``), and beside them numbers for whoever only looks."""

from fractions import Fraction
from math import floor
from typing import Any

from folkmoot.modules.budgeting.pabulib.reading import File
from folkmoot.modules.budgeting.rules.counting import Outcome
from folkmoot.modules.budgeting.rules.election import Election
from folkmoot.modules.budgeting.rules.explaining import account, under_greedy


def exact(value: Fraction) -> dict[str, Any]:
    """A figure twice: exact, and as a number. Fractions of a run may have hundreds of digits."""
    return {"exact": str(value), "number": round(float(value), 6)}


def plain(value: Fraction) -> int | float:
    """A number for readers; whole where it is whole."""
    return value.numerator if value.denominator == 1 else round(float(value), 6)


def tell(file: File, election: Election, outcome: Outcome) -> dict[str, Any]:
    """The rule in full, the winners, and for every loser why it lost and how far it was."""
    ids = [one.id for one in election.projects]
    cost = election.cost(outcome.winners)
    told: dict[str, Any] = {
        "election": {
            "description": file.meta.get("description", ""),
            "vote_type": file.vote_type,
            "currency": file.meta.get("currency", ""),
            "budget": plain(election.budget),
            "voters": election.voters,
            "projects": len(ids),
            "stated_rule": file.rule,
        },
        "rule": outcome.rule.record(),
        "winners": [_project(file, election, one) for one in outcome.winners],
        "cost": plain(cost),
        "left": plain(election.budget - cost),
        "ties": [{"tied": [ids[one] for one in tied], "first": ids[first]} for tied, first in outcome.ties],
    }
    official = file.selected
    if official is not None:
        chosen = {ids[one] for one in outcome.winners}
        stated = {one for one, value in official.items() if value == 1}
        told["official"] = {
            "same": chosen == stated,
            "only_here": sorted(chosen - stated),
            "only_official": sorted(stated - chosen),
        }
    told |= _explained(file, election, outcome)
    if outcome.rule.name != "greedy":
        told["under_greedy"] = _under_greedy(election, outcome)
    return told


def _project(file: File, election: Election, one: int) -> dict[str, Any]:
    names = file.projects.column("name")
    found = {
        "id": election.projects[one].id,
        "cost": plain(election.projects[one].cost),
        "votes": election.votes[one],
    }
    if election.score[one] != election.votes[one]:
        found["score"] = plain(election.score[one])
    if names and names[one]:
        found["name"] = names[one]
    return found


def _explained(file: File, election: Election, outcome: Outcome) -> dict[str, Any]:
    ids = [one.id for one in election.projects]
    if outcome.shares is not None:
        return _shares(file, election, outcome)
    if outcome.walk is not None:
        lost = [
            {
                **_project(file, election, one.project),
                "because": one.outcome,
                "remaining": plain(one.remaining),
                "missing": plain(max(election.projects[one.project].cost - one.remaining, Fraction(0))),
                **({"excluded_by": [ids[other] for other in one.because]} if one.because else {}),
            }
            for one in outcome.walk.steps
            if one.outcome != "bought"
        ]
        return {"lost": lost}
    if outcome.loads is not None:
        return {
            "loads": [{"id": ids[one.project], "load": exact(one.load)} for one in outcome.loads.lifts],
            "ended_by": [{"id": ids[one.project], "load": exact(one.load)} for one in outcome.loads.next],
        }
    if outcome.spreads:
        return {"loads": [{"id": ids[one.project], "load": exact(one.load)} for one in outcome.spreads]}
    if outcome.optimum is not None:
        return {"support": plain(outcome.optimum.support), "steps_of_the_proof": outcome.optimum.steps}
    return {}


def _shares(file: File, election: Election, outcome: Outcome) -> dict[str, Any]:
    ids = [one.id for one in election.projects]
    shares = outcome.shares
    assert shares is not None  # noqa: S101 - the caller looked.
    books = account(election, outcome)
    told: dict[str, Any] = {
        "endowment": exact(shares.run.endowment),
        "runs": shares.runs,
        "stopped": shares.stopped,
        "payments": [
            {
                "id": ids[one.project],
                "price": exact(one.price),
                "paid_in_full": one.in_full,
                "paid_all_they_had_left": one.with_all_left,
                "effective_votes": plain(one.effective_votes),
            }
            for one in books.paid
        ],
        "filled": [ids[one] for one in shares.filled.winners] if shares.filled else [],
        "lost": [
            {
                **_project(file, election, one.project),
                "round": one.round,
                "money": exact(one.money),
                "missing": exact(one.missing),
                "effective_support_percent": floor(10_000 * one.support) / 100,
                "votes_needed": one.votes_needed,
                "spent_on": [
                    {"id": ids[each.project], "voters": each.voters, "money": plain(each.money)}
                    for each in one.went
                ],
            }
            for one in books.lost
        ],
        "without_support": [ids[one] for one, votes in enumerate(election.votes) if not votes],
    }
    if outcome.comparison is not None:
        told["comparison"] = {
            "prefer_equal_shares": outcome.comparison.for_shares,
            "prefer_greedy": outcome.comparison.for_greedy,
            "indifferent": outcome.comparison.indifferent,
            "greedy_stands": outcome.comparison.replaced,
        }
    return told


def _under_greedy(election: Election, outcome: Outcome) -> dict[str, Any]:
    ids = [one.id for one in election.projects]
    other = under_greedy(election, outcome)
    return {
        "winners": [ids[one] for one in other.winners],
        "would_have_won": [ids[one] for one in other.gained],
        "would_have_lost": [ids[one] for one in other.lost],
        "voters_with_more_approved_winners_here": other.more_here,
        "voters_with_more_approved_winners_there": other.more_there,
        "voters_with_as_many": other.same,
        "voters_without_an_approved_winner_here": other.without_here,
        "voters_without_an_approved_winner_there": other.without_there,
    }


def tell_voters(file: File, election: Election, outcome: Outcome) -> list[dict[str, Any]]:
    """What every voter paid for what, by voter_id; empty for rules without payments."""
    if outcome.shares is None or outcome.counter is None:
        return []
    run, worth = outcome.shares.run, outcome.counter.measure
    paid: list[list[tuple[int, Fraction]]] = [[] for _ in election.size]
    left = [run.endowment] * len(election.size)
    for one in run.purchases:
        for group, score in zip(
            worth.groups[one.project].tolist(), worth.scores[one.project].tolist(), strict=True
        ):
            if amount := min(left[group], one.price * score):
                paid[group].append((one.project, amount))
                left[group] -= amount
    ids = [one.id for one in election.projects]
    told = [
        {"left": plain(rest), "paid": {ids[project]: plain(amount) for project, amount in each}}
        for rest, each in zip(left, paid, strict=True)
    ]
    voters = file.votes.column("voter_id") or []
    return [
        {"voter_id": voter, **told[group]}
        for voter, group in zip(voters, election.group_of.tolist(), strict=True)
    ]
