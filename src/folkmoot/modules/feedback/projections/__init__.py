"""Facts about surveys become rows. Ids and times come from the fact, so that a rebuild gives the same rows."""

from folkmoot.modules.feedback.projections import answering, writing

__all__ = ["answering", "writing"]
