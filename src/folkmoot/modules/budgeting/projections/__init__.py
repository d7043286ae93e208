"""Facts about rounds and projects become rows. Ids and times come from the fact, so that a rebuild gives the same rows."""

from folkmoot.modules.budgeting.projections import delivery, ideas, results, rounds, voting

__all__ = ["delivery", "ideas", "results", "rounds", "voting"]
