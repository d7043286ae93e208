"""What service requests declare."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import events
from folkmoot.record.manifest import (
    Act,
    AdministrationItem,
    Chore,
    Configuration,
    Manifest,
    Metric,
    NavItem,
    OfflinePage,
    Permission,
)

_HERE = "folkmoot.modules.service_requests"
_MEASURED: Any = {
    "measure": f"{_HERE}.metrics.measure",
    "breakdowns": ("service", "area", "department", "channel", "month"),
}


def _with_clock(payload: dict[str, Any]) -> dict[str, Any]:
    """Before there were opening hours every promise counted every hour."""
    return payload | {"clock": "calendar"}


def _without_suggestion(payload: dict[str, Any]) -> dict[str, Any]:
    """Before there was a sorting helper nobody was offered anything."""
    return payload | {"suggested": None}


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
    ),
    upcasts={
        ("service_requests.service_described", 1): lambda payload: payload | {"promise_clock": "calendar"},
        ("service_requests.reported", 1): _with_clock,
        ("service_requests.reported", 2): _without_suggestion,
        ("service_requests.recategorised", 1): _with_clock,
        ("service_requests.recategorised", 2): _without_suggestion,
        ("service_requests.reopened", 1): lambda payload: {**payload, "reason": "other"},
    },
    acts={
        events.ServiceDescribed: Act(
            sentence=_("The service %(title)s was described"),
            name=_("Service described"),
            glyph="doc",
            quiet=True,
        ),
        events.Held: Act(
            sentence=_("A report came in and is read before it is published: %(title)s"),
            name=_("Report received"),
            glyph="eye",
            quiet=True,
        ),
        events.Released: Act(
            sentence=_("%(title)s was read and is published"),
            name=_("Report published"),
            glyph="check",
            quiet=True,
        ),
        events.Refused: Act(
            sentence=_("A report was not published: %(title)s"),
            name=_("Report not published"),
            glyph="close",
        ),
        events.Reported: Act(
            sentence=_("New report: %(title)s"), name=_("Report opened"), glyph="pin", group="reports"
        ),
        events.Joined: Act(
            sentence=_("Somebody else has the same problem: %(title)s"),
            name=_("Report joined"),
            glyph="people",
            group="reports",
        ),
        events.Acknowledged: Act(
            sentence=_("%(title)s was read and taken on"), name=_("Report taken on"), glyph="eye", tone="tide"
        ),
        events.Assigned: Act(
            sentence=_("%(title)s was passed to another team"),
            name=_("Report passed on"),
            glyph="people",
            tone="tide",
        ),
        events.Recategorised: Act(
            sentence=_("%(title)s was moved to another category"),
            name=_("Report moved"),
            glyph="pencil",
            tone="tide",
        ),
        events.Updated: Act(
            sentence=_("News about %(title)s"), name=_("Report updated"), glyph="wrench", tone="tide"
        ),
        events.Closed: Act(
            sentence=_("%(title)s was closed"),
            name=_("Report closed"),
            glyph="check",
            tone="moss",
            group="fixes",
        ),
        events.Reopened: Act(
            sentence=_("%(title)s was opened again"), name=_("Report reopened"), glyph="warning", tone="clay"
        ),
        events.Rated: Act(
            sentence=_("Somebody said whether it is solved: %(title)s"),
            name=_("Closing rated"),
            glyph="chat",
            quiet=True,
        ),
        events.Asked: Act(
            sentence=_("A question about %(title)s"), name=_("Question asked"), glyph="chat", tone="tide"
        ),
        events.Answered: Act(
            sentence=_("A question about %(title)s was answered"), name=_("Question answered"), glyph="chat"
        ),
        events.Unanswered: Act(
            sentence=_("A question about %(title)s had no answer in time"),
            name=_("Question not answered"),
            glyph="clock",
        ),
        events.WordsRemoved: Act(
            sentence=_("Words were taken off %(title)s"), name=_("Words removed"), glyph="close"
        ),
        events.Redacted: Act(
            sentence=_("Parts of %(title)s were blacked out"), name=_("Parts blacked out"), glyph="close"
        ),
        events.Forwarded: Act(
            sentence=_("%(title)s was handed to another system"),
            name=_("Report forwarded"),
            glyph="people",
            tone="tide",
        ),
        events.Imported: Act(
            sentence=_("Reports were brought in from another system"),
            name=_("Reports imported"),
            glyph="database",
            quiet=True,
        ),
        events.CategoryKept: Act(
            sentence=_("%(title)s stays in its category"), name=_("Category kept"), glyph="check", quiet=True
        ),
        events.TriageModelTrained: Act(
            sentence=_("%(title)s learned from reports"), name=_("Sorting helper trained"), glyph="database"
        ),
    },
    subjects={
        "requests": f"{_HERE}.queries.cards",
        "services": f"{_HERE}.queries.service_cards",
        "triage": f"{_HERE}.triage.queries.cards",
    },
    search={"requests": f"{_HERE}.queries.search_texts"},
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
    urls=f"{_HERE}.urls",
    api=f"{_HERE}.api.router",
    home=f"{_HERE}.home.parts",
    demo=f"{_HERE}.demo.tell",
    personal=f"{_HERE}.personal.PERSONAL",
    notices=f"{_HERE}.notices.notices",
    followers=(f"{_HERE}.forwarding.queue.FOLLOWER", f"{_HERE}.statistics.keeping.FOLLOWER"),
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
        Chore(name="service_requests.lapse", run=f"{_HERE}.chores.lapse", every=300),
        Chore(name="service_requests.sweep", run=f"{_HERE}.chores.sweep"),
    ),
    cli=f"{_HERE}.cli.register",
)
