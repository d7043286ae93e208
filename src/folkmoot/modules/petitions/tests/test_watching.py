"""The watch: bursts as rules, planted bursts, one digest whoever looks, and what moderators can do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import TransactionTestCase
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.racing import race

from folkmoot.modules.petitions import chores, notices, services
from folkmoot.modules.petitions.events import BurstsFound, LimitsDescribed
from folkmoot.modules.petitions.models import BurstLog, Signer
from folkmoot.modules.petitions.rules import watching
from folkmoot.modules.petitions.services.importing import Earlier
from folkmoot.modules.petitions.services.watching import WATCH
from folkmoot.modules.petitions.tests.town import (
    ADMIN,
    count,
    describe_town,
    later,
    opened,
    signatory,
    signed,
)
from folkmoot.people.models import Person, Role
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays

TODAY = datetime(2026, 3, 12, tzinfo=UTC)


def limits(**changes):
    wide = {"burst": 500, "sustained": 500, "watched": 5, "noticed": 8}
    services.describe_limits(description=LimitsDescribed(**wide | changes), actor=ADMIN)


def plant(number, many, *, first=20, ip="", domain="", name=""):
    """Signatures of a burst; without a network each has its own, without a domain each has one that repeats for none."""
    for at in range(first, first + many):
        where = ip.format(at) if ip else f"10.{at // 250}.{at % 250}.7"
        signed(number, signatory(at, ip=where, email=f"x{at}@{domain or f'own{at}.example'}"))


def calm(action="Safe crossing at Northgate School"):
    """An open petition whose supporters signed it long before the hour that is looked at."""
    number = opened(action)
    Signer.objects.filter(petition=number).update(confirmed=clock.now() - timedelta(days=1))
    return number


def moderator(language="en"):
    person = Person.objects.create_user("mo@example.org", name="Mo", language=language)
    Role.objects.create(person=person, role="moderator")
    return person


def lines():
    return {(one.sort, one.value): one.peak for one in BurstLog.objects.all()}


# Rules

ADDRESSES = st.one_of(
    st.integers(0, 40).map(lambda at: f"192.0.2.{at}"),
    st.integers(0, 3).map(lambda at: f"198.51.{at}.9"),
    st.integers(0, 3).map(lambda at: f"2001:db8:{at}::1"),
)


@given(st.dictionaries(ADDRESSES, st.integers(1, 12), max_size=30), st.integers(1, 20))
def test_no_signature_is_in_two_bursts_of_networks_and_none_is_small(by_address, least):
    found = list(watching.networks(by_address, least=least))
    assert all(one.count >= least for one in found)
    assert len({one.value for one in found}) == len(found)
    assert sum(one.count for one in found) <= sum(by_address.values())
    alone = {one.value: one.count for one in found if "/" not in one.value}
    assert alone == {one: n for one, n in by_address.items() if n >= least}


def test_one_who_changes_the_address_is_seen_as_a_network():
    spread = {f"192.0.2.{at}": 1 for at in range(120)} | {"198.51.100.1": 99, "rubbish": 500, "": 900}
    assert list(watching.networks(spread, least=100)) == [
        watching.Burst(sort="network", value="192.0.2.0/24", count=120)
    ]
    wide = {f"2001:db8:7:{at:x}::": 1 for at in range(100)}
    [one] = watching.networks(wide, least=100)
    assert one.value == "2001:db8:7::/48"


def test_a_petition_is_in_a_burst_when_an_hour_is_ten_usual_ones():
    def found(**given):
        rate = watching.Rate(**{"number": 1, "count": 100, "before": 1680, "hours": 168.0} | given)
        return list(watching.petitions([rate], least=100))

    assert found()
    assert not found(before=1681), "eleven an hour are usual, so a hundred are not ten times as many"
    assert not found(count=99, before=0)
    assert not found(hours=23.9, before=0), "a petition of today has nothing usual yet"
    assert found(hours=24.0, before=0)
    assert watching.hours_before(opened=TODAY + timedelta(hours=3), today=TODAY) == 0
    assert watching.hours_before(opened=None, today=TODAY) == 0
    assert watching.hours_before(opened=TODAY - timedelta(days=90), today=TODAY) == 168


# Planted bursts


def test_planted_bursts_and_what_is_none(town):
    limits()
    one, other = calm(), calm("Trees for the square")
    plant(one, 6, first=20, ip="203.0.113.9")
    plant(other, 8, first=40, ip="198.51.100.{}")
    plant(one, 5, first=60, domain="many.example")
    plant(one, 4, first=80, ip="192.0.2.77")
    plant(one, 4, first=90, domain="few.example")
    signer, *_rest = Signer.objects.filter(canonical__endswith="@many.example")
    with later(minutes=5):
        assert services.watch_bursts() == 3
    assert lines() == {
        ("network", "203.0.113.9"): 6,
        ("network", "198.51.100.0/24"): 8,
        ("domain", "many.example"): 5,
    }
    most = {row.value: row.petitions for row in BurstLog.objects.all()}
    assert most == {"203.0.113.9": [one], "198.51.100.0/24": [other], "many.example": [one]}
    assert signer.email not in str(list(BurstLog.objects.values())), "nobody is named"
    assert_replays()


def test_a_burst_over_many_petitions_names_those_with_most(town):
    limits()
    numbers = [calm(f"Trees for square {at}") for at in range(7)]
    for at, number in enumerate(numbers):
        plant(number, 2 if at == 3 else 1, first=20 + 5 * at, ip="203.0.113.9")
    services.watch_bursts()
    assert BurstLog.objects.get().petitions == [numbers[3], *numbers[:3], numbers[4]]


def test_what_was_never_confirmed_came_on_paper_or_by_import_is_no_burst(town):
    limits()
    number = calm()
    for at in range(20, 40):
        services.sign(number=number, signatory=signatory(at, ip="203.0.113.9", email=f"x{at}@many.example"))
    now = clock.now()
    rows = [
        Earlier(name=f"Person {'abcdefghij'[at]}", email=f"{at}@old.example", at=now, ip="203.0.113.8")
        for at in range(10)
    ]
    services.import_signatures(number=number, office="streets", source="Old", rows=rows)
    names = [services.Line(f"Person {letter}", "MH1") for letter in "klmnopqrst"]
    services.enter_sheet(number=number, sheet="7", lines=names)
    assert services.watch_bursts() == 0
    assert not BurstLog.objects.exists()


def test_a_petition_that_wakes_up(town):
    limits(watched=10, noticed=20)
    number = calm()
    with later(days=8):
        plant(number, 12, first=20)
        assert services.watch_bursts() == 1
    assert lines() == {("petition", str(number)): 12}


def test_what_is_always_believed_is_left_out(town):
    limits()
    services.add_guards(sort="network", values=["203.0.113.0/24"], allow=True, reason="trusted", actor=ADMIN)
    services.add_guards(sort="domain", values=["school.example"], allow=True, reason="trusted", actor=ADMIN)
    number = calm()
    plant(number, 9, first=20, ip="203.0.113.9", domain="school.example")
    assert services.watch_bursts() == 0


def test_a_burst_is_one_line_from_its_beginning_to_its_end(town):
    limits()
    number = calm()
    plant(number, 6, first=20, ip="203.0.113.9")
    services.watch_bursts()
    first = BurstLog.objects.get()
    with later(minutes=40):
        plant(number, 3, first=40, ip="203.0.113.9")
        services.watch_bursts()
    row = BurstLog.objects.get()
    assert (row.pk, row.peak) == (first.pk, 9)
    assert row.last > first.last
    assert row.first == first.first
    with later(hours=9):
        assert services.watch_bursts() == 0
        plant(number, 7, first=60, ip="203.0.113.9")
        services.watch_bursts()
    assert sorted(BurstLog.objects.values_list("peak", flat=True)) == [7, 9]


def test_one_digest_in_an_hour_whatever_happens(town):
    limits()
    number = calm()
    plant(number, 9, first=20, ip="203.0.113.9")
    plant(number, 8, first=40, domain="many.example")
    plant(number, 5, first=60, domain="some.example")
    for _again in range(3):
        services.watch_bursts()
    [digest] = timeline(WATCH)
    assert digest.event == BurstsFound(at=digest.event.at, networks=1, domains=1, petitions=0)
    with later(minutes=20):
        plant(number, 9, first=80, ip="192.0.2.4")
        services.watch_bursts()
        assert len(timeline(WATCH)) == 1, "it waits for the hour to be over"
    with later(minutes=57):
        services.watch_bursts()
    assert [one.event.networks for one in timeline(WATCH)] == [1, 1], "and is told then, the first no more"
    assert_replays()


def test_the_digest_names_nothing_and_speaks_the_language_of_its_reader(town):
    limits()
    moderator("de")
    Person.objects.create_user("nobody@example.org", name="No moderator")
    plant(calm(), 9, first=20, ip="203.0.113.9", domain="many.example")
    services.watch_bursts()
    [told] = notices.notices(timeline(WATCH))
    assert told.title == "Viele Unterschriften auf einmal: 2 Häufungen zum Ansehen"
    assert "Von 1 Netz." in told.body
    assert "203.0.113" not in told.title + told.body + told.url
    assert "many.example" not in told.title + told.body
    assert told.url == reverse("petitions:watch")


# Judging


def test_a_burst_that_was_dealt_with_comes_back_when_it_goes_on(town):
    limits()
    number = calm()
    plant(number, 9, first=20, ip="203.0.113.9")
    services.watch_bursts()
    row = BurstLog.objects.get()
    services.judge_burst(burst=row.pk, verdict="dealt_with")
    assert services.watch_bursts() == 0, "what moderators have seen is still in the hour"
    with later(minutes=65):
        assert services.watch_bursts() == 0
        plant(number, 9, first=60, ip="203.0.113.9")
        assert services.watch_bursts() == 1
    assert_replays()


def test_what_is_expected_is_quiet_for_thirty_days_and_then_told_again(town):
    limits()
    number = calm()
    plant(number, 9, first=20, domain="post.example")
    services.watch_bursts()
    services.judge_burst(burst=BurstLog.objects.get().pk, verdict="expected")
    with later(days=29):
        plant(number, 9, first=40, domain="post.example")
        services.watch_bursts()
        # The petition that woke up is told of; the domain is not.
        assert set(lines()) == {("domain", "post.example"), ("petition", str(number))}
        assert not BurstLog.objects.filter(sort="domain", verdict="").exists()
    with later(days=31):
        plant(number, 9, first=60, domain="post.example")
        services.watch_bursts()
    assert BurstLog.objects.filter(sort="domain", verdict="").count() == 1
    said = str([one.event for one in timeline(WATCH)])
    assert "post.example" not in said


@pytest.mark.parametrize("verdict", ["", "fraud", "expected\x00", "x" * 500])
def test_a_verdict_that_there_is_not(town, verdict):
    with pytest.raises(services.Refused, match="choose"):
        services.judge_burst(burst=1, verdict=verdict)


def test_two_moderators_do_not_both_judge_a_burst(town):
    limits()
    plant(calm(), 9, first=20, ip="203.0.113.9")
    services.watch_bursts()
    row = BurstLog.objects.get()
    services.judge_burst(burst=row.pk, verdict="expected")
    with pytest.raises(services.Refused, match="meanwhile"):
        services.judge_burst(burst=row.pk, verdict="dealt_with")
    with pytest.raises(services.NotFound):
        services.judge_burst(burst=row.pk + 1, verdict="expected")


def test_the_log_is_forgotten_a_week_after_a_burst(town):
    limits()
    plant(calm(), 9, first=20, ip="203.0.113.9")
    services.watch_bursts()
    with later(days=6):
        chores.sweep()
        assert BurstLog.objects.exists()
    with later(days=8):
        chores.sweep()
    assert not BurstLog.objects.exists()


# Pages


def test_the_page_leads_to_striking_off_exactly_the_burst(client, town):
    limits()
    number = calm()
    signed(number, signatory(10, ip="203.0.113.9"))
    Signer.objects.filter(ip="203.0.113.9").update(
        created=clock.now() - timedelta(days=2), confirmed=clock.now() - timedelta(days=2)
    )
    plant(number, 9, first=20, ip="203.0.113.9")
    services.watch_bursts()
    client.force_login(moderator())
    page = client.get(reverse("petitions:watch")).content.decode()
    assert "203.0.113.9" in page
    assert "Look now" in page
    assert "Put it on a list" not in page, "lists are for administrators"
    strike = page.partition(f'href="{reverse("petitions:strike", args=[number])}?')[2].partition('"')[0]
    query = strike.replace("&amp;", "&")
    look = client.get(f"{reverse('petitions:strike', args=[number])}?{query}").content.decode()
    assert "9 signatures that count" in look, "the honest one of two days ago is not among them"
    before = count(number)
    done = client.post(
        f"{reverse('petitions:strike', args=[number])}?{query}", {"expected": "9", "reason": "automated"}
    )
    assert done.status_code == 302
    assert count(number) == before - 9
    assert_replays()


def test_moderators_judge_on_the_page(client, town):
    limits()
    plant(calm(), 9, first=20, domain="many.example")
    services.watch_bursts()
    person = moderator()
    client.force_login(person)
    assert "1 burst of signatures waits" in client.get(reverse("petitions:desk")).content.decode()
    row = BurstLog.objects.get()
    url = reverse("petitions:watch")
    client.post(url, {"burst": str(row.pk), "verdict": "expected"})
    page = client.get(url).content.decode()
    assert "Nothing waits here" in page
    assert "Nothing bad" in page
    for burst in ("", "x", "-1", "9" * 30, str(row.pk)):
        again = client.post(url, {"burst": burst, "verdict": "expected"}, follow=True)
        assert again.status_code == 200


def test_administrators_put_it_on_a_list_from_here(client, town):
    limits()
    plant(calm(), 9, first=20, domain="many.example")
    services.watch_bursts()
    person = moderator()
    Role.objects.create(person=person, role="administrator")
    client.force_login(person)
    page = client.get(reverse("petitions:watch")).content.decode()
    url = page.partition(f'href="{reverse("petitions:lists")}?')[2].partition('"')[0].replace("&amp;", "&")
    form = client.get(f"{reverse('petitions:lists')}?{url}").content.decode()
    assert "many.example</textarea>" in form


@pytest.mark.parametrize("role", [None, "resident", "officer"])
def test_the_watch_is_for_moderators(client, town, role):
    if role:
        person = Person.objects.create_user("p@example.org", name="P")
        Role.objects.create(person=person, role=role)
        client.force_login(person)
    assert client.get(reverse("petitions:watch")).status_code in {302, 403}


def test_the_page_asks_as_often_for_many_bursts_as_for_one(client, town, django_assert_max_num_queries):
    limits()
    one, other = calm(), calm("Trees for the square")
    now = clock.now()
    for at in range(60):
        BurstLog.objects.create(
            sort="domain", value=f"<b>{at}</b>.example", key=f"{at:032x}", petitions=[one, other, 999][at % 3 :],
            first=now - timedelta(hours=1), last=now, peak=100 + at, verdict="expected" if at % 2 else "",
        )  # fmt: skip
    client.force_login(moderator())
    client.get(reverse("petitions:watch"))
    with django_assert_max_num_queries(16):
        page = client.get(reverse("petitions:watch")).content.decode()
    assert "<b>1</b>" not in page


class Races(TransactionTestCase):
    def test_two_workers_write_one_line_and_one_digest(self):
        describe_town()
        limits()
        plant(calm(), 9, first=20, ip="203.0.113.9")
        assert race(services.watch_bursts, losing=()) == ["done"] * 4
        assert BurstLog.objects.count() == 1
        assert len(timeline(WATCH)) == 1

    def test_a_verdict_given_by_many_counts_once(self):
        describe_town()
        limits()
        plant(calm(), 9, first=20, ip="203.0.113.9")
        services.watch_bursts()
        burst = BurstLog.objects.get().pk

        outcomes = race(
            lambda: services.judge_burst(burst=burst, verdict="dealt_with"), losing=(services.Refused,)
        )
        assert outcomes == ["done", "lost", "lost", "lost"]
        assert len(timeline(WATCH)) == 2
