"""The Method of Equal Shares on Łódź 2022 and Wieliczka 2023, against pabutools in the same run.

Usage: ./run bench budgeting [quick]. Needs ../shared/data/pabulib. Prints seconds of processor time, so that a busy
machine does not matter. Both count with exact rationals; pabutools gets its faster kind of profile, with equal ballots
together. Reading the file is measured by itself. `quick` leaves out the peer's longest count (Łódź with Add1).
"""

import json
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# Not this folder itself: a benchmark beside this one is called like a module of the standard library.
sys.path[:1] = [str(ROOT / "src"), str(ROOT)]

from folkmoot.modules.budgeting.pabulib.counting import as_election  # noqa: E402
from folkmoot.modules.budgeting.pabulib.reading import read  # noqa: E402
from folkmoot.modules.budgeting.rules.counting import count  # noqa: E402
from folkmoot.modules.budgeting.rules.election import Ballot, Project, election  # noqa: E402
from folkmoot.modules.budgeting.rules.rule import Rule  # noqa: E402
from folkmoot.modules.budgeting.rules.ties import TieBreaking  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "pabulib"
BY_ID = TieBreaking(criteria=(), order="id")
NONE = Rule(name="equal_shares", ties=BY_ID)
ADD1 = Rule(name="equal_shares", completion="add1", exhaustive=True, ties=BY_ID)
CASES = (
    ("Poland_Wieliczka_2023_Green_Budget", "none", NONE, True),
    ("Poland_Wieliczka_2023_Green_Budget", "add1", ADD1, True),
    ("Poland_Lodz_2022", "none", NONE, True),
    ("Poland_Lodz_2022", "add1", ADD1, False),
)
REPEATS = 5


def timed(work: Callable[[], Any], repeats: int = 1) -> tuple[float, Any]:
    """The fastest of some runs, in seconds of processor time, and the result."""
    best, result = float("inf"), None
    for _ in range(repeats):
        began = time.process_time()
        result = work()
        best = min(best, time.process_time() - began)
    return best, result


def peer(path: Path, rule: Rule) -> tuple[float, float, list[str]]:
    """pabutools: seconds of reading and of counting, and the winners."""
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import exhaustion_by_budget_increase, method_of_equal_shares

    reading, (instance, plain) = timed(lambda: parse_pabulib(str(path)))

    def work() -> Any:
        profile = plain.as_multiprofile()
        if rule is NONE:
            return method_of_equal_shares(instance, profile, sat_class=Cost_Sat)
        return exhaustion_by_budget_increase(
            instance,
            profile,
            method_of_equal_shares,
            rule_params={"sat_class": Cost_Sat},
            budget_step=profile.num_ballots(),
        )

    counting, chosen = timed(work)
    return reading, counting, sorted(one.name for one in chosen)


def growth() -> dict[int, float]:
    """Seconds by approvals: the first eighth, quarter, half of the voters of Łódź 2022, and all, over the same projects."""
    file = read((DATA / "Poland_Lodz_2022.pb").read_bytes())
    projects = [Project(one, cost) for one, cost in zip(file.ids, file.costs, strict=True)]
    found = {}
    for share in (8, 4, 2, 1):
        ballots = [Ballot(tuple(one)) for one in file.ballots[: len(file.ballots) // share]]
        made = election(projects, file.budget, ballots)
        approvals = sum(len(one.projects) for one in ballots)
        found[approvals] = round(timed(lambda made=made: count(made, NONE), REPEATS)[0], 4)
    return found


def main(*, quick: bool) -> None:
    """Measure and print."""
    if not DATA.is_dir():
        sys.exit(f"there are no elections in {DATA}")
    figures = []
    for name, completion, rule, short in CASES:
        path = DATA / f"{name}.pb"
        content = path.read_bytes()
        reading, made = timed(lambda content=content: as_election(read(content)))
        counting, outcome = timed(lambda made=made, rule=rule: count(made, rule), REPEATS)
        one = {
            "election": name,
            "completion": completion,
            "voters": made.voters,
            "groups": len(made.size),
            "reading_s": round(reading, 3),
            "counting_s": round(counting, 4),
            "winners": len(outcome.winners),
            "cost": str(Fraction(made.cost(outcome.winners))),
            "runs": outcome.shares.runs,
        }
        if short or not quick:
            peers_reading, peers_counting, chosen = peer(path, rule)
            one |= {
                "pabutools_reading_s": round(peers_reading, 3),
                "pabutools_counting_s": round(peers_counting, 3),
                "same_winners": chosen == sorted(made.projects[index].id for index in outcome.winners),
                "times_faster": round(peers_counting / counting, 1),
            }
        figures.append(one)
        print(json.dumps(one), flush=True)
    grown = growth()
    fewest, most = min(grown), max(grown)
    times = grown[most] / grown[fewest] / (most / fewest)
    print(json.dumps({"seconds_by_approvals": grown, "times_linear": round(times, 2)}))
    if not all(one.get("same_winners", True) for one in figures):
        sys.exit("the outcomes differ")


if __name__ == "__main__":
    main(quick="quick" in sys.argv[1:])
