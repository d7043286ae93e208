from django.urls import include, path, re_path

from folkmoot.modules.budgeting.views import desk, feeds, pages, writing
from folkmoot.modules.budgeting.views.administration import calendar, freezing, rounds

app_name = "budgeting"
urlpatterns = [
    path("budgets", pages.listing, name="list"),
    path("budgets/join", writing.join, name="join"),
    path("budgets/<int:number>", pages.round_page, name="round"),
    path("budgets/<int:number>/projects", pages.projects, name="projects"),
    path("budgets/<int:number>/projects/pins", pages.pins, name="pins"),
    path("budgets/<int:number>/ideas/new", writing.new, name="new_idea"),
    path("budgets/<int:number>/ideas/similar", writing.similar, name="similar"),
    re_path(
        r"^budgets/(?P<number>[0-9]{1,9})/feed\.(?P<form>atom|json)\Z", feeds.of_round, name="feed_round"
    ),
    path("budgets/projects/<int:number>", pages.project, name="project"),
    path("budgets/projects/<int:number>/pin", pages.pin, name="pin"),
    path("budgets/projects/<int:number>/edit", writing.edit, name="edit_idea"),
    path("budgets/projects/<int:number>/withdraw", writing.withdraw, name="withdraw"),
    path("budgets/projects/<int:number>/merge/<str:proposal>", writing.merge, name="merge"),
    re_path(
        r"^budgets/projects/(?P<number>[0-9]{1,9})/feed\.(?P<form>atom|json)\Z",
        feeds.of_project,
        name="feed_project",
    ),
    path("desk/budgets", desk.queue, name="desk"),
    path("desk/budgets/projects/<int:number>", desk.one, name="desk_one"),
    path("administration/budgets", rounds.index, name="administration"),
    path("administration/budgets/new", rounds.new, name="new_round"),
    path("administration/budgets/<int:number>", rounds.edit, name="edit_round"),
    path("administration/budgets/<int:number>/dates", calendar.edit, name="dates"),
    path("administration/budgets/<int:number>/freeze", freezing.freeze, name="freeze"),
    path("", include("folkmoot.modules.budgeting.views.voting_urls")),
    path("", include("folkmoot.modules.budgeting.views.results_urls")),
]
