"""Acts in plain words, for feeds and mail."""

from django.utils.translation import gettext

from folkmoot.record import registry


def plain(kind: str, *, title: str, subject: str) -> str:
    """An act as a plain sentence in the language of the moment."""
    act = registry.act_of(kind)
    if act is None:
        return f"{kind}: {title or subject}"
    title = title or gettext("something that is no longer listed")
    return str(act.sentence).replace("%(title)s", title).replace("%%", "%")


def one_line(text: str) -> str:
    """The text without line breaks and runs of spaces, as a header or a heading needs it."""
    return " ".join(text.split())
