from django.urls import path

from folkmoot.modules.catalogue.views import citations, desk, files, loading, pages, standards, writing

app_name = "catalogue"
urlpatterns = [
    path("data", pages.listing, name="list"),
    path("catalog.<str:kind>", standards.catalogue, name="dcat"),
    path("data.json", standards.data, name="data_json"),
    path("data.atom", standards.feed, name="feed"),
    path("data/desk", desk.datasets, name="desk"),
    path("data/desk/new", writing.new, name="new"),
    path("data/desk/loads/<uuid:pk>", loading.load, name="load"),
    path("data/desk/loads/<uuid:pk>/progress", loading.progress, name="progress"),
    path("data/desk/<slug:key>", desk.one, name="desk_one"),
    path("data/desk/<slug:key>/describe", writing.describe, name="describe"),
    path("data/desk/<slug:key>/tables/new", writing.add_table, name="add_table"),
    path("data/desk/<slug:key>/tables/<slug:name>/upload", loading.upload, name="upload"),
    path("data/desk/<slug:key>/tables/<slug:name>/fetch", loading.fetch, name="fetch"),
    path("data/desk/<slug:key>/tables/<slug:name>/columns", writing.dictionary, name="dictionary"),
    path("data/desk/<slug:key>/tables/<slug:name>/reading", writing.reading, name="reading"),
    path("data/review", desk.review, name="review"),
    path("data/<slug:key>.<str:kind>", standards.dataset, name="dcat_one"),
    path("data/<slug:key>/datapackage.json", standards.package, name="package"),
    path("data/<slug:key>/croissant.json", standards.croissant, name="croissant"),
    path("data/<slug:key>", pages.dataset, name="dataset"),
    path("data/<slug:key>/<slug:name>", pages.table, name="table"),
    path("data/<slug:key>/<slug:name>/versions", pages.history, name="history"),
    path("data/<slug:key>/<slug:name>/download.<str:kind>", files.download, name="download"),
    path("data/<slug:key>/<slug:name>/versions/<int:at>", pages.version, name="version"),
    path("data/<slug:key>/<slug:name>/versions/<int:at>/rejects", pages.rejects, name="rejects"),
    path("data/<slug:key>/<slug:name>/versions/<int:at>/original", files.original, name="original"),
    path("data/<slug:key>/<slug:name>/versions/<int:at>/table.json", files.manifest, name="manifest"),
    path("data/<slug:key>/<slug:name>/versions/<int:at>/cite.<str:kind>", citations.cite, name="cite"),
    path(
        "data/<slug:key>/<slug:name>/versions/<int:at>/download.<str:kind>",
        files.version_download,
        name="version_download",
    ),
]
