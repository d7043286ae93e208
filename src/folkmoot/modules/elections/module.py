"""What elections declare: polls so far. The protocol of secret elections stands beside and has no pages yet."""

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.elections import events
from folkmoot.modules.elections.acts import ACTS
from folkmoot.record.manifest import Chore, Live, Manifest, Metric, Moment, NavItem, Permission, Talk

_HERE = "folkmoot.modules.elections"

MANIFEST = Manifest(
    slug="elections",
    name=_("Polls"),
    events=(
        events.PollOpened,
        events.PollVoted,
        events.PollVoteWithdrawn,
        events.PollClosed,
        events.PollAnswered,
    ),
    acts=ACTS,
    datasets=(f"{_HERE}.opened.OPENED",),
    subjects={"polls": f"{_HERE}.queries.cards"},
    search={"polls": f"{_HERE}.queries.search_texts"},
    moments=(
        Moment(name="elections.page", label=_("Somebody reads the page of a poll"), page="elections:poll"),
    ),
    talk={"polls": Talk(label=_("Polls"), matters=f"{_HERE}.queries.matters", answers="elections.ask")},
    navigation=(
        NavItem(label=_("Polls"), url_name="elections:polls", order=25),
        NavItem(
            label=_("Polls at the desk"), url_name="elections:desk", order=93, permission="elections.ask"
        ),
    ),
    permissions=(Permission(codename="elections.ask", name=_("Open and answer polls"), roles=("officer",)),),
    metrics=(
        Metric(
            name="elections.open_polls",
            label=_("Open polls"),
            unit=_("polls"),
            definition=_("Polls that take votes now."),
            compute=f"{_HERE}.metrics.open_polls",
        ),
        Metric(
            name="elections.polls_answered",
            label=_("Polls that were answered"),
            unit="%",
            definition=_(
                "Of the polls that closed in the last year, the share whose office said what comes of it."
            ),
            compute=f"{_HERE}.metrics.answered",
        ),
    ),
    live={
        "elections:polls": Live(kinds=(events.PollOpened, events.PollClosed)),
        "elections:poll": Live(about=("polls/{number}",), talk=True),
        "elections:desk": Live(kinds=(events.PollOpened, events.PollClosed, events.PollAnswered)),
        "elections:desk_one": Live(about=("polls/{number}",)),
    },
    urls=f"{_HERE}.urls",
    api=f"{_HERE}.api.router",
    home=f"{_HERE}.home.parts",
    demo=f"{_HERE}.demo.tell",
    notices=f"{_HERE}.notices.notices",
    waits=f"{_HERE}.own.waits",
    own=f"{_HERE}.own.own",
    chores=(Chore(name="elections.close_polls", run=f"{_HERE}.chores.close", every=30),),
)
