"""Addresses of activity, search and feeds. Feeds' addresses never move: readers' programs keep them."""

from django.urls import path, re_path

from folkmoot.followers import feeds, views

app_name = "followers"
_FORM = r"\.(?P<form>atom|json)\Z"
urlpatterns = [
    path("search", views.search_page, name="search"),
    path("activity", views.activity_page, name="activity"),
    re_path(rf"^feeds/all{_FORM}", feeds.everything, name="feed_all"),
    re_path(rf"^feeds/module/(?P<slug>[a-z0-9_]{{1,60}}){_FORM}", feeds.of_module, name="feed_module"),
    re_path(rf"^feeds/area/(?P<area>[^\s\x00]{{1,160}}){_FORM}", feeds.of_area, name="feed_area"),
    re_path(
        rf"^feeds/subject/(?P<subject>[a-z][a-z0-9_]*/[A-Za-z0-9._~-]{{1,120}}){_FORM}",
        feeds.of_subject,
        name="feed_subject",
    ),
]
