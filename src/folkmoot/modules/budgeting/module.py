"""What participatory budgeting declares."""

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.acts import ACTS
from folkmoot.record.manifest import (
    AdministrationItem,
    Chore,
    Configuration,
    Live,
    Manifest,
    Metric,
    NavItem,
    Permission,
    Talk,
)

_HERE = "folkmoot.modules.budgeting"

MANIFEST = Manifest(
    slug="budgeting",
    name=_("Participatory budgeting"),
    events=tuple(ACTS),
    acts=ACTS,
    datasets=(f"{_HERE}.opened.OPENED", f"{_HERE}.opened_results.OPENED"),
    subjects={
        "budget_rounds": f"{_HERE}.queries.cards.round_cards",
        "budget_projects": f"{_HERE}.queries.cards.project_cards",
        "budget_ballots": f"{_HERE}.queries.ballot_cards.cards",
    },
    search={
        "budget_rounds": f"{_HERE}.queries.round_texts",
        "budget_projects": f"{_HERE}.queries.search_texts",
    },
    talk={
        "budget_projects": Talk(
            label=_("Ideas and projects of the budget"),
            matters=f"{_HERE}.queries.matters",
            answers="budgeting.cost",
            parts=f"{_HERE}.queries.talk_parts",
            stances=True,
        )
    },
    navigation=(
        NavItem(label=_("Budgets"), url_name="budgeting:list", order=25),
        NavItem(
            label=_("Budgets at the desk"), url_name="budgeting:desk", order=92, permission="budgeting.sort"
        ),
    ),
    administration=(
        AdministrationItem(
            label=_("Participatory budgets"),
            text=_("Rounds with their money and dates; what is voted on and how it is counted."),
            url_name="budgeting:administration",
            order=60,
            permission="budgeting.administer",
        ),
    ),
    permissions=(
        Permission(
            codename="budgeting.sort", name=_("Sort ideas for the budget"), roles=("moderator", "officer")
        ),
        Permission(codename="budgeting.cost", name=_("Work out what projects cost"), roles=("officer",)),
        Permission(codename="budgeting.deliver", name=_("Tell how projects are built"), roles=("officer",)),
        Permission(
            codename="budgeting.ballots",
            name=_("Keep the roll of a budget vote, help at the counter and enter ballots on paper"),
            roles=("officer",),
        ),
        Permission(
            codename="budgeting.administer", name=_("Set up rounds of the budget"), roles=("administrator",)
        ),
    ),
    configuration=Configuration(
        model=f"{_HERE}.configuration.BudgetingModel",
        export=f"{_HERE}.configuration.export",
        load=f"{_HERE}.configuration.load",
    ),
    metrics=(
        Metric(
            name="budgeting.ideas",
            label=_("Ideas that wait for a decision"),
            unit=_("ideas"),
            definition=_("Ideas of all rounds that nobody has turned down or found feasible yet."),
            compute=f"{_HERE}.metrics.ideas_open",
        ),
        Metric(
            name="budgeting.built",
            label=_("Projects that won and are finished"),
            unit="%",
            definition=_("Of the projects that won a vote, the share that was handed over."),
            compute=f"{_HERE}.metrics.built",
        ),
        Metric(
            name="budgeting.in_time",
            label=_("Steps of projects done in time"),
            unit="%",
            definition=_(
                "Of the steps that were first promised for a day of the last year, the share done by that day."
            ),
            compute=f"{_HERE}.metrics.in_time",
        ),
    ),
    live={
        "budgeting:list": Live(kinds=(events.PhaseBegun,)),
        "budgeting:round": Live(about=("budget_rounds/{number}",)),
        "budgeting:projects": Live(about=("budget_rounds/{number}",), kinds=(events.IdeaSubmitted,)),
        "budgeting:results": Live(about=("budget_rounds/{number}",)),
        "budgeting:result": Live(about=("budget_rounds/{number}",)),
        "budgeting:result_check": Live(about=("budget_rounds/{number}",)),
        "budgeting:result_mine": Live(about=("budget_rounds/{number}",)),
        "budgeting:project": Live(about=("budget_projects/{number}",), talk=True),
        "budgeting:desk": Live(kinds=(events.IdeaSubmitted, events.IdeaSorted, events.PhaseBegun)),
        "budgeting:turnout": Live(about=("budget_rounds/{number}",), kinds=(events.BallotCast,)),
        "budgeting:desk_one": Live(about=("budget_projects/{number}",)),
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
        Chore(name="budgeting.begin", run=f"{_HERE}.chores.begin", every=10),
        Chore(name="budgeting.mail", run=f"{_HERE}.chores.mail", every=2),
        Chore(name="budgeting.rolls", run=f"{_HERE}.chores.destroy_rolls"),
        Chore(name="budgeting.count", run=f"{_HERE}.chores.count", every=10),
    ),
)
