"""Addresses of places."""

from django.urls import path

from folkmoot.places import views

app_name = "places"
urlpatterns = [
    path("areas", views.areas, name="areas"),
    path("areas/<slug:set_slug>/<slug:slug>", views.area, name="area"),
    path("places/areas/<slug:set_slug>.geojson", views.areas_geojson, name="areas_geojson"),
    path("places/base.geojson", views.base_geojson, name="base_geojson"),
    path("places/addresses.json", views.addresses_json, name="addresses_json"),
    path("places/at.json", views.at_json, name="at_json"),
]
