"""Files from addresses that somebody typed in, so that a loader reaches nothing but the open internet."""

from folkmoot.modules.catalogue.fetching.fetch import Fetched, fetch

__all__ = ["Fetched", "fetch"]
