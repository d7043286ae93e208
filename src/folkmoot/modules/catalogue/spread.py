"""How the values of a column are spread: small histograms of its numbers."""

from functools import lru_cache

from django.utils.safestring import SafeString

from folkmoot.modules.catalogue import engines
from folkmoot.modules.catalogue.engine.typing import sql
from folkmoot.web.charts.svg import drawing, element

BINS, MOST_COLUMNS, SECONDS = 12, 24, 5.0
_WIDTH, _HEIGHT = 84.0, 24.0


@lru_cache(maxsize=1024)
def histograms(generation: str) -> dict[str, tuple[int, ...]]:
    """For each column of numbers the counts in twelve equal steps from its least to its greatest value."""
    fields = [
        one["name"]
        for one in engines.manifest(generation)["fields"]
        if one["type"] in {"int", "number"} and one["min"] != one["max"]
    ][:MOST_COLUMNS]
    if not fields:
        return {}
    parts = []
    for at, field in enumerate(fields):
        name = sql.name(field)
        step = f"least({BINS - 1}, floor(({name}::DOUBLE - low) / (high - low) * {BINS}))::INT"
        parts.append(
            f"SELECT {at} AS col, {step} AS bin, count(*) AS n FROM rows, "
            f"(SELECT min({name})::DOUBLE AS low, max({name})::DOUBLE AS high FROM rows) AS ends "
            f"WHERE {name} IS NOT NULL AND high > low GROUP BY ALL"
        )
    found: dict[str, list[int]] = {one: [0] * BINS for one in fields}
    for column, step, count in engines.local().run(generation, " UNION ALL ".join(parts), SECONDS):
        if step is not None and 0 <= step < BINS:
            found[fields[column]][step] = count
    return {name: tuple(counts) for name, counts in found.items()}


def drawn(counts: tuple[int, ...], label: str) -> SafeString:
    """A histogram as a small drawing."""
    most, wide = max(counts) or 1, _WIDTH / BINS
    bars = [
        element(
            "rect",
            x=wide * at,
            y=_HEIGHT - max(_HEIGHT * one / most, 1.0 if one else 0.0),
            width=wide - 1.4,
            height=max(_HEIGHT * one / most, 1.0 if one else 0.0),
            rx=1,
            fill="var(--fm-c1)",
        )
        for at, one in enumerate(counts)
    ]
    return drawing(_WIDTH, _HEIGHT, label, bars, class_="fm-data__spread")


def gauge(score: int, label: str, below: str) -> SafeString:
    """A score from 0 to 100 as an arc."""
    arc = "M18 72A52 52 0 0 1 122 72"
    line = {"d": arc, "fill": "none", "stroke_width": "12", "stroke_linecap": "round"}
    done = 163.4 * score / 100
    parts = [
        element("path", stroke="var(--fm-line)", **line),
        element("path", stroke="var(--fm-c1)", stroke_dasharray=f"{done:.1f} 163.4", **line) if score else "",
        element("text", str(score), x=70, y=66, text_anchor="middle", class_="fm-data__score"),
        element("text", below, x=70, y=81, text_anchor="middle", class_="fm-data__of"),
    ]
    return drawing(140, 84, label, [one for one in parts if one], class_="fm-data__gauge")  # type: ignore[misc]
