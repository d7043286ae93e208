from folkmoot.modules.feedback.tests.town import town

__all__ = ["town"]
