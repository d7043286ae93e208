"""What the demo town tells of its open data."""

from folkmoot.modules.catalogue.demo.story import tell

__all__ = ["tell"]
