"""What talk declares: what people say, and how it is moderated."""

from django.utils.translation import gettext_lazy as _

from folkmoot.record.manifest import (
    AdministrationItem,
    Chore,
    Configuration,
    Live,
    Manifest,
    Metric,
    NavItem,
    Permission,
)
from folkmoot.talk import events
from folkmoot.talk.acts import ACTS
from folkmoot.talk.upcasts import UPCASTS

_HERE = "folkmoot.talk"

MANIFEST = Manifest(
    slug="talk",
    name=_("Discussions"),
    events=tuple(ACTS),
    acts=ACTS,
    upcasts=UPCASTS,
    datasets=(f"{_HERE}.opened.OPENED",),
    subjects={
        "threads": f"{_HERE}.queries.thread_cards",
        "voices": f"{_HERE}.queries.voice_cards",
        "talk": f"{_HERE}.queries.talk_cards",
    },
    said={"threads": f"{_HERE}.found.found"},
    words=f"{_HERE}.found.words_of",
    permissions=(
        Permission(codename="talk.moderate", name=_("Moderate discussions"), roles=("moderator",)),
        Permission(codename="talk.administer", name=_("Say what can be discussed"), roles=("administrator",)),
    ),
    navigation=(NavItem(label=_("Moderation"), url_name="talk:queue", order=95, permission="talk.moderate"),),
    administration=(
        AdministrationItem(
            label=_("Discussions"),
            text=_("What residents can comment on, and where a moderator reads first."),
            url_name="talk:administration",
            order=46,
            permission="talk.administer",
        ),
    ),
    configuration=Configuration(
        model=f"{_HERE}.configuration.TalkModel",
        export=f"{_HERE}.configuration.export",
        load=f"{_HERE}.configuration.load",
        # After the services and kinds that it names.
        order=60,
    ),
    metrics=(
        Metric(
            name="talk.half_within",
            label=_("Time within which half of all comments in question are decided"),
            unit=_("hours"),
            definition=_(
                "Half of what moderators decided in the last 90 days was decided within it, counted in classes from a quarter of an hour to a week."
            ),
            compute=f"{_HERE}.metrics.half_hours",
        ),
        Metric(
            name="talk.in_time",
            label=_("Comments in question decided within a day"),
            unit="%",
            definition=_(
                "Of what moderators decided in the last 90 days, the share decided within 24 hours."
            ),
            compute=f"{_HERE}.metrics.in_time",
        ),
        Metric(
            name="talk.reversed",
            label=_("Decisions that fell on appeal"),
            unit="%",
            definition=_(
                "Of the appeals decided in the last 90 days, the share in which another moderator decided otherwise."
            ),
            compute=f"{_HERE}.metrics.overturned",
        ),
    ),
    live={
        "talk:thread": Live(about=("threads/{sort}~{name}",)),
        "talk:comment": Live(about=("threads/{sort}~{name}",)),
        "talk:queue": Live(kinds=(events.Held, events.Flagged, events.Appealed, events.LimitAppealed)),
        "talk:moderate": Live(about=("threads/{sort}~{name}",)),
    },
    urls=f"{_HERE}.urls",
    api=f"{_HERE}.api.router",
    notices=f"{_HERE}.notices.notices",
    waits=f"{_HERE}.own.waits",
    own=f"{_HERE}.own.own",
    personal=f"{_HERE}.personal.PERSONAL",
    cli=f"{_HERE}.cli.register",
    chores=(
        Chore(name="talk.destroy", run=f"{_HERE}.chores.destroy"),
        Chore(name="talk.learn", run=f"{_HERE}.chores.learn", every=7 * 86_400),
        Chore(name="talk.morning", run=f"{_HERE}.chores.morning", every=600),
    ),
)
