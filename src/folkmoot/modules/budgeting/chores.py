"""What the worker does for participatory budgeting on a schedule."""

from folkmoot.modules.budgeting import services


def begin() -> int:
    """Phases whose day has come begin."""
    return services.begin_due()
