"""Reading environment variables, each declared once with what it is for."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """An environment variable that an operator may set."""

    name: str
    default: str
    purpose: str


SETTINGS: dict[str, Setting] = {}


def read(name: str, default: str, purpose: str) -> str:
    """The variable's value or its default; empty counts as absent."""
    SETTINGS[name] = Setting(name, default, purpose)
    return os.environ.get(name) or default


def flag(name: str, purpose: str, *, default: bool = False) -> bool:
    """A yes/no variable: 1, true, yes or on mean yes."""
    return read(name, "1" if default else "0", purpose).lower() in {"1", "true", "yes", "on"}
