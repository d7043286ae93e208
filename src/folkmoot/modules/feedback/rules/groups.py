"""What may be shown by groups, so that no single answer on the record can be put into one.

The record holds each answer without its group, at the moment at which it was given. Were a group's numbers kept fresh, whoever
watches would see which group grew when an answer came. So a group is shown from five answers on, its numbers change by
at least five answers at a time, and what is not in any group that is shown is nothing or at least five answers as well.
"""

from collections.abc import Mapping

from folkmoot.record.counted import FEWEST

Counts = Mapping[str, Mapping[str, int]]
"""Of one group: by question and choice. ``[""][""]`` is how many answered at all."""
Table = Mapping[str, Counts]


def answers(counts: Counts) -> int:
    """How many answered at all."""
    return counts.get("", {}).get("", 0)


def next_table(now: Table, shown: Table, *, fewest: int = FEWEST) -> dict[str, Counts]:
    """What is shown next, given the numbers of now and what is shown already, of one way to group.

    What is shown stays unless its numbers have moved by ``fewest`` answers. When what is left over would be too few to hide a
    person, the smallest news waits, and one after the other those that follow; then nothing changes at all.
    """
    moved = [
        group
        for group, counts in now.items()
        if answers(counts) >= fewest and abs(answers(counts) - answers(shown.get(group, {}))) >= fewest
    ]
    moved.sort(key=lambda group: (answers(now[group]), group))
    whole = sum(map(answers, now.values()))
    while moved:
        table = {**shown, **{group: now[group] for group in moved}}
        left = whole - sum(map(answers, table.values()))
        if left == 0 or left >= fewest:
            return table
        moved.pop(0)
    return dict(shown)
