"""Which cells of a published table must stay hidden so that nobody is found in it. Pure.

Cells with fewer than five people are hidden, and so many others that no hidden cell can be worked out from the totals
(primary and complementary suppression: Hundepool and others, Statistical Disclosure Control, 2012, chapter 4). Rows
and columns of the table with its margins are the two sides of a graph and hidden cells its edges: a hidden cell follows
from the shown ones exactly when its edge is a bridge, that is, on no cycle (Gusfield, A graph theoretic approach to
statistical data security, SIAM J. Comput. 17(3), 1988).
"""

from collections.abc import Iterable, Iterator, Mapping

from folkmoot.record.counted import FEWEST

LEAST = FEWEST
"""Fewer people than this are not shown."""
TOTAL = None
"""Stands for "all" as a row or a column."""

Cell = tuple[str | None, str | None]
_Node = tuple[int, str | None]


def with_totals(counts: Mapping[tuple[str, str], int]) -> dict[Cell, int]:
    """Every cell of the table, also the empty ones, with totals of rows, columns and all."""
    rows = sorted({row for row, _column in counts})
    columns = sorted({column for _row, column in counts})
    table: dict[Cell, int] = {
        (row, column): counts.get((row, column), 0) for row in rows for column in columns
    }
    for row in rows:
        table[row, TOTAL] = sum(table[row, column] for column in columns)
    for column in columns:
        table[TOTAL, column] = sum(table[row, column] for row in rows)
    table[TOTAL, TOTAL] = sum(counts.values())
    return table


def hidden_cells(counts: Mapping[tuple[str, str], int], *, least: int = LEAST) -> frozenset[Cell]:
    """The cells of ``with_totals(counts)`` that must not be shown.

    No hidden cell can be computed from what is shown, and where hidden cells add up to a number that can, it is at
    least ``least``. Small cells go first, so that as much as possible stays.
    """
    table = with_totals(counts)
    hidden = {cell for cell, n in table.items() if 0 < n < least}
    while weak := _weak(table, hidden, least):
        for cell in weak:
            hidden.add(_companion(table, hidden, cell))
    return frozenset(hidden)


def _weak(table: Mapping[Cell, int], hidden: set[Cell], least: int) -> list[Cell]:
    """Hidden cells that need company: bridges, and one of each line whose hidden cells add up to too little."""
    if len(hidden) == len(table):
        return []
    if bridges := list(_bridges(hidden)):
        return bridges
    for axis in (0, 1):
        lines: dict[str | None, list[Cell]] = {}
        for cell in sorted(hidden, key=str):
            lines.setdefault(cell[axis], []).append(cell)
        for line, cells in lines.items():
            margin: Cell = (line, TOTAL) if axis == 0 else (TOTAL, line)
            if margin not in hidden and sum(table[one] for one in cells) < least:
                return cells[:1]
    return []


def _companion(table: Mapping[Cell, int], hidden: set[Cell], cell: Cell) -> Cell:
    """The cell to hide beside this one: the smallest with people in its row, else its column, else anywhere."""
    shown = [one for one in table if one not in hidden]
    for some in (
        [one for one in shown if one[0] == cell[0] and table[one]],
        [one for one in shown if one[1] == cell[1] and table[one]],
        [one for one in shown if table[one]],
        shown,
    ):
        if some:
            # Totals tell most, so they go last.
            return min(some, key=lambda one: ((one[0] is TOTAL) + (one[1] is TOTAL), table[one], str(one)))
    return cell


def _bridges(hidden: Iterable[Cell]) -> Iterator[Cell]:
    """Edges that lie on no cycle, by depth-first search (Tarjan 1974)."""
    near: dict[_Node, list[tuple[_Node, Cell]]] = {}
    for cell in sorted(hidden, key=str):
        row, column = (0, cell[0]), (1, cell[1])
        near.setdefault(row, []).append((column, cell))
        near.setdefault(column, []).append((row, cell))
    seen: dict[_Node, int] = {}
    low: dict[_Node, int] = {}
    for start, around in near.items():
        if start in seen:
            continue
        seen[start] = low[start] = len(seen)
        path: list[tuple[_Node, Cell | None, Iterator[tuple[_Node, Cell]]]] = [(start, None, iter(around))]
        while path:
            node, by, edges = path[-1]
            for other, cell in edges:
                if cell == by:
                    continue
                if other in seen:
                    low[node] = min(low[node], seen[other])
                    continue
                seen[other] = low[other] = len(seen)
                path.append((other, cell, iter(near[other])))
                break
            else:
                path.pop()
                if path and by is not None:
                    above = path[-1][0]
                    low[above] = min(low[above], low[node])
                    if low[node] > seen[above]:
                        yield by
