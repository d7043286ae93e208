from folkmoot.modules.budgeting.tests.town import town

__all__ = ["town"]
