from django.urls import re_path

from folkmoot.files import views

app_name = "files"
urlpatterns = [
    re_path(r"^files/(?P<file_id>[0-9a-f]{32})/(?P<variant>full|medium|thumb)\Z", views.file, name="file"),
]
