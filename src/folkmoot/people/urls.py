from django.urls import path
from django.views.generic import RedirectView

from folkmoot.people import invitation, views

app_name = "people"
urlpatterns = [
    path("account", views.account, name="account"),
    path("account/", RedirectView.as_view(pattern_name="people:account")),
    path("me", RedirectView.as_view(pattern_name="people:account"), name="me"),
    path("account/sessions", views.end_other_sessions, name="sessions"),
    path("account/data", views.data, name="data"),
    path("account/erase", views.erase, name="erase"),
    path("account/erase/confirm", views.erase_confirm, name="erase_confirm"),
    path("account/erased", views.erased, name="erased"),
    path("invitation/<str:token>", invitation.accept, name="invitation"),
]
