"""What the catalogue declares."""

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.catalogue import events
from folkmoot.modules.catalogue.acts import ACTS
from folkmoot.record.manifest import Chore, Configuration, Live, Manifest, NavItem, Permission

_HERE = "folkmoot.modules.catalogue"

MANIFEST = Manifest(
    slug="catalogue",
    name=_("Open data"),
    events=(
        events.Described,
        events.Submitted,
        events.Published,
        events.SentBack,
        events.Withdrawn,
        events.Restored,
        events.TableDescribed,
        events.TableRemoved,
        events.DictionaryLaidDown,
        events.GenerationMade,
        events.SourceDescribed,
        events.SourceClosed,
        events.HarvestEnded,
        events.Harvested,
        events.GoneAtSource,
        events.Overridden,
    ),
    acts=ACTS,
    subjects={"datasets": f"{_HERE}.queries.cards", "data_sources": f"{_HERE}.queries.source_cards"},
    search={"datasets": f"{_HERE}.queries.search_texts"},
    navigation=(
        NavItem(label=_("Data"), url_name="catalogue:list", order=40),
        NavItem(
            label=_("Data at the desk"), url_name="catalogue:desk", order=93, permission="catalogue.write"
        ),
        NavItem(
            label=_("Data to review"), url_name="catalogue:review", order=94, permission="catalogue.review"
        ),
        NavItem(
            label=_("Sources of data"), url_name="catalogue:sources", order=95, permission="catalogue.review"
        ),
    ),
    permissions=(
        Permission(codename="catalogue.write", name=_("Draft datasets and load tables"), roles=("officer",)),
        Permission(
            codename="catalogue.review", name=_("Publish and withdraw datasets"), roles=("administrator",)
        ),
    ),
    configuration=Configuration(
        model=f"{_HERE}.configuration.CatalogueModel",
        export=f"{_HERE}.configuration.export",
        load=f"{_HERE}.configuration.load",
    ),
    live={
        "catalogue:list": Live(kinds=(events.Published, events.Withdrawn, events.Restored)),
        "catalogue:dataset": Live(about=("datasets/{key}",)),
        "catalogue:table": Live(about=("datasets/{key}",)),
        "catalogue:history": Live(about=("datasets/{key}",)),
        "catalogue:version": Live(about=("datasets/{key}",)),
        "catalogue:desk": Live(
            kinds=(events.Submitted, events.Published, events.SentBack, events.GenerationMade)
        ),
        "catalogue:desk_one": Live(about=("datasets/{key}",)),
        "catalogue:review": Live(kinds=(events.Submitted, events.Published, events.SentBack)),
        "catalogue:sources": Live(kinds=(events.SourceDescribed, events.SourceClosed, events.HarvestEnded)),
        "catalogue:source": Live(about=("data_sources/{key}",)),
    },
    urls=f"{_HERE}.urls",
    api=f"{_HERE}.api.router",
    sitemap=f"{_HERE}.home.listed",
    home=f"{_HERE}.home.parts",
    demo=f"{_HERE}.demo.tell",
    demo_last=True,
    personal=f"{_HERE}.personal.PERSONAL",
    chores=(
        Chore(name="catalogue.load", run=f"{_HERE}.chores.load", every=2),
        Chore(name="catalogue.fetch", run=f"{_HERE}.chores.fetch", every=60),
        Chore(name="catalogue.sweep", run=f"{_HERE}.chores.sweep"),
        Chore(name="catalogue.harvest", run=f"{_HERE}.chores.harvest", every=5),
        Chore(name="catalogue.note_links", run=f"{_HERE}.chores.note_links", every=21_600),
        Chore(name="catalogue.check_links", run=f"{_HERE}.chores.check_links", every=60),
    ),
)
