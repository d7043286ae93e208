"""Old versions of facts are read as the newest: a chain of pure functions from payload to payload.

The leaf keeps the bytes it was accepted with for ever; only readers see the upcast payload.
"""

from collections.abc import Callable
from typing import Any

Upcast = Callable[[dict[str, Any]], dict[str, Any]]


class MissingUpcast(LookupError):
    """The record holds a version of a kind that nobody taught this program to read."""


def upcast(
    *, kind: str, version: int, newest: int, payload: dict[str, Any], upcasts: dict[tuple[str, int], Upcast]
) -> dict[str, Any]:
    """``payload`` of ``version`` rewritten step by step to ``newest``; each step is keyed by where it starts."""
    if version > newest:
        raise MissingUpcast(f"{kind} version {version} is newer than this program's {newest}: upgrade it")
    for step in range(version, newest):
        try:
            payload = upcasts[kind, step](payload)
        except KeyError as error:
            raise MissingUpcast(f"no upcast of {kind} from version {step} to {step + 1}") from error
    return payload
