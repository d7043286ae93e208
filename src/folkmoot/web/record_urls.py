"""Addresses of the record's pages for people. They are part of the record's format and never move."""

from django.urls import path, re_path

from folkmoot.web import record_pages

app_name = "record_pages"
urlpatterns = [
    path("record/", record_pages.entries, name="list"),
    path("record/<int:index>", record_pages.entry, name="entry"),
    re_path(r"^record/facts/(?P<fact_id>[0-9a-f]{32})\Z", record_pages.fact, name="fact"),
    path("record/verify", record_pages.verify, name="verify"),
    path("record/kinds", record_pages.kinds, name="kinds"),
]
