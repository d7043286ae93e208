"""The ``folkmoot`` command. Nothing here imports Django before a verb needs it: verifying must work without."""

from folkmoot.site.cli.entry import main

__all__ = ["main"]
