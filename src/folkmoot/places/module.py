"""What places declares: facts about where things are and who is responsible."""

from django.utils.translation import gettext_lazy as _

from folkmoot.places.events import (
    AddressesPublished,
    AreasPublished,
    BaseMapPublished,
    DepartmentDescribed,
    HoursDescribed,
    InstitutionDescribed,
    LookDescribed,
)
from folkmoot.record.manifest import Act, Manifest, Permission

MANIFEST = Manifest(
    slug="places",
    name=_("Places"),
    events=(
        InstitutionDescribed,
        HoursDescribed,
        LookDescribed,
        DepartmentDescribed,
        AreasPublished,
        AddressesPublished,
        BaseMapPublished,
    ),
    upcasts={("places.institution_described", 1): lambda payload: payload | {"languages": []}},
    acts={
        InstitutionDescribed: Act(
            sentence=_("%(title)s said who it is and how to reach it"),
            name=_("Institution described"),
            glyph="entry",
        ),
        HoursDescribed: Act(
            sentence=_("%(title)s said when it is open"), name=_("Opening hours described"), glyph="clock"
        ),
        LookDescribed: Act(
            sentence=_("%(title)s chose how its pages look"),
            name=_("Look described"),
            glyph="entry",
            quiet=True,
        ),
        DepartmentDescribed: Act(
            sentence=_("The department %(title)s was described"),
            name=_("Department described"),
            glyph="entry",
        ),
        AreasPublished: Act(
            sentence=_("New areas were published: %(title)s"), name=_("Areas published"), glyph="pin"
        ),
        AddressesPublished: Act(
            sentence=_("The list of addresses was published: %(title)s"),
            name=_("Addresses published"),
            glyph="pin",
        ),
        BaseMapPublished: Act(
            sentence=_("The map was drawn anew: %(title)s"),
            name=_("Base map published"),
            glyph="pin",
            quiet=True,
        ),
    },
    subjects={
        "institution": "folkmoot.places.queries.institution_cards",
        "departments": "folkmoot.places.queries.department_cards",
        "areas": "folkmoot.places.queries.area_cards",
        "map": "folkmoot.places.queries.map_cards",
    },
    search={"departments": "folkmoot.places.queries.department_texts"},
    permissions=(
        Permission(
            codename="places.administer",
            name=_("Describe the institution, its departments and its areas"),
            roles=("administrator",),
        ),
    ),
    urls="folkmoot.places.urls",
    demo="folkmoot.places.demo.tell",
    cli="folkmoot.places.cli.register",
)
