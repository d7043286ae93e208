"""CKAN's addresses, in both forms that its clients use."""

from django.urls import path, re_path

from folkmoot.modules.catalogue.ckan import dump, endpoint

urlpatterns = [
    re_path(r"api/(?:3/)?action/(?P<name>[^/]+)/?\Z", endpoint.act, name="ckan_action"),
    re_path(r"api/3/?\Z", endpoint.version, name="ckan_version"),
    path("datastore/dump/<str:resource>", dump.dump, name="ckan_dump"),
    path("dataset/<str:name>", dump.dataset, name="ckan_dataset"),
    path("dataset/<str:name>/resource/<str:id>", dump.resource, name="ckan_resource"),
    path("dataset/<str:name>/resource/<str:id>/download", dump.resource, name="ckan_download"),
    path("dataset/<str:name>/resource/<str:id>/download/<path:_file>", dump.resource, name="ckan_file"),
]
