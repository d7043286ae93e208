"""Reads of places: who we are, departments, areas, addresses, and how they look to others."""

from folkmoot.places.queries.addresses import addresses, nearest_address
from folkmoot.places.queries.areas import (
    DISTRICT,
    AreaHit,
    area,
    area_at,
    area_sets,
    area_version,
    areas,
    base_map,
    bounds,
    department,
    departments,
    description,
    document,
    inside,
    institution,
    today,
)
from folkmoot.places.queries.cards import (
    area_cards,
    department_cards,
    department_texts,
    institution_cards,
    map_cards,
)
from folkmoot.places.queries.present import Present, forget, present

__all__ = [
    "DISTRICT",
    "AreaHit",
    "Present",
    "addresses",
    "area",
    "area_at",
    "area_cards",
    "area_sets",
    "area_version",
    "areas",
    "base_map",
    "bounds",
    "department",
    "department_cards",
    "department_texts",
    "departments",
    "description",
    "document",
    "forget",
    "inside",
    "institution",
    "institution_cards",
    "map_cards",
    "nearest_address",
    "present",
    "today",
]
