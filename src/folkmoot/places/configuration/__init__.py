"""The institution, its hours, look, departments and areas as a share of the one configuration file."""

from folkmoot.places.configuration.exporting import export
from folkmoot.places.configuration.loading import load
from folkmoot.places.configuration.models import PlacesModel

__all__ = ["PlacesModel", "export", "load"]
