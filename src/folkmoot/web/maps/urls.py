"""The address of the map as an image."""

from django.urls import path

from folkmoot.web.maps import views

app_name = "maps"
urlpatterns = [path("places/map.svg", views.picture, name="picture")]
