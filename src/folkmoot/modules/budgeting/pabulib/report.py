"""An outcome as text that people read."""

from typing import Any

from folkmoot.modules.budgeting.pabulib.reading import File

LISTED = 5


def report(file: File, told: dict[str, Any]) -> str:
    """Winners, then losers with reasons, then what greedy would have done."""
    election, currency = told["election"], told["election"]["currency"]
    lines = [
        election["description"] or file.meta.get("unit", ""),
        f"{election['voters']:,} voters, {election['projects']} projects, budget {election['budget']:,} {currency}".rstrip(),
        f"Rule: {', '.join(f'{key} {_shown(value)}' for key, value in told['rule'].items())}",
    ]
    if "endowment" in told:
        lines.append(
            f"Each voter had {told['endowment']['number']:,} {currency} to spend ({told['runs']} runs; {told['stopped']})."
        )
    lines += [
        "",
        f"{len(told['winners'])} projects win, for {told['cost']:,} {currency}; {told['left']:,} are left:",
    ]
    prices = {one["id"]: one for one in told.get("payments", ())}
    for one in told["winners"]:
        line = f"  {one['id']:<8} {one['cost']:>14,}  {one['votes']:>7,} votes  {one.get('name', '')[:60]}"
        lines.append(line.rstrip())
        if one["id"] in prices:
            paid = prices[one["id"]]
            lines.append(
                f"           {paid['paid_in_full']:,} voters paid {paid['price']['number']:,.2f} each"
                + (
                    f", {paid['paid_all_they_had_left']:,} all they had left"
                    if paid["paid_all_they_had_left"]
                    else ""
                )
            )
    if told.get("lost"):
        lines += ["", "These projects do not win:"]
        for one in told["lost"]:
            lines.append(
                f"  {one['id']:<8} {one['cost']:>14,}  {one['votes']:>7,} votes  {one.get('name', '')[:60]}".rstrip()
            )
            lines.append(f"           {_reason(one)}")
    if "under_greedy" in told:
        other = told["under_greedy"]
        without = other["voters_without_an_approved_winner_here"]
        lines += ["", _greedy(other), f"{without:,} voters have no winner that they marked; {_none(other)}"]
    if "official" in told:
        same = told["official"]["same"]
        lines += [
            "",
            "This is the official outcome." if same else f"The official outcome differs: {told['official']}",
        ]
    return "\n".join(lines)


def _greedy(other: dict[str, Any]) -> str:
    won, lost = ", ".join(other["would_have_won"]), ", ".join(other["would_have_lost"])
    return f"Under greedy by votes {won or 'no other project'} would have won, and {lost or 'none'} lost."


def _none(other: dict[str, Any]) -> str:
    return f"under greedy {other['voters_without_an_approved_winner_there']:,} would have none."


def _reason(one: dict[str, Any]) -> str:
    if "because" in one:
        by = f" by {', '.join(one['excluded_by'])}" if "excluded_by" in one else ""
        missing = f"; {one['missing']:,} were missing" if one["missing"] else ""
        return f"{one['because']}{by}: {one['remaining']:,} were left{missing}"
    spent = ", ".join(f"{each['money']:,.0f} on {each['id']}" for each in one["spent_on"][:LISTED])
    return (
        f"in round {one['round']} its supporters had {one['money']['number']:,.2f} left of {one['cost']:,} "
        f"({one['effective_support_percent']} %)" + (f"; they had spent {spent}" if spent else "")
    )


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(one)}" for key, one in value.items())
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
