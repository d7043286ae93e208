from folkmoot.modules.catalogue.tests.town import town

__all__ = ["town"]
