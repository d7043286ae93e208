"""No table with data about people may be forgotten when somebody takes their data along or leaves."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models

from folkmoot.people import personal
from folkmoot.people.models import Person, Role, Session
from folkmoot.record.projection import Projected

NAMES = {"email", "phone", "first_name", "last_name", "ip", "address", "device_id"}


def looks_personal(model):
    """Why a table looks as if it held data about people; empty when it does not."""
    found = []
    for field in model._meta.get_fields():
        if not getattr(field, "concrete", False):
            continue
        if field.is_relation and field.related_model is Person:
            found.append(field.name)
        elif issubclass(model, Projected):
            # What is computed from the public record is public; another test keeps people out of facts.
            continue
        elif isinstance(field, models.EmailField | models.GenericIPAddressField) or field.name in NAMES:
            found.append(field.name)
    return found


def ours():
    return [one for one in apps.get_models() if one.__module__.startswith("folkmoot.")]


def covered():
    labels = {one.model._meta.label for _slug, one in personal.tables()}
    for many in personal.registered().values():
        labels |= {one.label for one in many if isinstance(one, personal.NotPersonal)}
    return labels


def test_every_table_about_people_is_registered_or_explained():
    forgotten = {
        one._meta.label: looks_personal(one)
        for one in ours()
        if looks_personal(one) and one._meta.label not in covered()
    }
    assert not forgotten, (
        f"these tables look personal: {forgotten}. Name them in the part's `personal` tuple as PersonalData, "
        "or as NotPersonal with the reason"
    )


def test_the_check_sees_what_it_should():
    assert looks_personal(Person) == ["email"]
    assert looks_personal(Role) == ["person"]
    assert len(ours()) > 10


def test_every_reason_is_given():
    for slug, one in personal.tables():
        assert str(one.why), (slug, one.model)
        assert str(one.kept), (slug, one.model)
    for many in personal.registered().values():
        assert all(one.why for one in many if isinstance(one, personal.NotPersonal))


@pytest.fixture
def two(db):
    people = [Person.objects.create_user(f"{one}@town.example", name=one) for one in ("robin", "olu")]
    for person in people:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        Role.objects.create(person=person, role="officer", office="streets")
        Authenticator.objects.create(user=person, type="totp", data={"secret": f"secret of {person.name}"})
    return people


def test_an_export_holds_mine_and_nobody_elses(two, client):
    robin, _olu = two
    client.force_login(robin)
    text = json.dumps(personal.export_of(robin), cls=personal.Encoder)
    assert "robin@town.example" in text
    assert "streets" in text
    assert "olu" not in text
    assert "secret of" not in text


def test_erasing_leaves_nothing_of_one_and_all_of_the_other(two, client, client_of_another):
    robin, olu = two
    client.force_login(robin)
    client_of_another.force_login(olu)
    identifier = robin.pk
    personal.erase(robin)
    assert not Person.objects.filter(pk=identifier).exists()
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["olu@town.example"]
    assert Authenticator.objects.count() == Role.objects.count() == 1
    assert list(Session.objects.values_list("person_id", flat=True)) == [olu.pk]


@pytest.fixture
def client_of_another():
    from django.test import Client

    return Client()


def test_erasing_is_whole_or_not_at_all(two, monkeypatch):
    robin, _olu = two

    def fail(_person):
        raise RuntimeError("the disc is full")

    real = personal.tables()
    broken = [
        (
            slug,
            personal.PersonalData(model=one.model, export=one.export, erase=fail, why=one.why, kept=one.kept),
        )
        if one.model is Person
        else (slug, one)
        for slug, one in real
    ]
    monkeypatch.setattr(personal, "tables", lambda: broken)
    with pytest.raises(RuntimeError, match="disc"):
        personal.erase(robin)
    assert Person.objects.filter(pk=robin.pk).exists()
    assert Role.objects.count() == Authenticator.objects.count() == 2
