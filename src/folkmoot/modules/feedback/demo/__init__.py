"""What the demo town tells of its surveys."""

from folkmoot.modules.feedback.demo.story import tell

__all__ = ["tell"]
