"""Addresses of voting, below those of the module."""

from typing import Any

urlpatterns: list[Any] = []
