"""What the demo town tells of its open data."""

from folkmoot.modules.catalogue.demo.story import keep, tell

__all__ = ["keep", "tell"]
