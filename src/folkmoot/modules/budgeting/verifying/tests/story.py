"""A round as facts and as a log on disk: made without a database, so that a test can change any of it and chain it anew."""

import copy
import json
from datetime import UTC, datetime, timedelta

from folkmoot.modules.budgeting.rules.frozen import plan
from folkmoot.modules.budgeting.rules.outcome import digest, outcome_of
from folkmoot.modules.budgeting.rules.revealing import Cast, commitment_of, last_ballots, parts
from folkmoot.modules.budgeting.rules.rule import Rule
from folkmoot.modules.budgeting.rules.ties import TieBreaking
from folkmoot.record.tests.small_log import write_log

ROUND = 3
DAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
CLOSES = DAY + timedelta(days=14)
RULE = Rule(
    name="equal_shares", completion="add1", ties=TieBreaking(order="lot", seed="drawn in the town hall")
).record()
POTS = [
    {"code": "all", "title": "Whole town", "area": "", "amount": 100_000},
    {"code": "north", "title": "North", "area": "north", "amount": 30_000},
    {"code": "south", "title": "South", "area": "south", "amount": 30_000},
]
LINES = {
    "all": {11: 60_000, 12: 50_000, 13: 30_000},
    "north": {21: 20_000, 22: 15_000},
    "south": {31: 25_000},
}


def voter(number):
    return f"{number:032x}"


def salt(number):
    return f"{number:064x}"


def choice(**pots):
    return {pot: [[number, 1] for number in numbers] for pot, numbers in pots.items()}


class Story:
    """Facts in the order of the log; every one is a dict of its envelope."""

    def __init__(self):
        self.facts = []
        self.at = DAY
        self.opened = {}
        self.made = 0

    def add(self, kind, payload, *, subject=f"budget_rounds/{ROUND}", at=None, place=None):
        """One more fact, a minute after the one before."""
        self.at = at or self.at + timedelta(minutes=1)
        self.made += 1
        fact = {
            "accepted": self.at,
            "actor": "office:participation",
            "id": f"{self.made:032x}",
            "kind": f"budgeting.{kind}",
            "payload": payload,
            "subject": subject,
            "version": 1,
        }
        self.facts.insert(len(self.facts) if place is None else place, fact)
        return fact

    def cast(self, number, chosen, *, channel="internet", at=None, place=None):
        """A ballot of a voter, with the salt that its place gives it."""
        mine = [one for one in self.of("ballot_cast") if one["payload"]["voter"] == voter(number)]
        salted = salt(1000 + self.made)
        payload = {
            "round": ROUND,
            "voter": voter(number),
            "channel": channel,
            "choice": commitment_of(chosen, salted),
            "replaces": "" if self.gone(number) else mine[-1]["id"] if mine else "",
        }
        fact = self.add(
            "ballot_cast", payload, subject=f"budget_ballots/{ROUND}-{voter(number)}", at=at, place=place
        )
        self.opened[fact["payload"]["choice"]] = (voter(number), salted, chosen)
        return fact

    def gone(self, number):
        """Whether the voter's newest act took their ballot back."""
        acts = [
            one
            for one in self.of("ballot_cast", "ballot_withdrawn")
            if one["payload"]["voter"] == voter(number)
        ]
        return bool(acts) and acts[-1]["kind"] == "budgeting.ballot_withdrawn"

    def withdraw(self, number):
        mine = [one for one in self.of("ballot_cast") if one["payload"]["voter"] == voter(number)]
        payload = {"round": ROUND, "voter": voter(number), "ballot": mine[-1]["id"]}
        return self.add("ballot_withdrawn", payload, subject=f"budget_ballots/{ROUND}-{voter(number)}")

    def of(self, *kinds):
        return [one for one in self.facts if one["kind"].removeprefix("budgeting.") in kinds]

    def one(self, kind, number=0):
        return self.of(kind)[number]["payload"]

    def place(self, kind):
        return self.facts.index(self.of(kind)[0])

    def again(self):
        """Take opening, count and publication away, so that they can be told anew about changed ballots."""
        gone = ("ballots_revealed", "counted", "result_published")
        self.facts = [one for one in self.facts if one["kind"].removeprefix("budgeting.") not in gone]

    def last(self):
        cast = [
            Cast(one["id"], one["payload"]["voter"], one["payload"].get("choice", ""))
            for one in self.of("ballot_cast", "ballot_withdrawn")
        ]
        return [self.opened[one.choice] for one in last_ballots(cast).values()]

    def reveal(self, ballots=None, *, most=500):
        """Open the ballots that count, or those given."""
        found = parts(self.last() if ballots is None else ballots, most=most)
        for number, part in enumerate(found, start=1):
            ballots = [list(one) for one in part]
            self.add(
                "ballots_revealed", {"round": ROUND, "part": number, "of": len(found), "ballots": ballots}
            )

    def count(self):
        """Count what was opened, and publish it."""
        opened = [
            one
            for fact in self.of("ballots_revealed", "ballots_imported")
            for one in fact["payload"]["ballots"]
        ]
        told = [
            outcome_of(pot, [chosen for _voter, _salt, chosen in opened])
            for pot in plan(ROUND, self.one("frozen"), POTS).pots.values()
        ]
        for one in told:
            self.add(
                "counted",
                {
                    "round": ROUND,
                    "pot": one["pot"],
                    "winners": one["winners"],
                    "cost": one["cost"],
                    "voters": one["voters"],
                    "endowment": one.get("endowment", ""),
                    "digest": digest(one),
                },
            )
        winners = sum(len(one["winners"]) for one in told)
        self.add("result_published", {"round": ROUND, "ballots": len(opened), "winners": winners})

    def write(self, directory):
        """The log on disk, chained and signed."""
        entries = []
        for one in self.facts:
            stated = copy.deepcopy(one) | {"accepted": one["accepted"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
            entries.append(
                json.dumps(stated, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            )
        write_log(directory, entries)
        return directory


def frozen_pots():
    return [
        {
            "code": one["code"],
            "amount": one["amount"],
            "design": {"type": "approval", "minimum": 0, "maximum": 2, "points": 0, "points_most": 0},
            "rule": RULE,
            "projects": [{"number": number, "cost": cost} for number, cost in LINES[one["code"]].items()],
        }
        for one in POTS
    ]


def described(**changes):
    return {
        "slug": "town",
        "title": "Budget of Marlhaven",
        "summary": "",
        "office": "participation",
        "currency": "EUR",
        "pots": copy.deepcopy(POTS),
        "categories": [],
        "minimum": 0,
        "maximum": 0,
        "who": {"text": "", "areas": [], "minimum_age": 0, "verified": True},
    } | changes


def calendar(closes=CLOSES):
    begins = (DAY + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    ends = closes.isoformat().replace("+00:00", "Z")
    return {"phases": [{"name": "voting", "opens": begins, "closes": ends}]}


def begun():
    """A round in which voting has just begun."""
    story = Story()
    story.add("round_described", described())
    story.add("calendar_set", calendar())
    story.add("frozen", {"currency": "EUR", "pots": frozen_pots(), "areas_most": 1})
    opens = DAY + timedelta(hours=1)
    story.add("phase_begun", {"phase": "voting", "at": opens.isoformat()}, at=opens)
    return story


def whole():
    """A round from its description to its result: a voter changed, one withdrew, one withdrew and voted again."""
    story = begun()
    story.cast(1, choice(all=[11, 13]))
    story.cast(2, choice(all=[12], north=[21]))
    story.cast(3, choice(all=[11], south=[31]))
    story.cast(1, choice(all=[12, 13], north=[22]))
    story.cast(4, choice(all=[13]))
    story.withdraw(4)
    story.cast(5, choice(north=[21, 22]))
    story.withdraw(5)
    story.cast(5, choice(all=[11], north=[22]))
    story.cast(6, choice(all=[11, 12]), channel="paper", at=CLOSES + timedelta(hours=3))
    counting = {"phase": "counting", "at": CLOSES.isoformat()}
    story.add("phase_begun", counting, at=CLOSES + timedelta(seconds=7), place=len(story.facts) - 1)
    story.at = CLOSES + timedelta(hours=3)
    story.reveal()
    story.count()
    return story
