import pytest

from folkmoot.record import registry


@pytest.fixture(autouse=True)
def projections():
    registry.load_projections()
