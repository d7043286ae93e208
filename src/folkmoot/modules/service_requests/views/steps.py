"""What travels from step to step of a report in addresses and hidden fields."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

LONGEST_WORDS = 400
"""Characters of step 2's words that are read."""


def step(name: str, query: Mapping[str, Any]) -> str:
    """The address of a step that knows what was chosen before."""
    return f"{reverse(f'service_requests:{name}')}?{urlencode(query)}"


def carried_in(data: Mapping[str, str], *names: str) -> dict[str, str]:
    """What was chosen or written in another step and is not empty; words are cut to what is read of them."""
    found = {name: data.get(name, "").replace("\x00", "").strip() for name in names}
    return {name: value[:LONGEST_WORDS] if name == "q" else value for name, value in found.items() if value}
