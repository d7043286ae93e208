"""Where an idea stands, and what may be done to it there."""

from collections.abc import Iterable, Mapping, Sequence

from folkmoot.modules.budgeting.rules.rounds import MOST_AMOUNT, text
from folkmoot.record.refusal import Refusal, one_of

STATES = (
    "idea",
    "sorted",
    "costed",
    "infeasible",
    "on_ballot",
    "delivered",
    "merged",
    "turned_down",
    "hidden",
    "withdrawn",
)
OPEN = frozenset({"idea", "sorted"})
"""Nobody has decided yet whether it comes on the ballot."""
SHOWN = frozenset(STATES) - {"hidden", "withdrawn"}
"""Lists show it, and its words may be read."""
SHOWN_CODES = ("duplicate", "outside", "not_ours", "too_dear", "unlawful_plan", "unclear")
HIDDEN_CODES = ("offensive", "personal", "advert")
CODES = SHOWN_CODES + HIDDEN_CODES
"""Why an idea goes no further. With a hidden code its words are not shown."""
TITLE, TEXT, REASON, WHAT, LINES, PICTURES, AUTHORS = 80, 4000, 2000, 200, 40, 5, 10
"""Most characters of each text; lines of a costing sheet, pictures, and authors."""

ALLOWED: Mapping[str, frozenset[str]] = {
    "edited": frozenset({"idea"}),
    "withdrawn": OPEN,
    "joined": OPEN,
    "sorted": OPEN | {"costed", "infeasible"},
    "merge": OPEN,
    "turned_down": OPEN | {"costed", "infeasible"},
    "taken_up": frozenset({"turned_down", "hidden"}),
    "costed": frozenset({"sorted", "costed", "infeasible"}),
    "on_ballot": frozenset({"costed"}),
}
"""From which states each act is possible; everything else is refused."""


def may(act: str, state: str, *, frozen: bool = False) -> Refusal | None:
    """Whether an act is possible in a state; nothing of these is once the round is frozen."""
    if frozen and act != "on_ballot":
        return Refusal("", "this round is frozen for its vote: its projects cannot change any more")
    if state in ALLOWED[act]:
        return None
    return Refusal(
        "", "this is not possible any more: the project is in another state now; open the page again"
    )


def words(*, title: str, text_: str, pictures: int = 0) -> list[Refusal | None]:
    """Everything that is wrong with what was written."""
    return [
        text("title", title, TITLE),
        text("text", text_, TEXT),
        None
        if pictures <= PICTURES
        else Refusal.of("pictures", "add %(most)s pictures at most", most=PICTURES),
    ]


def where(lat: float | None, lon: float | None) -> Refusal | None:
    """A place is both numbers on the earth, or neither."""
    if lat is None and lon is None:
        return None
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004
        return Refusal("place", "choose a place on the map, or none")
    return None


def known(where_: str, code: str, codes: Sequence[str], *, needed: bool = False) -> Refusal | None:
    """A code that is one of the round's."""
    if code in codes or (not code and not needed):
        return None
    return one_of(where_, codes) if codes else Refusal(where_, "leave this empty: the round has none")


def may_cost(
    *, amounts: Sequence[int], feasible: bool, reason: str, maximum: int, pot: int
) -> list[Refusal | None]:
    """Everything that is wrong with a costing sheet; ``maximum`` is what a project may cost, ``pot`` what there is."""
    total = sum(amounts)
    found: list[Refusal | None] = [
        None if len(amounts) <= LINES else Refusal.of("lines", "give %(most)s lines at most", most=LINES),
        text("reason", reason, REASON),
        None
        if all(abs(one) <= MOST_AMOUNT for one in amounts) and 0 <= total <= MOST_AMOUNT
        else Refusal("lines", "the lines have to add up to an amount that is not below zero"),
    ]
    if feasible:
        found += [
            None if total > 0 else Refusal("lines", "say what the project costs; it has to be above zero"),
            None
            if not maximum or total <= maximum
            else Refusal(
                "lines", "this is more than a project of this round may cost; say that it is not feasible"
            ),
            None if total <= pot else Refusal("lines", "this is more than there is in the pot"),
        ]
    return found


def fits(total: int, *, minimum: int, maximum: int, pot: int) -> bool:
    """Whether a project with this cost may come on the ballot."""
    return 0 < total <= pot and total >= minimum and (not maximum or total <= maximum)


def agreed(authors: Iterable[str], agreements: Iterable[str]) -> bool:
    """Whether every author (``<project>/<pseudonym>``) agreed; ideas without authors left ask nobody."""
    return set(authors) <= set(agreements)


def turned_down_to(code: str) -> str:
    """The state of an idea that was turned down with a code."""
    return "hidden" if code in HIDDEN_CODES else "turned_down"
