"""Facts about datasets become rows. Ids and times come from the fact, so that a rebuild gives the same rows."""

from folkmoot.modules.catalogue.projections import contributing, describing, harvesting, loading

__all__ = ["contributing", "describing", "harvesting", "loading"]
