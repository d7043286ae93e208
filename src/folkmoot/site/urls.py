"""Every address of the site: the record, the accounts, and what the parts declare."""

from django.urls import URLPattern, URLResolver, include, path

from folkmoot.record import registry
from folkmoot.site import health
from folkmoot.site.api import api
from folkmoot.site.home import home
from folkmoot.site.metrics import metrics
from folkmoot.web import live

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("folkmoot.record.urls")),
    path("", include("folkmoot.web.record_urls")),
    path("", include("folkmoot.followers.urls")),
    path("", include("folkmoot.web.urls")),
    path("", include("folkmoot.web.maps.urls")),
    path("", include("folkmoot.web.administration.urls")),
    path("", home, name="home"),
    path("api/", api.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("live/poll", live.poll, name="live_poll"),
    path("account/", include("allauth.urls")),
    *[path("", include(one.urls)) for one in registry.manifests() if one.urls],
]

handler400 = "folkmoot.web.errors.bad_request"
handler403 = "folkmoot.web.errors.forbidden"
handler404 = "folkmoot.web.errors.not_found"
handler429 = "folkmoot.web.errors.too_many"
handler500 = "folkmoot.web.errors.server_error"
