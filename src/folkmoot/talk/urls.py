from django.urls import path

from folkmoot.talk.views import administration, mine, moderation, reading, rules, writing

app_name = "talk"
urlpatterns = [
    path("administration/discussions", administration.page, name="administration"),
    path("account/comments", mine.page, name="mine"),
    path("account/comments/limit", mine.appeal_limit, name="appeal_limit"),
    path("moderation", moderation.queue, name="queue"),
    path("moderation/rules", rules.page, name="rules"),
    path("moderation/figures", rules.figures, name="figures"),
    path("moderation/figures.csv", rules.figures_csv, name="figures_csv"),
    path("moderation/cases/<str:fact_id>", moderation.case, name="case"),
    path("moderation/comments/<str:sort>/<str:name>/<int:number>", moderation.comment, name="moderate"),
    path("talk/<str:sort>/<str:name>", reading.thread, name="thread"),
    path("talk/<str:sort>/<str:name>/comment", writing.write, name="write"),
    path("talk/<str:sort>/<str:name>/close", writing.close, name="close"),
    path("talk/<str:sort>/<str:name>/<int:number>", reading.one, name="comment"),
    path("talk/<str:sort>/<str:name>/<int:number>/vote", writing.vote, name="vote"),
    path("talk/<str:sort>/<str:name>/<int:number>/report", writing.flag, name="flag"),
    path("talk/<str:sort>/<str:name>/<int:number>/change", writing.revise, name="revise"),
    path("talk/<str:sort>/<str:name>/<int:number>/withdraw", writing.withdraw, name="withdraw"),
    path("talk/<str:sort>/<str:name>/<int:number>/appeal", mine.appeal, name="appeal"),
]
