"""Facts about talk become rows. Each file registers its own projections when it is imported."""

from folkmoot.talk.projections import moderating, saying  # noqa: F401 - importing registers.
