"""What service requests declare."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.acts import ACTS
from folkmoot.modules.service_requests.upcasts import UPCASTS
from folkmoot.record.manifest import (
    AdministrationItem,
    Chore,
    Configuration,
    Grouping,
    Interface,
    Live,
    Manifest,
    Metric,
    Moment,
    NavItem,
    OfflinePage,
    Permission,
    Talk,
)

_HERE = "folkmoot.modules.service_requests"
_MEASURED: Any = {
    "measure": f"{_HERE}.metrics.measure",
    "breakdowns": ("service", "area", "department", "channel", "month"),
}
_REPORTS = (events.Reported, events.Merged, events.Closed, events.Reopened)
"""What changes lists of reports and what is counted of them."""

MANIFEST = Manifest(
    slug="service_requests",
    name=_("Reports"),
    events=(
        events.ServiceDescribed,
        events.Held,
        events.Released,
        events.Refused,
        events.Reported,
        events.Joined,
        events.Acknowledged,
        events.Assigned,
        events.Recategorised,
        events.Updated,
        events.Closed,
        events.Reopened,
        events.Rated,
        events.Asked,
        events.Answered,
        events.Unanswered,
        events.WordsRemoved,
        events.Redacted,
        events.Forwarded,
        events.Imported,
        events.CategoryKept,
        events.TriageModelTrained,
        events.Prioritised,
        events.Waiting,
        events.Resumed,
        events.WorkOrdered,
        events.Merged,
        events.TookIn,
        events.Unmerged,
        events.GaveBack,
        events.KeptApart,
        events.SplitOff,
        events.Escalated,
        events.RoutingDescribed,
    ),
    upcasts=UPCASTS,
    acts=ACTS,
    datasets=(f"{_HERE}.opened.OPENED",),
    interfaces=(
        Interface(
            key="open311",
            title=_("Open311 GeoReport"),
            summary=_(
                "Report a problem from an application and follow what becomes of it, in the way that applications for reports "
                "know (Open311 GeoReport v2)."
            ),
            endpoint="/open311/v2/requests.json",
            description="/open311/discovery.json",
            standards=("http://wiki.open311.org/GeoReport_v2",),
            formats=("JSON", "XML"),
            serves=("service-requests",),
            keywords=("Open311", "reports"),
        ),
    ),
    subjects={
        "requests": f"{_HERE}.queries.cards",
        "services": f"{_HERE}.queries.service_cards",
        "triage": f"{_HERE}.triage.queries.cards",
        "routing": f"{_HERE}.queries.routing_cards",
    },
    search={"requests": f"{_HERE}.queries.search_texts"},
    talk={
        "requests": Talk(
            label=_("Reports"),
            matters=f"{_HERE}.queries.matters",
            answers="service_requests.work",
            parts=f"{_HERE}.queries.talk_parts",
        )
    },
    moments=(
        Moment(
            name="service_requests.closed",
            label=_("A report was closed"),
            about=_("your report"),
            event=events.Closed,
            concerned=f"{_HERE}.moments.closed",
            groups={
                "service": Grouping(label=_("Kind"), names=f"{_HERE}.moments.service_names"),
                "area": Grouping(label=_("Area"), names=f"{_HERE}.moments.area_names"),
            },
        ),
        Moment(
            name="service_requests.page",
            label=_("Somebody reads the page of a report"),
            page="service_requests:request",
        ),
    ),
    navigation=(
        NavItem(label=_("Report"), url_name="service_requests:list", order=10),
        NavItem(
            label=_("Desk"), url_name="service_requests:desk", order=90, permission="service_requests.work"
        ),
    ),
    administration=(
        AdministrationItem(
            label=_("Services"),
            text=_("What can be reported, what is asked, who answers and how fast."),
            url_name="service_requests:services",
            order=40,
            permission="service_requests.administer",
            done=f"{_HERE}.queries.any_service",
        ),
        AdministrationItem(
            label=_("Which team gets which report"),
            text=_("Rules by which new reports find their team, tested on past reports before they hold."),
            url_name="service_requests:edit_routing",
            order=45,
            permission="service_requests.administer",
        ),
    ),
    configuration=Configuration(
        model=f"{_HERE}.configuration.ServicesModel",
        export=f"{_HERE}.configuration.export",
        load=f"{_HERE}.configuration.load",
    ),
    permissions=(
        Permission(codename="service_requests.work", name=_("Work on reports"), roles=("officer",)),
        Permission(
            codename="service_requests.moderate", name=_("Take words off reports"), roles=("moderator",)
        ),
        Permission(
            codename="service_requests.administer", name=_("Describe services"), roles=("administrator",)
        ),
    ),
    metrics=(
        Metric(
            name="service_requests.median_days",
            label=_("Typical time to close a report"),
            unit=_("days"),
            definition=_(
                "Half of the reports made in the last 90 days were closed within it; open ones count with the time they have waited."
            ),
            compute=f"{_HERE}.metrics.median_days",
            **_MEASURED,
        ),
        Metric(
            name="service_requests.p90_days",
            label=_("Time within which nine in ten are closed"),
            unit=_("days"),
            definition=_(
                "90% of the reports made in the last 90 days were closed within it; open ones count with the time they have waited."
            ),
            compute=f"{_HERE}.metrics.p90_days",
            **_MEASURED,
        ),
        Metric(
            name="service_requests.closed_on_time",
            label=_("Closed reports that kept the promise"),
            unit="%",
            definition=_(
                "Of the closed reports made in the last 90 days that had a promise, the share closed by it."
            ),
            compute=f"{_HERE}.metrics.closed_on_time",
            **_MEASURED,
        ),
        Metric(
            name="service_requests.in_time",
            label=_("Closed within the promised time"),
            unit="%",
            definition=_(
                "Share of promises kept, of reports made in the last 90 days; a late open report counts as missed."
            ),
            compute=f"{_HERE}.metrics.in_time",
            **_MEASURED,
        ),
        Metric(
            name="service_requests.reopened",
            label=_("Reports opened again"),
            unit="%",
            definition=_(
                "Of the reports made in the last 90 days and first closed 30 days ago or more, the share opened again within 30 days."
            ),
            compute=f"{_HERE}.metrics.reopened",
            **_MEASURED,
        ),
        Metric(
            name="service_requests.satisfied",
            label=_("People who were satisfied"),
            unit="%",
            definition=_(
                "Of the reports made in the last 90 days whose closing was rated, the share rated as solved."
            ),
            compute=f"{_HERE}.metrics.satisfied",
            **_MEASURED,
        ),
    ),
    live={
        "service_requests:request": Live(about=("requests/{number}",), talk=True),
        "service_requests:case": Live(about=("requests/{number}",)),
        "service_requests:duplicates": Live(about=("requests/{number}",)),
        "service_requests:parts": Live(about=("requests/{number}",)),
        "service_requests:decide": Live(about=("requests/{number}",)),
        "service_requests:held": Live(kinds=(events.Held, events.Released, events.Refused)),
        "service_requests:list": Live(kinds=_REPORTS),
        "service_requests:statistics": Live(kinds=_REPORTS),
        "service_requests:satisfaction": Live(kinds=(events.Rated,)),
        "service_requests:work": Live(kinds=_REPORTS),
        "service_requests:routing": Live(kinds=(events.RoutingDescribed,)),
        "service_requests:triage": Live(kinds=(events.TriageModelTrained,)),
    },
    urls=f"{_HERE}.urls",
    api=f"{_HERE}.api.router",
    home=f"{_HERE}.home.parts",
    demo=f"{_HERE}.demo.tell",
    personal=f"{_HERE}.personal.PERSONAL",
    notices=f"{_HERE}.notices.notices",
    waits=f"{_HERE}.own.waits",
    own=f"{_HERE}.own.own",
    followers=(
        f"{_HERE}.forwarding.queue.FOLLOWER",
        f"{_HERE}.statistics.keeping.FOLLOWER",
        f"{_HERE}.services.likeness.FOLLOWER",
    ),
    offline=(
        OfflinePage(
            name=_("Report without a connection"),
            url_name="service_requests:offline",
            instead_of="/report",
        ),
    ),
    chores=(
        Chore(name="service_requests.figures", run=f"{_HERE}.services.count_figures", every=600),
        Chore(name="service_requests.send", run=f"{_HERE}.forwarding.sending.send", every=2),
        Chore(name="service_requests.mirror", run=f"{_HERE}.forwarding.mirroring.mirror", every=300),
        Chore(name="service_requests.escalate", run=f"{_HERE}.chores.escalate", every=300),
        Chore(name="service_requests.lapse", run=f"{_HERE}.chores.lapse", every=300),
        Chore(name="service_requests.sweep", run=f"{_HERE}.chores.sweep"),
    ),
    cli=f"{_HERE}.cli.register",
)
