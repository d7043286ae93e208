from django.urls import path, re_path

from folkmoot.record import views

app_name = "record"
urlpatterns = [
    path("record/checkpoint", views.checkpoint, name="checkpoint"),
    path("record/witnessed", views.witnessed, name="witnessed"),
    path("record/policy", views.policy, name="policy"),
    path("record/key", views.key, name="key"),
    path("record/tile/<path:path>", views.tile, name="tile"),
    path("record/<int:index>.json", views.raw_entry, name="raw_entry"),
    path("record/<int:index>.tlog-proof", views.proof, name="proof"),
    re_path(r"record/receipts/(?P<fact_id>[0-9a-f]{32})\Z", views.receipt, name="receipt"),
    re_path(r"record/segments/(?P<digest>[0-9a-f]{64})\Z", views.segment, name="segment"),
    re_path(r"record/texts/(?P<commitment>[0-9a-f]{64})\.json\Z", views.opening, name="opening"),
]
