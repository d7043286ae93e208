"""Addresses of voting, below those of the module."""

from django.urls import path

from folkmoot.modules.budgeting.views.voting import ballot

urlpatterns = [
    path("budgets/<int:number>/vote", ballot.vote, name="vote"),
]
