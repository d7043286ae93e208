"""Addresses of results, below those of the module."""

from django.urls import path, re_path

from folkmoot.modules.budgeting.views.results import files, mine, pages

_POT = r"(?P<pot>[a-z0-9][a-z0-9-]{0,39})"
urlpatterns = [
    path("budgets/<int:number>/results", pages.result, name="results"),
    path("budgets/<int:number>/results/check", pages.check, name="result_check"),
    path("budgets/<int:number>/results/mine", mine.mine, name="result_mine"),
    re_path(rf"^budgets/(?P<number>[0-9]{{1,9}})/results/pots/{_POT}\.pb\Z", files.pb, name="result_pb"),
    re_path(rf"^budgets/(?P<number>[0-9]{{1,9}})/results/pots/{_POT}\Z", pages.result, name="result"),
]
