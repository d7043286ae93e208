"""Debates of the tests: something to talk about that needs no table."""

from folkmoot.record.manifest import Card, Matter


def cards(subjects):
    """Every debate exists but those called none."""
    return {one: Card(one, f"Debate {one}", "/") for one in subjects if not one.endswith("none")}


def matters(subjects):
    """A debate called over takes no comments."""
    return {one: Matter(office="streets", open=not one.endswith("over")) for one in cards(subjects)}
