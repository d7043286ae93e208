"""Named places in long operations. They do nothing, except in crash tests, which replace ``reached``."""


def reached(step: str) -> None:
    """The operation has come to ``step``; a crash here must leave nothing half-done."""


def step(name: str) -> None:
    """Call ``reached`` through the module, so that a test can replace it."""
    reached(name)
