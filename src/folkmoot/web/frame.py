"""The frame around every page, made once for everything it depends on and filled in for each reader.

Head, header, foot and record strip are a third of the work of a small page, and the same for thousands of readers but for
two things: the address to come back to after a choice, and the token of the sign-out form. Those two are holes.
"""

import secrets
from typing import Any

from django.template import Context, Engine
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from folkmoot.web.context import Shell

_MOST = 512
_HERE = f"hole-{secrets.token_hex(16)}"
_TOKEN = f"hole-{secrets.token_hex(16)}"
"""What stands in the holes; nobody outside this process can know it, so nobody can make a hole of their own."""
_made: dict[tuple[Any, ...], str] = {}


class _Hollow:
    """The shell of a request with a hole where the address of the page would be."""

    here = _HERE

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shell, name)


def frame(context: Context, name: str) -> SafeString:
    """A template of the shell. It may depend on ``shell`` and on whether somebody is signed in, and on nothing else."""
    shell: Shell = context["shell"]
    key = (name, *shell.depends_on)
    made = _made.get(key)
    if made is None:
        if len(_made) >= _MOST:
            _made.clear()
        with context.push(shell=_Hollow(shell), csrf_token=_TOKEN):
            made = _made[key] = Engine.get_default().get_template(name).render(context)
    filled = made.replace(_HERE, escape(shell.here))
    if _TOKEN in filled:
        # The same one as in the page's other forms: each further one would be made of random numbers anew.
        filled = filled.replace(_TOKEN, str(context["csrf_token"]))
    return mark_safe(filled)  # noqa: S308 - a template made it, and both holes are filled with escaped words.
