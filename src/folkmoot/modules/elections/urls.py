from django.urls import path

from folkmoot.modules.elections.views import desk, pages

app_name = "elections"
urlpatterns = [
    path("polls", pages.polls, name="polls"),
    path("polls/desk", desk.desk, name="desk"),
    path("polls/desk/new", desk.new, name="new"),
    path("polls/desk/<int:number>", desk.one, name="desk_one"),
    path("polls/<int:number>", pages.poll, name="poll"),
    path("polls/<int:number>/vote", pages.vote, name="vote"),
]
