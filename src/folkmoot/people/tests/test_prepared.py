"""People have UUIDs, which databases keep in different ways; prepared queries find them all the same."""

import pytest

from folkmoot.people.models import Person
from folkmoot.record.prepared import Prepared

pytestmark = pytest.mark.django_db


def test_a_person_is_found_by_id():
    people = [Person.objects.create(email=f"{number}@example.org") for number in range(2)]
    found = Prepared(lambda person: Person.objects.filter(pk=person))
    assert [found.rows(person=one.pk) for one in people] == [[one] for one in people]
