"""What may be published as areas, addresses and base map: pure checks that say what, where and what is right."""

from folkmoot.places.rules.addresses import AddressDraft, read_addresses
from folkmoot.places.rules.areas import AreaDraft, ReadAreas, may_follow, read_areas
from folkmoot.places.rules.base_map import KINDS, read_base_map
from folkmoot.places.rules.hours import may_open, minutes, ordered_holidays, ordered_week
from folkmoot.places.rules.logo import RefusedLogo, clean_logo
from folkmoot.places.rules.look import colour_problems, read_colour
from folkmoot.places.rules.problems import Problem, Refused, RefusedAddresses, RefusedAreas, RefusedBaseMap
from folkmoot.places.rules.words import SLUG, fold, slug_of

__all__ = [
    "KINDS",
    "SLUG",
    "AddressDraft",
    "AreaDraft",
    "Problem",
    "ReadAreas",
    "Refused",
    "RefusedAddresses",
    "RefusedAreas",
    "RefusedBaseMap",
    "RefusedLogo",
    "clean_logo",
    "colour_problems",
    "fold",
    "may_follow",
    "may_open",
    "minutes",
    "ordered_holidays",
    "ordered_week",
    "read_addresses",
    "read_areas",
    "read_base_map",
    "read_colour",
    "slug_of",
]
