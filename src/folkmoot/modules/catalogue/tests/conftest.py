from folkmoot.modules.catalogue.harvest.tests.portals import portal
from folkmoot.modules.catalogue.tests.town import town

__all__ = ["portal", "town"]
