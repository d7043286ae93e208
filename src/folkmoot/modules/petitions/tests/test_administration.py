"""An institution sets petitions up in the browser: a look first, then the act, then undoing it."""

import re

import pytest
from django.test import TransactionTestCase
from tests.fixtures.racing import race

from folkmoot.modules.petitions import queries, services
from folkmoot.modules.petitions.events import LimitsDescribed
from folkmoot.modules.petitions.models import GuardEntry
from folkmoot.modules.petitions.tests.town import (
    ADMIN,
    KIND,
    describe_town,
    districts,
    opened,
    signatory,
    signed,
)
from folkmoot.people import accepting
from folkmoot.people.models import Person, Role
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays

PATH = "/administration/petitions"
SCHOOL = {
    "title": "Petition to the schools",
    "code": "schools",
    "description": "",
    "office": "schools",
    "who": "Everybody who goes to school here",
    "outside": "on",
    "days": "30",
    "sponsors": "3",
    "sponsors_most": "9",
    "moderation_days": "5",
    "at_0": "50",
    "what_0": "answer",
    "days_0": "14",
    "label_0": "Written answer",
}


@pytest.fixture
def admin(town, client):
    person = accepting.make_account("boss@example.org")
    Role.objects.create(person=person, role="administrator", office="")
    client.force_login(person)
    return client


def looked(answer):
    return re.search('name="looked" value="([0-9a-f]+)"', answer.content.decode())[1]


def save(client, path, form):
    """Look, then save what was looked at."""
    answer = client.post(path, form)
    assert answer.status_code == 200, answer.content.decode()
    return client.post(path, form | {"act": "save", "looked": looked(answer)})


def facts():
    return RecordedFact.objects.count()


@pytest.mark.parametrize("path", ["", "/kinds/new", "/kinds/town", "/limits", "/lists"])
def test_only_administrators_of_the_whole_institution(client, town, path):
    assert client.get(PATH + path).status_code == 302
    person = Person.objects.create_user("olu@example.org")
    Role.objects.create(person=person, role="moderator")
    client.force_login(person)
    assert client.get(PATH + path).status_code == 403


def test_a_kind_is_looked_at_before_it_is_there(admin):
    before = facts()
    answer = admin.post(f"{PATH}/kinds/new", SCHOOL)
    page = answer.content.decode()
    assert "What would change" in page
    assert "50: Written answer" in page
    assert facts() == before, "a look changes nothing"
    assert admin.post(f"{PATH}/kinds/new", SCHOOL | {"act": "save"}).status_code == 200
    assert facts() == before, "nor does saving what was not looked at"
    other = SCHOOL | {"days": "31", "act": "save", "looked": looked(answer)}
    assert "What would change" in admin.post(f"{PATH}/kinds/new", other).content.decode()
    assert facts() == before, "nor saving something else than was looked at"
    assert save(admin, f"{PATH}/kinds/new", SCHOOL).headers["Location"] == PATH
    assert queries.kind("schools").days == 30
    assert facts() == before + 1
    answer = admin.post(f"{PATH}/kinds/new", SCHOOL | {"title": "Another"})
    answer = admin.post(
        f"{PATH}/kinds/new", SCHOOL | {"title": "Another", "act": "save", "looked": looked(answer)}
    )
    assert answer.status_code == 400
    assert "with this code already" in answer.content.decode()
    assert_replays()


def test_a_kind_changes_and_is_taken_back(admin):
    districts()
    opened()
    form = {name: getattr(KIND, name) for name in SCHOOL if hasattr(KIND, name)} | {
        "at_0": "6", "what_0": "answer", "days_0": "14", "label_0": "Written answer",
        "at_1": "12", "what_1": "debate", "days_1": "42", "label_1": "Council debates it",
        "areas": ["westgate"], "accounts": "on", "days": "45", "close": "1",
    }  # fmt: skip
    page = admin.post(f"{PATH}/kinds/town", form).content.decode()
    for words in ("Westgate", "all areas", "45", "1 petition of this kind is open"):
        assert words in page, words
    save(admin, f"{PATH}/kinds/town", form)
    row = queries.kind("town")
    assert (row.areas, row.accounts, row.days, row.closed) == (["westgate"], True, 45, True)
    first = timeline("petition_kinds/town")[0]
    page = admin.get(f"{PATH}/kinds/town?version={first.id}").content.decode()
    assert "filled in with an earlier description" in page
    assert 'value="90"' in page
    assert queries.kind("town").days == 45, "nothing has changed yet"
    assert admin.get(f"{PATH}/kinds/nothing").status_code == 404
    assert admin.get(f"{PATH}/kinds/town?version=nothing").status_code == 200
    assert_replays()


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"at_0": "", "days_0": "", "label_0": ""}, "Give one step at least"),
        ({"label_0": ""}, "fill in all of it, or nothing"),
        ({"at_1": "50", "days_1": "3", "label_1": "x"}, "more signatures than the one before"),
        ({"office": "nobody"}, "valid choice"),
        ({"code": "Not good"}, "a to z"),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"sponsors_most": "2"}, "whole number from"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(admin, bad, words):
    before = facts()
    answer = admin.post(f"{PATH}/kinds/new", SCHOOL | bad)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert facts() == before


def test_limits_are_looked_at_set_and_taken_back(admin):
    number = opened()
    signed(number, *(signatory(10 + at, ip="198.51.100.9") for at in range(3)))
    form = {name: str(getattr(LimitsDescribed(), name)) for name in LimitsDescribed.__slots__} | {
        "burst": "2"
    }
    page = admin.post(f"{PATH}/limits", form).content.decode()
    assert "2 went beyond the limits of now; with these it would have been 1" in page
    assert queries.limits().burst == 1
    save(admin, f"{PATH}/limits", form)
    assert queries.limits().burst == 2
    assert "The first description" not in admin.get(f"{PATH}/limits").content.decode()
    page = admin.get(f"{PATH}/limits?version=reference").content.decode()
    assert re.search(r'name="burst" value="1"', page)
    assert admin.post(f"{PATH}/limits", form | {"burst": "0"}).status_code == 400
    assert_replays()


def test_lists_are_looked_at_added_to_found_and_undone(admin):
    number = opened()
    signed(number, signatory(5, email="a@spam.example"))
    form = {
        "allow": "no",
        "sort": "domain",
        "reason": "throwaway",
        "values": "spam.example\n\n**.worse.example",
    }
    page = admin.post(f"{PATH}/lists", form).content.decode()
    assert "2 entries come on this list" in page
    assert "1 that was counted in the last week stays counted" in page
    assert not GuardEntry.objects.exists()
    save(admin, f"{PATH}/lists", form)
    assert GuardEntry.objects.count() == 2
    page = admin.get(f"{PATH}/lists", {"sort": "domain", "value": "SPAM.example"}).content.decode()
    assert "Yes: it is never believed." in page
    assert (
        "No, not by itself"
        in admin.get(f"{PATH}/lists", {"sort": "email", "value": "x@spam.example"}).content.decode()
    )
    assert admin.get(f"{PATH}/lists", {"sort": "network", "value": "here"}).status_code == 400
    key = queries.guard_of("domain", "spam.example").row.pk
    admin.post(f"{PATH}/lists", {"act": "lift", "key": key})
    assert GuardEntry.objects.count() == 1
    batch = timeline("petition_guards/main")[0].id
    assert f'value="{batch}"' in admin.get(f"{PATH}/lists").content.decode()
    admin.post(f"{PATH}/lists", {"act": "undo", "key": batch})
    assert not GuardEntry.objects.exists()
    assert admin.post(f"{PATH}/lists", {"act": "undo", "key": batch}).status_code == 302
    answer = admin.post(f"{PATH}/lists", form | {"values": "ok.example\nnot ok"})
    assert answer.status_code == 400
    assert "line 2 cannot be understood: not ok" in answer.content.decode().lower()
    assert_replays()


def test_the_lists_page_by_key(admin):
    for first in (0, 60):
        services.add_guards(
            sort="domain", values=[f"d{at}.example" for at in range(first, first + 60)], allow=False,
            reason="throwaway", actor=ADMIN,
        )  # fmt: skip
    seen, path = set(), f"{PATH}/lists"
    while path:
        page = admin.get(path).content.decode()
        seen |= set(re.findall(r"d\d+\.example", page))
        more = re.search(r'href="(\?after=[0-9a-f]+)"', page)
        path = f"{PATH}/lists{more[1]}" if more else ""
    assert len(seen) == 120


def test_the_page_takes_the_same_queries_whatever_there_is(admin, django_assert_max_num_queries):
    for at in range(12):
        services.add_guards(
            sort="domain", values=[f"x{at}.example"], allow=False, reason="throwaway", actor=ADMIN
        )
    for path in ("", "/kinds/town", "/limits", "/lists"):
        with django_assert_max_num_queries(16):
            admin.get(PATH + path)


class Races(TransactionTestCase):
    def setUp(self):
        describe_town()

    def test_two_administrators_change_a_kind(self):
        now = queries.described(queries.kind("town"))

        def change():
            import dataclasses

            wanted = dataclasses.replace(now, days=now.days + 1)
            services.change_kind(description=wanted, expected=now, actor=ADMIN)

        assert race(change, losing=(services.Refused,)).count("done") == 1
        assert_replays()
