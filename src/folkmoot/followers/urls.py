"""Addresses of activity, search, following, webhooks and feeds. Feeds' addresses never move: readers' programs keep them."""

from django.urls import path, re_path

from folkmoot.followers import feeds, views
from folkmoot.followers.notify.views import follow, mine, notices
from folkmoot.followers.webhooks import views as webhooks
from folkmoot.followers.you import views as you

app_name = "followers"
_FORM = r"\.(?P<form>atom|json)\Z"
urlpatterns = [
    path("search", views.search_page, name="search"),
    path("activity", views.activity_page, name="activity"),
    path("follow", follow.follow, name="follow"),
    path("follow/near", follow.near, name="near"),
    path("follow/asked", follow.asked, name="asked"),
    path("follow/confirm/<str:token>", follow.confirm, name="confirm"),
    path("follow/mine/<str:token>", mine.mine, name="mine"),
    path("follow/stop/<str:token>", mine.stop, name="stop"),
    path("account/following", mine.following, name="following"),
    path("you", you.you, name="you"),
    path("you/news", you.you_news, name="you_news"),
    path("you/<slug:slug>/<slug:key>", you.own, name="own"),
    path("notices", notices.notices, name="notices"),
    path("notices/read", notices.read, name="read"),
    path("webhooks", webhooks.webhooks, name="webhooks"),
    path("webhooks/<slug:endpoint_id>", webhooks.webhook, name="webhook"),
    path("webhooks/<slug:endpoint_id>/act", webhooks.act, name="webhook_act"),
    re_path(rf"^feeds/all{_FORM}", feeds.everything, name="feed_all"),
    re_path(rf"^feeds/module/(?P<slug>[a-z0-9_]{{1,60}}){_FORM}", feeds.of_module, name="feed_module"),
    re_path(rf"^feeds/near{_FORM}", feeds.near, name="feed_near"),
    re_path(rf"^feeds/area/(?P<area>[^\s\x00]{{1,160}}){_FORM}", feeds.of_area, name="feed_area"),
    re_path(
        rf"^feeds/subject/(?P<subject>[a-z][a-z0-9_]*/[A-Za-z0-9._~-]{{1,120}}){_FORM}",
        feeds.of_subject,
        name="feed_subject",
    ),
]
