"""What the demo town tells of its petitions."""

from folkmoot.modules.petitions.demo.story import tell

__all__ = ["tell"]
