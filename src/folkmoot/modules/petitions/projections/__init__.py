"""Facts about petitions become rows. Ids and times come from the fact, so that a rebuild gives the same rows."""

from folkmoot.modules.petitions.projections import deciding, guarding, signing, terms, watching

__all__ = ["deciding", "guarding", "signing", "terms", "watching"]
