"""Addresses of the administration and of the first set-up."""

from django.urls import path

from folkmoot.web.administration import areas, configuration, departments, hours, index, institution, people

app_name = "administration"
urlpatterns = [
    path("setup", index.setup, name="setup"),
    path("administration", index.index, name="index"),
    path("administration/institution", institution.institution, name="institution"),
    path("administration/languages", institution.languages, name="languages"),
    path("administration/hours", hours.hours, name="hours"),
    path("administration/look", institution.look, name="look"),
    path("administration/departments", departments.listing, name="departments"),
    path("administration/departments/new", departments.edit, name="new_department"),
    path("administration/departments/<slug:slug>", departments.edit, name="department"),
    path("administration/areas", areas.areas, name="areas"),
    path("administration/people", people.people, name="people"),
    path("administration/configuration", configuration.page, name="configuration"),
    path("administration/configuration.json", configuration.download, name="configuration_file"),
]
