"""Addresses of results, below those of the module."""

from django.urls import path

from folkmoot.modules.budgeting.views.results import files, mine, pages, work

urlpatterns = [
    path("budgets/<int:number>/results", pages.result, name="results"),
    path("budgets/<int:number>/results/check", pages.check, name="result_check"),
    path("budgets/<int:number>/results/mine", mine.mine, name="result_mine"),
    path("administration/budgets/<int:number>/counting", work.work, name="counting"),
    path("budgets/<int:number>/results/pots/<slug:pot>.pb", files.pb, name="result_pb"),
    path("budgets/<int:number>/results/pots/<slug:pot>", pages.result, name="result"),
]
