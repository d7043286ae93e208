"""Tables computed from the facts of places. Nothing here is private."""

from typing import ClassVar

from django.db import models

from folkmoot.record.projection import Projected


class Institution(Projected):
    """The one institution of this installation; its key is always ``main``."""

    id = models.CharField(max_length=8, primary_key=True, default="main")
    name = models.CharField(max_length=200)
    short = models.CharField(max_length=80)
    prefix = models.CharField(max_length=8)
    kind = models.CharField(max_length=40)
    time_zone = models.CharField(max_length=60)
    contact = models.CharField(max_length=300)
    phone = models.CharField(max_length=40)
    emergency_phone = models.CharField(max_length=40)
    population = models.PositiveIntegerField(default=0)
    lat = models.FloatField()
    lon = models.FloatField()
    zoom = models.PositiveSmallIntegerField()
    languages = models.JSONField(default=list, help_text="codes of the languages offered; none means all")
    week = models.JSONField(default=list, help_text="[weekday, opens, closes], in order")
    holidays = models.JSONField(default=list, help_text="[day, name, yearly], in order")
    action = models.CharField(max_length=7, blank=True, help_text="colour of links and buttons")
    deep = models.CharField(max_length=7, blank=True, help_text="colour of dark surfaces")
    highlight = models.CharField(max_length=7, blank=True, help_text="colour of the mark on dark surfaces")
    logo = models.CharField(max_length=64, blank=True, help_text="segment that holds the logo")
    logo_type = models.CharField(max_length=40, blank=True)


class Department(Projected):
    """A department by its slug; officers act as ``office:<slug>``."""

    slug = models.CharField(max_length=60, primary_key=True)
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=300)
    phone = models.CharField(max_length=40)
    closed = models.BooleanField(default=False)


class AreaVersion(Projected):
    """One published version of a set of areas. It holds from ``valid_from`` until the next version's."""

    id = models.CharField(max_length=80, primary_key=True, help_text="<set>@<version>")
    set = models.CharField(max_length=60, db_index=True)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    valid_from = models.DateField()
    segment = models.CharField(max_length=64)
    count = models.PositiveIntegerField()


class Area(Projected):
    """An area as it was in one version of its set."""

    open_fields = frozenset(
        {
            "id",
            "set",
            "slug",
            "name",
            "version",
            "valid_from",
            "valid_to",
            "geometry",
            "lat",
            "lon",
            "population",
        }
    )

    id = models.CharField(max_length=160, primary_key=True, help_text="<set>/<slug>@<version>")
    set = models.CharField(max_length=60)
    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="the first day on which it no longer holds")
    geometry = models.TextField(help_text="GeoJSON Polygon or MultiPolygon, WGS 84")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    lat = models.FloatField(help_text="of a point inside, for a label")
    lon = models.FloatField()
    population = models.PositiveIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["set", "version"], name="places_area_by_version")]


class Street(Projected):
    """A street as addresses name it, so that a search looks through thousands of rows and not through all doors."""

    id = models.CharField(max_length=240, primary_key=True)
    name = models.CharField(max_length=200)


class StreetWord(Projected):
    """A word under which a street is found: of its name, its locality or one of its postcodes."""

    id = models.CharField(max_length=320, primary_key=True, help_text="<word>|<street>")
    word = models.CharField(max_length=80, db_index=True)
    street_id = models.CharField(max_length=240)


class Address(Projected):
    """A door with an address."""

    id = models.CharField(max_length=80, primary_key=True)
    label = models.CharField(max_length=400)
    street = models.CharField(max_length=200)
    number = models.CharField(max_length=40)
    postcode = models.CharField(max_length=20)
    lat = models.FloatField()
    lon = models.FloatField()
    normalised = models.CharField(max_length=480, help_text="folded words, each after a space")
    street_id = models.CharField(max_length=240)
    number_key = models.CharField(max_length=40, help_text="folded number")
    number_order = models.PositiveIntegerField(help_text="leading digits of the number")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["street_id", "number_order", "id"], name="places_address_by_street"),
            models.Index(fields=["number_key"], name="places_address_by_number"),
            models.Index(fields=["lat", "lon"], name="places_address_by_point"),
        ]


class BaseMap(Projected):
    """Which document holds the base map; its key is always ``base``."""

    id = models.CharField(max_length=8, primary_key=True, default="base")
    segment = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
