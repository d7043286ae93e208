"""What the catalogue declares."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.catalogue import events
from folkmoot.modules.catalogue.acts import ACTS
from folkmoot.record.manifest import (
    AdministrationItem,
    Chore,
    Configuration,
    Interface,
    Live,
    Manifest,
    Metric,
    NavItem,
    Permission,
    Talk,
)

_HERE = "folkmoot.modules.catalogue"


def _no_service(payload: dict[str, Any]) -> dict[str, Any]:
    """Descriptions before there were APIs in the catalogue."""
    return payload | {"description": payload["description"] | {"service": None}}


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
        events.VersionShown,
        events.DataAsked,
        events.RequestOpened,
        events.RequestRejected,
        events.RequestSupported,
        events.SupportTakenBack,
        events.RequestAnswered,
        events.RequestTakenDown,
        events.ReuseHandedIn,
        events.ReusePublished,
        events.ReuseRejected,
        events.ReuseTakenDown,
        events.SourceDescribed,
        events.SourceClosed,
        events.HarvestEnded,
        events.Harvested,
        events.GoneAtSource,
        events.Overridden,
    ),
    acts=ACTS,
    upcasts={
        ("catalogue.generation_made", 1): lambda payload: payload | {"entries": 0, "root": ""},
        ("catalogue.described", 1): _no_service,
        ("catalogue.published", 1): _no_service,
        ("catalogue.harvested", 1): _no_service,
    },
    subjects={
        "datasets": f"{_HERE}.queries.cards",
        "data_requests": f"{_HERE}.queries.request_cards",
        "reuses": f"{_HERE}.queries.reuse_cards",
        "data_sources": f"{_HERE}.queries.source_cards",
    },
    search={
        "datasets": f"{_HERE}.queries.search_texts",
        "data_requests": f"{_HERE}.queries.request_texts",
        "reuses": f"{_HERE}.queries.reuse_texts",
    },
    talk={
        "datasets": Talk(
            label=_("Datasets"),
            matters=f"{_HERE}.queries.talk.matters",
            answers="catalogue.write",
            parts=f"{_HERE}.queries.talk.talk_parts",
        )
    },
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
    administration=(
        AdministrationItem(
            label=_("Keys for open data"),
            url_name="catalogue:keys",
            order=62,
            permission="catalogue.review",
            text=_("Let programs of an office write datasets and tables, and take that back."),
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
        "catalogue:dataset": Live(about=("datasets/{key}",), talk=True),
        "catalogue:table": Live(about=("datasets/{key}",), talk=True),
        "catalogue:history": Live(about=("datasets/{key}",)),
        "catalogue:version": Live(about=("datasets/{key}",)),
        "catalogue:desk": Live(
            kinds=(events.Submitted, events.Published, events.SentBack, events.GenerationMade)
        ),
        "catalogue:desk_one": Live(about=("datasets/{key}",)),
        "catalogue:requests": Live(
            kinds=(events.RequestOpened, events.RequestAnswered, events.RequestTakenDown)
        ),
        "catalogue:request": Live(about=("data_requests/{number}",)),
        "catalogue:desk_requests": Live(kinds=(events.RequestOpened, events.RequestAnswered)),
        "catalogue:reuses": Live(kinds=(events.ReusePublished, events.ReuseTakenDown)),
        "catalogue:reuse": Live(about=("reuses/{number}",)),
        "catalogue:waiting": Live(
            kinds=(
                events.DataAsked,
                events.RequestOpened,
                events.RequestRejected,
                events.ReuseHandedIn,
                events.ReusePublished,
                events.ReuseRejected,
            )
        ),
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
    demo_over=f"{_HERE}.demo.keep",
    restored=f"{_HERE}.restoring.problems",
    personal=f"{_HERE}.personal.PERSONAL",
    metrics=(
        Metric(
            name="catalogue.kept_current",
            label=_("Tables of the record that are up to date"),
            unit="%",
            definition=_(
                "Of the tables that are kept current from the record, the share whose rows are not older than promised."
            ),
            compute=f"{_HERE}.metrics.kept_current",
        ),
        Metric(
            name="catalogue.harvested_in_time",
            label=_("Sources of data that are harvested in time"),
            unit="%",
            definition=_(
                "Of the sources with a schedule, the share whose last whole harvest is not older than two of its turns."
            ),
            compute=f"{_HERE}.metrics.harvested_in_time",
        ),
        Metric(
            name="catalogue.links_that_answer",
            label=_("Addresses of datasets that answer"),
            unit="%",
            definition=_(
                "Of the addresses that published datasets lead to and that were asked, the share that answered. Two failures in a row count as broken."
            ),
            compute=f"{_HERE}.metrics.links_that_answer",
        ),
        Metric(
            name="catalogue.requests_answered",
            label=_("Requests for data that are answered"),
            unit="%",
            definition=_(
                "Of the published requests for data that are answered or whose day to answer is over, the share that are answered."
            ),
            compute=f"{_HERE}.metrics.requests_answered",
        ),
    ),
    measures=f"{_HERE}.measures.measures",
    followers=(f"{_HERE}.keeping.FOLLOWER",),
    datasets=(f"{_HERE}.opened.RECORD", f"{_HERE}.opened.CATALOGUE"),
    interfaces=(
        Interface(
            key="ckan-api",
            title=_("CKAN Action API"),
            summary=_(
                "The whole catalogue and the rows of every table for programs that know CKAN: search, download, filter, SQL."
            ),
            endpoint="/api/3/action/status_show",
            standards=("https://docs.ckan.org/en/2.11/api/",),
            serves=("*",),
            keywords=("CKAN", "open data"),
        ),
        Interface(
            key="query-api",
            title=_("Query API"),
            summary=_(
                "Every table can be filtered, grouped, measured and sorted by a program, without a key, also in SQL."
            ),
            endpoint="/api/catalogue/datasets",
            description="/api/openapi.json",
            serves=("*",),
            keywords=("OpenAPI", "open data"),
        ),
    ),
    notices=f"{_HERE}.notices.notices",
    waits=f"{_HERE}.own.waits",
    own=f"{_HERE}.own.own",
    chores=(
        Chore(name="catalogue.mail", run=f"{_HERE}.chores.send", every=2),
        Chore(name="catalogue.load", run=f"{_HERE}.chores.load", every=2),
        Chore(name="catalogue.fetch", run=f"{_HERE}.chores.fetch", every=60),
        Chore(name="catalogue.keep", run=f"{_HERE}.chores.keep", every=60),
        Chore(name="catalogue.place", run=f"{_HERE}.chores.place", every=30),
        Chore(name="catalogue.sweep", run=f"{_HERE}.chores.sweep"),
        Chore(name="catalogue.harvest", run=f"{_HERE}.chores.harvest", every=5),
        Chore(name="catalogue.note_links", run=f"{_HERE}.chores.note_links", every=21_600),
        Chore(name="catalogue.check_links", run=f"{_HERE}.chores.check_links", every=60),
    ),
)
