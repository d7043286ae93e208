from django.urls import path

from folkmoot.modules.petitions.uk import views

urlpatterns = [
    path("petitions.json", views.index, name="index_json"),
    path("petitions.csv", views.table, name="index_csv"),
    path("archived/petitions.json", views.archive, name="archive_json"),
    path("archived/petitions.csv", views.table, {"archived": True}, name="archive_csv"),
    path("archived/petitions/<int:number>.json", views.archived, name="archived_json"),
    path("trending.json", views.trending, name="trending_json"),
    path("topics.json", views.topics, name="topics_json"),
    path("constituencies.json", views.constituencies, name="constituencies_json"),
    path("parliaments.json", views.parliaments, name="parliaments_json"),
    path("petitions/<int:number>.json", views.show, name="show_json"),
    path("petitions/<int:number>/count.json", views.count, name="count"),
    path("petitions/local/<str:place>.json", views.local, name="local_json"),
    path("petitions/local/<str:place>/all.json", views.local, {"closed": True}, name="local_all_json"),
]
