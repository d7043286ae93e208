"""What people said about closings, as a table that may be published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from folkmoot.modules.service_requests.models import RatingTally
from folkmoot.record.suppression import TOTAL, Cell, hidden_cells, with_totals


@dataclass(frozen=True, slots=True)
class Said:
    """Answers of a cell. All are None when the cell is hidden to protect the few who answered."""

    answers: int | None
    yes: int | None
    partly: int | None
    no: int | None

    @property
    def hidden(self) -> bool:
        """Whether the cell may not be shown."""
        return self.answers is None

    @property
    def share(self) -> float | None:
        """The share of 0 to 1 that said yes; None without answers to show."""
        return self.yes / self.answers if self.answers and self.yes is not None else None


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The table of a year by service (rows) and area (columns); None stands for all, "" for no known area."""

    year: int
    services: Sequence[str]
    areas: Sequence[str]
    cells: Mapping[Cell, Said]

    def by_service(self) -> list[tuple[str, Said]]:
        """Each service with its answers in all areas."""
        return [(one, self.cells[one, TOTAL]) for one in self.services]

    def by_area(self) -> list[tuple[str, Said]]:
        """Each area with its answers about all services."""
        return [(one, self.cells[TOTAL, one]) for one in self.areas]

    @property
    def all(self) -> Said:
        """Everything together."""
        return self.cells[TOTAL, TOTAL]


def satisfaction(year: int) -> Satisfaction:
    """Whether closings of a calendar year (UTC) solved it, by service and area; small cells are hidden. One query.

    Years do not overlap, so that no two published tables can be subtracted from each other.
    """
    rows = list(RatingTally.objects.filter(year=year))
    counts = {(one.service_code, one.area): one.yes + one.partly + one.no for one in rows}
    counts = {cell: n for cell, n in counts.items() if n}
    hidden = hidden_cells(counts)
    answers = with_totals(counts)
    yes, partly, no = (
        with_totals(dict.fromkeys(counts, 0) | _part(rows, name, counts)) for name in ("yes", "partly", "no")
    )
    return Satisfaction(
        year=year,
        services=sorted({service for service, _area in counts}),
        areas=sorted({area for _service, area in counts}),
        cells={
            cell: Said(None, None, None, None)
            if cell in hidden
            else Said(n, yes[cell], partly[cell], no[cell])
            for cell, n in answers.items()
        },
    )


def rated_years() -> list[int]:
    """Years with answers, newest first."""
    return list(RatingTally.objects.order_by("-year").values_list("year", flat=True).distinct())


def _part(
    rows: Sequence[RatingTally], name: str, counts: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], int]:
    return {
        (one.service_code, one.area): getattr(one, name)
        for one in rows
        if (one.service_code, one.area) in counts
    }
