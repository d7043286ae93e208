"""What the demo town tells of its budgets."""

from folkmoot.modules.budgeting.demo.story import tell

__all__ = ["tell"]
