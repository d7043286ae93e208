import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _one_language():
    """A request in German leaves its thread in German; the next test begins anew."""
    yield
    translation.deactivate()
