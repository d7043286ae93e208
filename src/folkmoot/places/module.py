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
from folkmoot.record.manifest import Act, AdministrationItem, Configuration, Live, Manifest, Permission

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
    datasets=("folkmoot.places.opened.AREAS",),
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
    administration=(
        AdministrationItem(
            label=_("The institution"),
            text=_("Name, telephones, the letters before numbers, where maps open."),
            url_name="administration:institution",
            order=10,
            permission="places.administer",
            done="folkmoot.places.queries.described",
        ),
        AdministrationItem(
            label=_("Languages and time zone"),
            text=_("Which languages pages offer, and in which time zone times are told."),
            url_name="administration:languages",
            order=15,
            permission="places.administer",
            done="folkmoot.places.queries.languages_chosen",
        ),
        AdministrationItem(
            label=_("Areas"),
            text=_("Districts and other areas, from a GeoJSON file."),
            url_name="administration:areas",
            order=20,
            permission="places.administer",
            done="folkmoot.places.queries.has_areas",
        ),
        AdministrationItem(
            label=_("Departments"),
            text=_("Add, rename and close them."),
            url_name="administration:departments",
            order=25,
            permission="places.administer",
            done="folkmoot.places.queries.has_departments",
        ),
        AdministrationItem(
            label=_("Opening hours and holidays"),
            text=_("The clock for promises that count opening hours."),
            url_name="administration:hours",
            order=30,
            permission="places.administer",
        ),
        AdministrationItem(
            label=_("Look"),
            text=_("Logo and three colours."),
            url_name="administration:look",
            order=60,
            permission="places.administer",
        ),
        AdministrationItem(
            label=_("One file"),
            text=_("Export all of this, or bring it in from another installation."),
            url_name="administration:configuration",
            order=90,
            permission="places.administer",
        ),
    ),
    configuration=Configuration(
        model="folkmoot.places.configuration.PlacesModel",
        export="folkmoot.places.configuration.export",
        load="folkmoot.places.configuration.load",
        order=10,
    ),
    live={
        "places:areas": Live(kinds=(AreasPublished,)),
        "places:area": Live(kinds=(AreasPublished,)),
    },
    urls="folkmoot.places.urls",
    demo="folkmoot.places.demo.tell",
    cli="folkmoot.places.cli.register",
)
