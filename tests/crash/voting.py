# ruff: noqa: T201 - printing is how it reports.
"""What the tests of voters whose process is killed run in processes of their own: ``python -m tests.crash.voting VERB …``."""

import json
import sys
import threading

import django

django.setup()

from django.db import connection  # noqa: E402

from folkmoot.modules.budgeting.models import Ballot, SealedChoice, Voter  # noqa: E402
from folkmoot.modules.budgeting.queries import voters  # noqa: E402
from folkmoot.modules.budgeting.rules.ballots import commitment  # noqa: E402
from folkmoot.modules.budgeting.services.casting import cast  # noqa: E402
from folkmoot.modules.budgeting.tests.town import describe_town, round_in_voting  # noqa: E402
from folkmoot.modules.budgeting.tests.voting_town import voter  # noqa: E402
from folkmoot.record.api import receipt  # noqa: E402
from folkmoot.record.models import RecordedFact  # noqa: E402
from folkmoot.record.projection import rebuild  # noqa: E402
from tests.crash.dying import die_at  # noqa: E402

VOTERS = 8


def begin():
    """A round that so many people may vote in."""
    describe_town()
    number, projects = round_in_voting()
    for at in range(VOTERS):
        voter(number, at)
    print(json.dumps([number, projects]))


def vote(projects, step="", occurrence="1"):
    """Everybody votes and changes their minds again and again, all at once; each ballot is told when it is answered."""
    numbers = json.loads(projects)
    keys = list(Voter.objects.order_by("pk").values_list("pk", flat=True))

    def work(key):
        for at in range(400):
            given = cast(voter=key, choice={"town": [(numbers[at % len(numbers)], 1)]})
            sys.stdout.write(f"{key.hex} {given.fact_id} {numbers[at % len(numbers)]}\n")
            sys.stdout.flush()
        connection.close()

    if step:
        die_at(step, int(occurrence))
    threads = [threading.Thread(target=work, args=(key,)) for key in keys]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def report():
    """What a fresh process finds; the last ballot of each voter, by their private key."""
    sealed = {one.key: one for one in SealedChoice.objects.all()}
    rows = list(Ballot.objects.filter(state="cast"))
    mine = {}
    for one in Voter.objects.all():
        row = Ballot.objects.filter(voter=voters.pseudonym_of(one.pk, one.round)).first()
        mine[one.pk.hex] = [row.fact_id, sealed[row.key].choice] if row else None
    print(
        json.dumps(
            {
                "ballots": len(rows),
                "sealed": len(sealed),
                "opens": sum(
                    commitment(sealed[one.key].choice, bytes(sealed[one.key].salt)) == one.choice
                    and sealed[one.key].fact_id == one.fact_id
                    for one in rows
                ),
                "voted": Voter.objects.filter(channel="internet").count(),
                "facts": list(
                    RecordedFact.objects.filter(kind="budgeting.ballot_cast").values_list(
                        "fact_id", flat=True
                    )
                ),
                "held": all(receipt(one) is not None for one in sys.argv[2:]),
                "mine": mine,
                "differences": len(rebuild()),
            }
        )
    )


if __name__ == "__main__":
    {"begin": begin, "vote": vote, "report": lambda *_: report()}[sys.argv[1]](*sys.argv[2:])
