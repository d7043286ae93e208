"""Addresses of the shell itself: choices of the reader, statements, the style guide."""

from django.urls import path

from folkmoot.web import app, look, preferences, sitemap, styleguide, views

app_name = "web"
urlpatterns = [
    path("language", preferences.language, name="language"),
    path("appearance", preferences.scheme, name="scheme"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("privacy", views.privacy, name="privacy"),
    path("developers", views.developers, name="developers"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("icons/<str:kind>-<int:size>.png", app.icon, name="icon"),
    path("sw.js", app.worker, name="worker"),
    path("offline", app.offline, name="offline"),
    path("look/<str:digest>.css", look.stylesheet, name="look"),
    path("look/logo/<str:digest>", look.logo, name="logo"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemaps/<slug:part>.xml", sitemap.part, name="sitemap_part"),
    path("styleguide", styleguide.page, name="styleguide"),
]
