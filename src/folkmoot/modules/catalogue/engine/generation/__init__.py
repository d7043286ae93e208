"""Immutable generations of a table: built whole or not at all, named after what they hold."""

from folkmoot.modules.catalogue.engine.generation.build import ENGINE, Generation, build
from folkmoot.modules.catalogue.engine.generation.check import rebuild, verify
from folkmoot.modules.catalogue.engine.generation.diff import Difference, diff

__all__ = ["ENGINE", "Difference", "Generation", "build", "diff", "rebuild", "verify"]
