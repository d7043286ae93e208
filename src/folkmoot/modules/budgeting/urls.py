from django.urls import include, path

app_name = "budgeting"
urlpatterns = [
    path("", include("folkmoot.modules.budgeting.views.voting_urls")),
    path("", include("folkmoot.modules.budgeting.views.results_urls")),
]
