"""Commands of places: describe the institution and its departments, publish areas, addresses and the base map."""

from folkmoot.places.services.describing import (
    ADMINISTRATION,
    RefusedDescription,
    change_hours,
    change_institution,
    describe_department,
    describe_hours,
    describe_institution,
    describe_look,
)
from folkmoot.places.services.publishing import (
    Published,
    publish_addresses,
    publish_areas,
    publish_base_map,
)

__all__ = [
    "ADMINISTRATION",
    "Published",
    "RefusedDescription",
    "change_hours",
    "change_institution",
    "describe_department",
    "describe_hours",
    "describe_institution",
    "describe_look",
    "publish_addresses",
    "publish_areas",
    "publish_base_map",
]
