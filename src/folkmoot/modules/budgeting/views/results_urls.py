"""Addresses of results, below those of the module."""

from typing import Any

urlpatterns: list[Any] = []
