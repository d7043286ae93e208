from folkmoot.modules.elections.tests.town import town

__all__ = ["town"]
