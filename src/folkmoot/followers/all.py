"""Every follower of this installation."""

import importlib
import pkgutil

from django.utils.module_loading import import_string

import folkmoot.followers
from folkmoot.record import registry
from folkmoot.record.follow import Follower


def followers() -> list[Follower]:
    """``FOLLOWER`` of each module in ``folkmoot.followers``, then those that manifests name; by name, each once.

    Raises ValueError when two have one name, because they would share a cursor and each miss what the other read.
    """
    found: list[Follower] = []
    for one in pkgutil.iter_modules(folkmoot.followers.__path__):
        if one.name not in {"all", "migrations", "models", "module", "tests"}:
            here = importlib.import_module(f"folkmoot.followers.{one.name}")
            if isinstance(declared := getattr(here, "FOLLOWER", None), Follower):
                found.append(declared)
    found += [import_string(path) for manifest in registry.manifests() for path in manifest.followers]
    names = [one.name for one in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two followers are called {', '.join(twice)}")
    return sorted(found, key=lambda one: one.name)
