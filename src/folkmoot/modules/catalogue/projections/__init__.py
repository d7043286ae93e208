"""Facts about datasets become rows. Ids and times come from the fact, so that a rebuild gives the same rows."""

from folkmoot.modules.catalogue.projections import describing, harvesting, loading

__all__ = ["describing", "harvesting", "loading"]
