from django.urls import include, path, re_path

from folkmoot.modules.petitions.views import (
    desk,
    feeds,
    integrity,
    pages,
    paper,
    sharing,
    signing,
    starting,
    watching,
)
from folkmoot.modules.petitions.views.administration import guarding, kinds, terms

app_name = "petitions"
urlpatterns = [
    path("petitions", pages.listing, name="list"),
    path("archived/petitions", pages.archive, name="archive"),
    path("archived/petitions/<int:number>", pages.archived, name="archived"),
    path("petitions/standards", pages.standards, name="standards"),
    path("petitions/start", starting.begin, name="begin"),
    path("petitions/similar", starting.similar, name="similar"),
    path("petitions/write", starting.write, name="write"),
    path("petitions/sent", starting.sent, name="sent"),
    path("petitions/confirm", signing.confirm, name="confirm"),
    path("petitions/mine", signing.mine, name="mine"),
    path("petitions/mine/withdraw", signing.withdraw, name="withdraw"),
    path("petitions/mine/follow", signing.follow, name="follow"),
    path("administration/petitions", kinds.index, name="administration"),
    path("administration/petitions/kinds/new", kinds.new, name="new_kind"),
    path("administration/petitions/kinds/<str:code>", kinds.edit, name="kind"),
    path("administration/petitions/limits", guarding.limits, name="limits"),
    path("administration/petitions/lists", guarding.lists, name="lists"),
    path("administration/petitions/terms", terms.listing, name="terms"),
    path("administration/petitions/terms/new", terms.announce, name="new_term"),
    path("administration/petitions/terms/<str:code>", terms.one, name="term"),
    path("petitions/desk", desk.queue, name="desk"),
    path("petitions/desk/watch", watching.watch, name="watch"),
    path("petitions/desk/<int:number>", desk.one, name="desk_one"),
    path("petitions/desk/<int:number>/paper", paper.enter, name="paper"),
    path("petitions/desk/<int:number>/strike", integrity.strike, name="strike"),
    path("petitions/desk/<int:number>/strike/<str:batch>/undo", integrity.restore, name="restore"),
    re_path(r"^petitions/feed\.(?P<form>atom|json)\Z", feeds.of_list, name="feed"),
    re_path(
        r"^petitions/(?P<number>[0-9]{1,9})/feed\.(?P<form>atom|json)\Z", feeds.of_petition, name="feed_one"
    ),
    path("petitions/<int:number>", pages.petition, name="petition"),
    path("petitions/<int:number>/sign", signing.sign, name="sign"),
    path("petitions/<int:number>/areas.csv", pages.areas_csv, name="areas_csv"),
    path("petitions/<int:number>/days.csv", pages.days_csv, name="days_csv"),
    path("petitions/<int:number>/sheet", paper.sheet, name="sheet"),
    path("petitions/<int:number>/embed", sharing.embed, name="embed"),
    path("petitions/<int:number>/card.png", sharing.card, name="card"),
    path("", include("folkmoot.modules.petitions.uk.urls")),
]
