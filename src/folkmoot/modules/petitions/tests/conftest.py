from folkmoot.modules.petitions.tests.town import town

__all__ = ["town"]
