"""What petitions declare."""

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.petitions import events
from folkmoot.modules.petitions.acts import ACTS
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
    Permission,
    Talk,
)

_HERE = "folkmoot.modules.petitions"

MANIFEST = Manifest(
    slug="petitions",
    name=_("Petitions"),
    events=(
        events.KindDescribed,
        events.Started,
        events.Signed,
        events.Withdrawn,
        events.Imported,
        events.Invalidated,
        events.Restored,
        events.Sponsored,
        events.Flagged,
        events.Parked,
        events.Opened,
        events.Rejected,
        events.Returned,
        events.TakenDown,
        events.Stopped,
        events.Closed,
        events.ThresholdReached,
        events.Answered,
        events.DebateScheduled,
        events.Debated,
        events.Followed,
        events.Noted,
        events.LimitsDescribed,
        events.Guarded,
        events.Unguarded,
        events.TermAnnounced,
        events.TermCalledOff,
        events.TermEnded,
        events.TermSettled,
        events.Ended,
        events.Reopened,
        events.Archived,
        events.BurstsFound,
        events.BurstJudged,
    ),
    upcasts={
        # Before people from elsewhere could say in which country they live.
        ("petitions.signed", 1): lambda payload: payload | {"country": ""},
    },
    acts=ACTS,
    datasets=(f"{_HERE}.opened.OPENED",),
    interfaces=(
        Interface(
            key="petitions-api",
            title=_("Petitions as JSON and CSV"),
            summary=_(
                "Petitions, their signatures by place and their answers, in the form in which the petitions site of the "
                "parliament of the United Kingdom gives them."
            ),
            endpoint="/petitions.json",
            formats=("JSON", "CSV"),
            serves=("petitions",),
            keywords=("petitions",),
        ),
    ),
    subjects={
        "petitions": f"{_HERE}.queries.cards",
        "petition_kinds": f"{_HERE}.queries.kind_cards",
        "petition_limits": f"{_HERE}.queries.rules_cards",
        "petition_guards": f"{_HERE}.queries.rules_cards",
        "petition_terms": f"{_HERE}.queries.rules_cards",
        "petition_watch": f"{_HERE}.queries.rules_cards",
    },
    search={"petitions": f"{_HERE}.queries.search_texts"},
    moments=(
        Moment(
            name="petitions.answered",
            label=_("A petition was answered"),
            about=_("the petition that you signed"),
            event=events.Answered,
            concerned=f"{_HERE}.moments.answered",
            groups={"area": Grouping(label=_("Area"), names=f"{_HERE}.moments.area_names")},
        ),
        Moment(
            name="petitions.page",
            label=_("Somebody reads the page of a petition"),
            page="petitions:petition",
        ),
    ),
    talk={
        "petitions": Talk(
            label=_("Petitions"),
            matters=f"{_HERE}.queries.matters",
            answers="petitions.answer",
            parts=f"{_HERE}.queries.talk_parts",
            stances=True,
        )
    },
    navigation=(
        NavItem(label=_("Petitions"), url_name="petitions:list", order=20),
        NavItem(
            label=_("Petitions at the desk"),
            url_name="petitions:desk",
            order=91,
            permission="petitions.moderate",
        ),
    ),
    administration=(
        AdministrationItem(
            label=_("Petitions"),
            text=_(
                "What signatures lead to, who may sign and for how long; limits and lists against fraud; terms."
            ),
            url_name="petitions:administration",
            order=50,
            permission="petitions.administer",
            done=f"{_HERE}.queries.any_kind",
        ),
    ),
    permissions=(
        Permission(
            codename="petitions.moderate", name=_("Read petitions before they open"), roles=("moderator",)
        ),
        Permission(codename="petitions.answer", name=_("Answer petitions"), roles=("officer",)),
        Permission(
            codename="petitions.administer", name=_("Say what petitions there are"), roles=("administrator",)
        ),
    ),
    configuration=Configuration(
        model=f"{_HERE}.configuration.PetitionsModel",
        export=f"{_HERE}.configuration.export",
        load=f"{_HERE}.configuration.load",
    ),
    metrics=(
        Metric(
            name="petitions.open",
            label=_("Open petitions"),
            unit=_("petitions"),
            definition=_("Petitions that can be signed now."),
            compute=f"{_HERE}.metrics.open_petitions",
        ),
        Metric(
            name="petitions.in_time",
            label=_("Petitions answered or debated in time"),
            unit="%",
            definition=_(
                "Of the answers, meetings and debates that fell due in the last year, the share done by their day."
            ),
            compute=f"{_HERE}.metrics.in_time",
        ),
    ),
    live={
        "petitions:petition": Live(about=("petitions/{number}",), talk=True),
        "petitions:desk_one": Live(about=("petitions/{number}",)),
        "petitions:list": Live(
            kinds=(events.Opened, events.Closed, events.ThresholdReached, events.Answered)
        ),
        "petitions:watch": Live(kinds=(events.BurstsFound, events.BurstJudged)),
        "petitions:desk": Live(
            kinds=(events.Sponsored, events.Flagged, events.Returned, events.ThresholdReached)
        ),
    },
    urls=f"{_HERE}.urls",
    api=f"{_HERE}.api.router",
    home=f"{_HERE}.home.parts",
    demo=f"{_HERE}.demo.tell",
    notices=f"{_HERE}.notices.notices",
    waits=f"{_HERE}.own.waits",
    own=f"{_HERE}.own.own",
    personal=f"{_HERE}.personal.PERSONAL",
    chores=(
        Chore(name="petitions.mail", run=f"{_HERE}.chores.send", every=2),
        Chore(name="petitions.count", run=f"{_HERE}.chores.count", every=30),
        Chore(name="petitions.close", run=f"{_HERE}.chores.close", every=30),
        Chore(name="petitions.watch", run=f"{_HERE}.chores.watch", every=300),
        Chore(name="petitions.sweep", run=f"{_HERE}.chores.sweep"),
    ),
)
