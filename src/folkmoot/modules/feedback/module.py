"""What surveys declare."""

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.feedback import events
from folkmoot.modules.feedback.acts import ACTS
from folkmoot.record.manifest import Chore, Configuration, Live, Manifest, Metric, Moment, NavItem, Permission

_HERE = "folkmoot.modules.feedback"

MANIFEST = Manifest(
    slug="feedback",
    name=_("Surveys"),
    events=(
        events.Drafted,
        events.Opened,
        events.Closed,
        events.Invited,
        events.Reached,
        events.Answered,
        events.Withdrawn,
        events.WordsRemoved,
        events.Published,
        events.QuietDescribed,
    ),
    acts=ACTS,
    datasets=(f"{_HERE}.opened.OPENED",),
    subjects={"surveys": f"{_HERE}.queries.cards", "feedback_rules": f"{_HERE}.queries.quiet_cards"},
    search={"surveys": f"{_HERE}.queries.search_texts"},
    moments=(Moment(name="feedback.page", label=_("Somebody reads a page of an address"), page="*"),),
    navigation=(
        NavItem(label=_("Surveys"), url_name="feedback:list", order=30),
        NavItem(
            label=_("Surveys at the desk"), url_name="feedback:desk", order=92, permission="feedback.write"
        ),
    ),
    permissions=(
        Permission(codename="feedback.write", name=_("Write and open surveys"), roles=("officer",)),
        Permission(codename="feedback.moderate", name=_("Take words off answers"), roles=("moderator",)),
        Permission(
            codename="feedback.administer", name=_("Say how often people are asked"), roles=("administrator",)
        ),
    ),
    configuration=Configuration(
        model=f"{_HERE}.configuration.FeedbackModel",
        export=f"{_HERE}.configuration.export",
        load=f"{_HERE}.configuration.load",
    ),
    metrics=(
        Metric(
            name="feedback.content",
            label=_("Invited people who were content"),
            unit="%",
            definition=_(
                "Of the answers of invited people on scales from 1 to 5, in surveys of the last year, the share that chose 4 or 5."
            ),
            compute=f"{_HERE}.metrics.content",
            measure=f"{_HERE}.metrics.measure",
        ),
        Metric(
            name="feedback.response_rate",
            label=_("Response rate of surveys"),
            unit="%",
            definition=_(
                "Of the people invited to surveys of the last year, the share that answered completely (AAPOR RR1)."
            ),
            compute=f"{_HERE}.metrics.response_rate",
            measure=f"{_HERE}.metrics.measure",
        ),
    ),
    live={
        "feedback:list": Live(kinds=(events.Opened, events.Closed)),
        "feedback:survey": Live(about=("surveys/{key}",)),
        "feedback:edition": Live(about=("surveys/{key}",)),
        "feedback:remarks": Live(about=("surveys/{key}",)),
        "feedback:desk": Live(kinds=(events.Drafted, events.Opened, events.Closed)),
        "feedback:desk_one": Live(about=("surveys/{key}",)),
    },
    urls=f"{_HERE}.urls",
    api=f"{_HERE}.api.router",
    below=f"{_HERE}.below.question",
    demo=f"{_HERE}.demo.tell",
    demo_last=True,
    notices=f"{_HERE}.notices.notices",
    personal=f"{_HERE}.personal.PERSONAL",
    followers=(f"{_HERE}.services.FOLLOWER",),
    chores=(
        Chore(name="feedback.close", run=f"{_HERE}.chores.close", every=30),
        Chore(name="feedback.publish", run=f"{_HERE}.chores.publish"),
        Chore(name="feedback.forget", run=f"{_HERE}.chores.forget"),
    ),
)
