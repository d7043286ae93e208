"""Where something stands: an icon and a word. Lists have one or two in every row, so each is made once and kept."""

from functools import lru_cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from folkmoot.web.icons import icon

_ICONS = {
    "progress": "wrench",
    "waiting": "clock",
    "fixed": "check",
    "record": "check",
    "yew": "check",
    "late": "warning",
    "closed": "minus",
}
_OTHERS = "chat"


def state_icon(kind: str) -> str:
    """The name of the icon of a kind of state."""
    return _ICONS.get(kind, _OTHERS)


def state(kind: str, label: str, drawn: str = "") -> SafeString:
    """``<c-state>`` as a function: the kind gives colour and icon, ``drawn`` names another icon."""
    # Escaped before it is looked up, because a safe text and an unsafe one of equal letters are equal keys.
    return _state(conditional_escape(kind), conditional_escape(label), drawn)


@lru_cache(maxsize=2048)
def _state(kind: str, label: str, drawn: str) -> SafeString:
    words = mark_safe(label)  # noqa: S308 - state() has escaped it.
    return format_html(
        '<span class="fm-state is-{}">{}{}</span>', kind, icon(drawn or state_icon(kind)), words
    )
