"""The checks, one function each: what the facts of a round have to agree on. All yield problems; none of them repairs."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from folkmoot.modules.budgeting.rules.ballots import problems
from folkmoot.modules.budgeting.rules.frozen import Plan
from folkmoot.modules.budgeting.rules.revealing import Cast, commitment_of, last_ballots
from folkmoot.modules.budgeting.verifying.facts import Entry, Facts
from folkmoot.modules.budgeting.verifying.report import Problem


def frozen(facts: Facts) -> Iterator[Problem]:
    """Frozen once, before voting and before any ballot; money and pots are the same afterwards."""
    all_frozen = facts.of("frozen")
    if not all_frozen:
        yield Problem("frozen", "", "nothing was frozen: there is no budgeting.frozen of this round")
        return
    first, *more = all_frozen
    for one in more:
        yield Problem("frozen", one.where, f"it freezes a second time; {first.where} was the first")
    voting = facts.begun("voting")
    if voting and (voting.index < first.index or voting.accepted < first.accepted):
        yield Problem("frozen", first.where, f"voting had begun before, with {voting.where}")
    early = next((one for one in facts.ballots if one.index < first.index), None)
    if early:
        yield Problem("frozen", first.where, f"a ballot had been cast before, with {early.where}")
    amounts = {one["code"]: one["amount"] for one in first.payload["pots"]}
    for one in facts.of("round_described"):
        if one.index < first.index:
            continue
        stated = {pot["code"]: pot["amount"] for pot in one.payload["pots"]}
        if stated != amounts or one.payload["currency"] != first.payload["currency"]:
            yield Problem("frozen", one.where, "it changes pots or money after they were frozen")


def ballots(facts: Facts) -> Iterator[Problem]:
    """Each ballot is under its voter's own subject, and names the ballot of that voter that it replaces.

    So nobody can take a ballot out of the middle of a voter's, and nobody casts for another.
    """
    standing: dict[str, str] = {}
    for one in facts.ballots:
        voter = str(one.payload["voter"])
        if one.subject != f"budget_ballots/{facts.number}-{voter}" or one.payload["round"] != facts.number:
            yield Problem("ballots", one.where, f"it is about {one.subject}, but says voter {voter}")
        before = standing.get(voter, "")
        if one.kind == "ballot_withdrawn":
            if not before or one.payload["ballot"] != before:
                yield Problem("ballots", one.where, "it withdraws a ballot that is not the voter's last one")
            standing[voter] = ""
            continue
        if one.payload["replaces"] != before:
            said = one.payload["replaces"] or "none"
            yield Problem(
                "ballots", one.where, f"it replaces {said}; the ballot before is {before or 'none'}"
            )
        standing[voter] = one.id


def closing(facts: Facts) -> tuple[datetime | None, list[Problem]]:
    """When voting closes by the calendar that counts; a calendar that opened it again after its close is a problem."""
    closes: datetime | None = None
    found = []
    voting = facts.begun("voting")
    for one in facts.of("calendar_set"):
        phase = next((each for each in one.payload["phases"] if each["name"] == "voting"), None)
        if phase is None:
            continue
        new = datetime.fromisoformat(phase["closes"])
        if closes and voting and one.index > voting.index and new != closes and one.accepted >= closes:
            found.append(Problem("close", one.where, f"it moves the close of a vote that closed at {closes}"))
            continue
        closes = new
    return closes, found


def close(facts: Facts) -> Iterator[Problem]:
    """Ballots lie between the beginning and the end of voting; paper may be entered until ballots are opened."""
    voting, counting = facts.begun("voting"), facts.begun("counting")
    closes, found = closing(facts)
    yield from found
    opened = facts.of("ballots_revealed")
    for one in facts.ballots:
        if voting is None or one.index < voting.index or one.accepted < voting.accepted:
            yield Problem("close", one.where, "it was cast before voting began")
        elif opened and one.index > opened[0].index:
            yield Problem(
                "close", one.where, f"it was cast after the opening of ballots began with {opened[0].where}"
            )
        elif one.kind == "ballot_withdrawn":
            # Whoever turns out not to be entitled may be struck off until counting begins.
            if counting and one.index > counting.index:
                yield Problem("close", one.where, f"it was withdrawn after {counting.where}")
        elif one.payload["channel"] != "paper" and closes and one.accepted >= closes:
            yield Problem("close", one.where, f"it was cast at {one.accepted}; voting closed at {closes}")
    if opened and closes and opened[0].accepted < closes:
        yield Problem("close", opened[0].where, f"ballots were opened before voting closed at {closes}")


def once(facts: Facts) -> Iterator[Problem]:
    """Parts 1 to n of the opening are there once each, and no voter is in them twice."""
    opened = facts.of("ballots_revealed", "ballots_imported")
    if not opened:
        return
    kinds = {one.kind for one in opened}
    if len(kinds) > 1:
        yield Problem("once", opened[-1].where, "ballots were both opened and imported")
    number = opened[0].payload["of"]
    parts: dict[int, Entry] = {}
    voters: dict[str, Entry] = {}
    for one in opened:
        part = one.payload["part"]
        if one.payload["of"] != number:
            yield Problem(
                "once", one.where, f"it says {one.payload['of']} parts; {opened[0].where} says {number}"
            )
        if part in parts:
            yield Problem("once", one.where, f"part {part} was there with {parts[part].where}")
        parts[part] = one
        for voter, _salt, _choice in one.payload["ballots"]:
            if voter in voters:
                yield Problem("once", one.where, f"voter {voter} was there with {voters[voter].where}")
            voters[voter] = one
    if len({one.payload.get("sha256", "") for one in opened}) > 1:
        yield Problem("once", opened[-1].where, "the imported ballots are of several files")
    if missing := sorted(set(range(1, number + 1)) - set(parts)):
        yield Problem("once", "", f"part {', '.join(map(str, missing[:5]))} of {number} is missing")


def counting_ballots(facts: Facts) -> dict[str, Cast]:
    """The last ballot of each voter by the facts that cast and withdrew them."""
    return last_ballots(
        Cast(one.id, str(one.payload["voter"]), str(one.payload.get("choice", ""))) for one in facts.ballots
    )


def last(facts: Facts, counting: dict[str, Cast]) -> Iterator[Problem]:
    """Each opened ballot gives the commitment of the last one that its voter cast."""
    earlier: dict[str, dict[str, str]] = {}
    for each in facts.ballots:
        if each.kind == "ballot_cast":
            earlier.setdefault(str(each.payload["voter"]), {})[str(each.payload["choice"])] = each.where
    for one in facts.of("ballots_revealed"):
        for voter, salt, choice in one.payload["ballots"]:
            try:
                opens = commitment_of(choice, salt)
            except ValueError as error:
                yield Problem("last", one.where, f"the ballot of voter {voter} cannot be opened: {error}")
                continue
            if voter in counting and counting[voter].choice == opens:
                continue
            cast = earlier.get(voter, {})
            if opens in cast:
                why = "is an earlier one" if voter in counting else "was withdrawn"
                yield Problem("last", one.where, f"the ballot of voter {voter} {why}: {cast[opens]}")
            elif voter in counting:
                yield Problem(
                    "last", one.where, f"the ballot of voter {voter} is not the one that was committed to"
                )
            else:
                yield Problem("last", one.where, f"voter {voter} has no ballot that counts")


def complete(facts: Facts, counting: dict[str, Cast]) -> Iterator[Problem]:
    """Whoever has a ballot that counts is among those that were opened."""
    opened = {ballot[0] for one in facts.of("ballots_revealed") for ballot in one.payload["ballots"]}
    where = {one.id: one.where for one in facts.ballots}
    for voter, one in counting.items():
        if voter not in opened:
            yield Problem("complete", where[one.fact_id], f"the ballot of voter {voter} was left out")


def valid(facts: Facts, plan: Plan) -> Iterator[Problem]:
    """Each opened ballot keeps to the frozen design. Imported ones were cast elsewhere: they only have to be countable."""
    for one in facts.of("ballots_revealed"):
        for voter, _salt, choice in one.payload["ballots"]:
            for problem in problems(choice, plan.paper):
                pot = f" in pot {problem.pot}" if problem.pot else ""
                yield Problem("valid", one.where, f"the ballot of voter {voter}{pot}: {problem.why}")
    for one in facts.of("ballots_imported"):
        for voter, _salt, choice in one.payload["ballots"]:
            strange = [code for code in choice if code not in plan.pots]
            lines = [line[0] for code in choice if code in plan.pots for line in choice[code]]
            known = {number for pot in plan.pots.values() for number, _cost in pot.lines}
            if strange or not set(lines) <= known or len(set(lines)) < len(lines):
                yield Problem(
                    "valid", one.where, f"the ballot of voter {voter} marks what is not on it, or twice"
                )


def recount(facts: Facts, documents: dict[str, Any], digests: dict[str, str]) -> Iterator[Problem]:
    """Every pot was counted once, after all ballots were opened, and to the same outcome to the byte."""
    opened = facts.of("ballots_revealed", "ballots_imported")
    counted: dict[str, Entry] = {}
    for one in facts.of("counted"):
        pot = one.payload["pot"]
        if pot in counted:
            yield Problem("recount", one.where, f"pot {pot} had been counted with {counted[pot].where}")
        counted[pot] = one
        if opened and one.index < opened[-1].index:
            yield Problem("recount", one.where, f"ballots were opened afterwards, with {opened[-1].where}")
        if pot not in documents:
            yield Problem("recount", one.where, f"there is no pot {pot} among those that were frozen")
            continue
        right = documents[pot]
        said = {name: one.payload[name] for name in ("winners", "cost", "voters", "endowment")}
        wanted = {name: right.get(name, "") for name in said}
        for name, value in wanted.items():
            if said[name] != value:
                yield Problem(
                    "recount",
                    one.where,
                    f"{name} of pot {pot}: it says {said[name]}, the count gives {value}",
                )
        if one.payload["digest"] != digests[pot]:
            yield Problem(
                "recount",
                one.where,
                f"the outcome of pot {pot} is {digests[pot]}, not {one.payload['digest']}",
            )
    for pot in documents:
        if pot not in counted:
            yield Problem("recount", "", f"pot {pot} was never counted")


def published(facts: Facts, documents: dict[str, Any], opened: int) -> Iterator[Problem]:
    """The publication comes after every count and says as many ballots and winners."""
    counted = facts.of("counted")
    for row, one in enumerate(facts.of("result_published")):
        if row:
            yield Problem("published", one.where, "the result had been published before")
        if counted and one.index < counted[-1].index:
            yield Problem("published", one.where, f"pots were counted afterwards, with {counted[-1].where}")
        winners = sum(len(each["winners"]) for each in documents.values())
        if (one.payload["ballots"], one.payload["winners"]) != (opened, winners):
            yield Problem(
                "published",
                one.where,
                f"it says {one.payload['ballots']:,} ballots and {one.payload['winners']} winners; "
                f"there are {opened:,} and {winners}",
            )
