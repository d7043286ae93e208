"""Robin of the demo town follows something and was told of it."""

import pytest

from folkmoot.followers import demo
from folkmoot.followers.models import AccountNotice, Subscription
from folkmoot.followers.tests.story import count, follow
from folkmoot.people.models import Person

pytestmark = pytest.mark.django_db


def test_the_resident_follows_the_liveliest_subject_and_its_area():
    count(["ledger/a", "ledger/b", "ledger/b", "ledger/c"])
    demo.tell()
    assert not Subscription.objects.exists(), "nobody is there to follow"
    robin = Person.objects.create_user(demo.RESIDENT)
    demo.tell()
    demo.tell()
    found = Subscription.objects.order_by("sort").values_list("sort", "target", "mail", "subscriber__person")
    assert list(found) == [
        ("area", "wards/north", "daily", robin.pk),
        ("subject", "ledger/b", "at_once", robin.pk),
    ]
    follow()
    assert AccountNotice.objects.filter(person=robin).count() == 4
