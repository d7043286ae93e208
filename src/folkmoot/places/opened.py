"""What places keep open: the areas, with their shapes."""

from django.utils.translation import gettext_lazy as _

from folkmoot.places import events
from folkmoot.places.models import Area
from folkmoot.record.opening import Column, Field, OpenDataset, OpenTable


def _of(name: str) -> Field:
    return Field(Area, name)


AREAS = OpenDataset(
    key="areas",
    title=_("Areas"),
    summary=_(
        "The districts and other areas into which the institution’s territory is divided, with their shapes and the days "
        "from and until which they hold. Other tables name areas by the set and the short name that stand here."
    ),
    themes=("REGI", "GOVE"),
    keywords=("areas", "boundaries"),
    frequency="IRREG",
    tables=(
        OpenTable(
            name="areas",
            title=_("Areas"),
            of=Area,
            order=("id",),
            changes=(events.AreasPublished,),
            every=1,
            columns=(
                Column(
                    name="id",
                    meaning=_("Set, short name and version of the area"),
                    key=True,
                    source=_of("id"),
                ),
                Column(
                    name="set",
                    meaning=_("The set that the area belongs to, such as districts"),
                    source=_of("set"),
                ),
                Column(
                    name="area",
                    meaning=_("Short name of the area, by which other tables name it"),
                    source=_of("slug"),
                ),
                Column(name="name", meaning=_("Name of the area"), source=_of("name")),
                Column(name="version", type="int", meaning=_("Version of its set"), source=_of("version")),
                Column(
                    name="valid_from",
                    type="date",
                    meaning=_("First day on which it holds"),
                    source=_of("valid_from"),
                ),
                Column(
                    name="valid_to",
                    type="date",
                    meaning=_("First day on which it holds no longer; empty while it does"),
                    source=_of("valid_to"),
                ),
                Column(
                    name="population",
                    type="int",
                    unit=_("people"),
                    meaning=_("How many people live there, where it is known"),
                    source=_of("population"),
                ),
                Column(
                    name="geometry",
                    type="geometry",
                    meaning=_("Its shape as GeoJSON, longitude and latitude in WGS 84"),
                    source=_of("geometry"),
                ),
            ),
        ),
    ),
)
