"""APIs that the parts declare are truthful: what their entries say is where it is, and answers anybody."""

import pytest

from folkmoot.record import opening, registry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", sorted(registry.interfaces()))
def test_a_declared_api_answers_a_stranger_and_so_does_its_description(client, key):
    one = registry.interfaces()[key]
    for path in (one.endpoint, one.description):
        if not path:
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer["Content-Type"].startswith("application/json"), path
        assert answer.json() is not None


@pytest.mark.parametrize("key", sorted(registry.interfaces()))
def test_what_it_gives_is_published_here(key):
    known = {one.key for one in opening.datasets()}
    assert set(registry.interfaces()[key].serves) <= known | {"*"}
    assert registry.interfaces()[key].serves


def test_no_address_is_taken_by_a_dataset():
    assert not set(registry.interfaces()) & {one.key for one in opening.datasets()}
