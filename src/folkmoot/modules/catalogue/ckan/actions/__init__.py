"""One function for each action of CKAN; importing this package registers them all."""

from folkmoot.modules.catalogue.ckan.actions import (
    packages,
    publishers,
    resources,
    rows,
    site,
    storing,
    tags,
    writing,
)

__all__ = ["packages", "publishers", "resources", "rows", "site", "storing", "tags", "writing"]
