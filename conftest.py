"""Fixtures that every test of the house may use are in tests/fixtures/."""

pytest_plugins = [
    "tests.fixtures.data",
    "tests.fixtures.database",
    "tests.fixtures.order",
    "tests.fixtures.town",
    "tests.fixtures.talk",
    "tests.fixtures.browser",
]
