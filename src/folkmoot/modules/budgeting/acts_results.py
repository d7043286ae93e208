"""How the facts of results read to people."""

from collections.abc import Mapping
from typing import Any

from folkmoot.record.manifest import Act

ACTS: Mapping[type[Any], Act] = {}
