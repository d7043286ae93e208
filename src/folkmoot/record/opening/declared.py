"""Every open dataset of this installation."""

from functools import cache

from django.utils.module_loading import import_string

from folkmoot.record import registry
from folkmoot.record.opening.columns import NotOpen
from folkmoot.record.opening.datasets import OpenDataset, OpenTable


@cache
def datasets() -> tuple[OpenDataset, ...]:
    """What the manifests declare, in their order. Raises NotOpen for what cannot be published, or is declared twice."""
    found: dict[str, OpenDataset] = {}
    for one in registry.manifests():
        for path in one.datasets:
            given = import_string(path)
            if not isinstance(given, OpenDataset):
                raise NotOpen(f"{path} is not an OpenDataset")
            if given.key in found:
                raise NotOpen(f"the dataset {given.key} is declared twice")
            found[given.key] = given
    return tuple(found.values())


def table(key: str, name: str) -> OpenTable | None:
    """A declared table, or None."""
    every = {one.key: one for one in datasets()}
    return next((one for one in every[key].tables if one.name == name), None) if key in every else None
