"""Three small drawings of how equal shares works: everyone has a share, supporters pay together, then the money is gone."""

from django.utils.safestring import SafeString, mark_safe

from folkmoot.web.charts.svg import element, join

_PEOPLE = range(8)
_STEP, _LEFT, _TOP, _TALL = 30, 12, 30, 52
_PAYING = (0.58, 0.58, 0.58, 0.58, 1, 1, 1, 1)
"""What each still has in the second drawing."""
_GONE = (0.31, 0.23, 0.35, 0.27, 0.69, 0.92, 0.81, 1.0)
"""What each still has in the last drawing."""


def _person(at: int, share: float, fill: str = "var(--fm-yew)") -> list[SafeString]:
    x, tall = _LEFT + _STEP * at, _TALL * share
    found = []
    if share < 1:
        found.append(
            element(
                "rect",
                x=x,
                y=_TOP,
                width=20,
                height=_TALL,
                rx=9,
                fill="none",
                stroke="var(--fm-line-strong)",
                stroke_dasharray="3 3",
            )
        )
    found.append(element("rect", x=x, y=_TOP + _TALL - tall, width=20, height=tall, rx=8, fill=fill))
    return found


def _coin(x: float, y: float, width: float) -> SafeString:
    return element("rect", x=x, y=y, width=width, height=16, rx=7, fill="var(--fm-lichen)")


def _whole(parts: list[SafeString]) -> SafeString:
    return mark_safe(f'<svg viewBox="0 0 250 96" aria-hidden="true">{join(parts)}</svg>')  # noqa: S308 - drawn here.


def drawings() -> tuple[SafeString, SafeString, SafeString]:
    """The three of them, in their order."""
    everyone = [part for at in _PEOPLE for part in _person(at, 1)]
    coins = [_coin(_LEFT + _STEP * at + 2, 11, 16) for at in _PEOPLE]
    paying = [part for at, share in enumerate(_PAYING) for part in _person(at, share)]
    left = [part for at in _PEOPLE for part in _person(at, _GONE[at])]
    return (
        _whole([*everyone, *coins]),
        _whole([*paying, _coin(_LEFT, 6, _STEP * 4 - 10)]),
        _whole([*left, _coin(_LEFT + _STEP * 4, 6, _STEP * 3)]),
    )
