"""A term ends: petitions stop with it, go on or rest, and so do the clocks of what is owed."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from django.test import TransactionTestCase
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.racing import race

from folkmoot.modules.petitions import chores, events, links, metrics, queries, services, uk, words
from folkmoot.modules.petitions.models import Obligation, Petition, Signer, Term
from folkmoot.modules.petitions.notices import notices
from folkmoot.modules.petitions.rules import end_of_day
from folkmoot.modules.petitions.rules.terms import goes_on
from folkmoot.modules.petitions.tests.town import (
    ADMIN,
    count,
    describe_town,
    later,
    opened,
    signatory,
    signed,
    started,
    support,
)
from folkmoot.people import accepting
from folkmoot.people.models import Person, Role
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays

SCHEMA = json.loads((Path(uk.__file__).parent / "schema.json").read_text())
CODE = "2022-2026"
ZONES = st.sampled_from(["Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC"]).map(
    ZoneInfo
)
MOMENTS = st.integers(0, 4 * 366 * 24).map(
    lambda hours: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
)


def announce(days=10, code=CODE, kinds=("town",)):
    services.announce_term(
        code=code, period="2022 to 2026", government="Council of 2022", kinds=kinds,
        ends=clock.now() + timedelta(days=days), actor=ADMIN,
    )  # fmt: skip


def settle(how):
    services.settle_term(code=CODE, how=how, actor=ADMIN)
    services.settle_terms()


def state(number):
    return Petition.objects.get(pk=number).state


def fits(answer, name):
    jsonschema.Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{name}"}).validate(answer.json())
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


# Rules


@given(ZONES, MOMENTS, st.integers(0, 400), st.integers(0, 500), st.integers(0, 900))
def test_a_clock_that_stood_still_has_as_many_days_left(zone, began, days, run, stood):
    end = end_of_day(began, days, zone)
    stopped = began + timedelta(days=run)
    now = stopped + timedelta(days=stood)

    def left(due, at):
        return due.astimezone(zone).date().toordinal() - at.astimezone(zone).date().toordinal()

    again = goes_on(end, stood=stopped, now=now, zone=zone)
    assert left(again, now) == left(end, stopped), "late ones stay as late as they were"
    assert again.astimezone(zone).hour in {0, 1}, "midnight, or the first moment of a day that has none"


# What happens


def test_everything_stops_with_the_term(town):
    number, other = opened(), opened("Benches in Mill Park")
    signed(number, 4, 5, 6)
    waits, looks = started("Plant trees"), started("More bins")
    support(waits)
    done = opened("Done before")
    with later(days=1):
        services.announce_term(
            code=CODE, period="2022 to 2026", government="Council of 2022", kinds=("town",),
            ends=clock.now() + timedelta(days=3), actor=ADMIN,
        )  # fmt: skip
    [mine] = [services.sign(number=number, signatory=signatory(7))]
    with later(days=5):
        # The worker has not come by yet; nobody can sign any more all the same.
        with pytest.raises(services.Refused, match="closed"):
            services.sign(number=number, signatory=signatory(8))
        with pytest.raises(services.Refused, match="closed"):
            services.confirm(signer_id=mine.pk)
        assert services.end_terms() == 5
        assert services.end_terms() == 0
        assert {state(one) for one in (number, other, done)} == {"closed"}
        assert {state(one) for one in (waits, looks)} == {"stopped"}
        term = Term.objects.get()
        assert (term.state, term.closed, term.stopped) == ("ended", 3, 2)
        fresh = started("A new beginning")
        assert state(fresh) == "started", "what begins after the term is of the next one"
        assert services.end_terms() == 0
    assert_replays()


def test_clocks_stand_still_and_go_on(town):
    number = opened()
    signed(number, 4, 5, 6)
    due = Obligation.objects.get(step=0).due
    announce(days=4)
    with later(days=6):
        services.end_terms()
        row = Obligation.objects.get(step=0)
        assert row.paused is not None
        assert not queries.owed().exists()
        assert "Stands still" in words.duty(row, clock.now())
    with later(days=100):
        assert metrics.in_time() is None, "what stood still before its day never fell due"
        assert "Stands still" in words.duty(Obligation.objects.get(step=0), clock.now())
        settle("reopened")
        row, petition = Obligation.objects.get(step=0), Petition.objects.get(pk=number)
        assert (row.paused, petition.state, petition.ended) == (None, "open", None)
        assert (row.due - clock.now()).days == (
            due - timedelta(days=6) - (clock.now() - timedelta(days=100))
        ).days
        assert [one.pk for one in queries.owed()] == [row.pk]
        before = count(number)
        signed(number, 9)
        assert count(number) == before + 1
        services.answer(number=number, office="streets", summary="Yes", words="We do.")
        assert not queries.owed().exists()
    assert_replays()


def test_one_goes_on_and_the_rest_to_the_archive(town):
    kept, rests, no = opened(), opened("Benches in Mill Park"), started("Nothing clear")
    signed(rests, 4, 5, 6)
    support(no)
    services.reject(number=no, code="no_action", words="Say what.")
    announce(days=1)
    with later(days=2):
        with pytest.raises(services.Refused):
            services.reopen(number=kept, actor="office:moderators")
        services.end_terms()
        services.reopen(number=kept, actor="office:moderators")
        with pytest.raises(services.Refused):
            services.reopen(number=kept, actor="office:moderators")
        settle("archived")
        assert state(kept) == "open"
        assert set(Petition.objects.filter(archived__isnull=False).values_list("pk", flat=True)) == {
            rests,
            no,
        }
        row = Obligation.objects.get(petition=rests, step=0)
        assert row.lapsed is not None
        assert words.duty(row, clock.now()) == "Not done when it went to the archive"
        with pytest.raises(services.Refused):
            services.reopen(number=rests, actor="office:moderators")
        for how in ("reopened", "archived"):
            with pytest.raises(services.Refused):
                services.settle_term(code=CODE, how=how, actor=ADMIN)
        assert chores.close() == 0, "doing it again changes nothing"
    assert_replays()


def test_an_end_is_moved_and_called_off(town):
    number = opened()
    announce(days=5)
    first = queries.closes_at(Petition.objects.get(pk=number))
    announce(days=9)
    assert queries.closes_at(Petition.objects.get(pk=number)) - first >= timedelta(days=3)
    services.call_off_term(code=CODE, actor=ADMIN)
    with pytest.raises(services.Refused):
        services.call_off_term(code=CODE, actor=ADMIN)
    with later(days=20):
        assert services.end_terms() == 0
        assert state(number) == "open"
    announce(days=3)
    with later(days=4):
        with pytest.raises(services.Refused):
            services.call_off_term(code=CODE, actor=ADMIN)
        services.end_terms()
        with pytest.raises(services.Refused):
            announce(days=5)
    assert_replays()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "Not good"}, "code"),
        ({"period": " "}, "period"),
        ({"government": ""}, "government"),
        ({"kinds": ()}, "kinds"),
        ({"kinds": ("none",)}, "kinds"),
        ({"ends": datetime(2020, 1, 1, tzinfo=UTC)}, "ends"),
    ],
)
def test_what_makes_no_sense(town, changes, field):
    given = {
        "code": CODE, "period": "Now", "government": "Us", "kinds": ("town",),
        "ends": clock.now() + timedelta(days=1),
    }  # fmt: skip
    with pytest.raises(services.Refused) as error:
        services.announce_term(**given | changes, actor=ADMIN)
    assert [one.field for one in error.value.refusals] == [field]
    with pytest.raises(services.Refused):
        services.preview_term(**given | changes)
    assert not Term.objects.exists()


def test_a_kind_ends_with_one_term_only(town):
    announce()
    with pytest.raises(services.Refused, match="another term"):
        announce(code="other")
    with pytest.raises(services.NotFound):
        services.settle_term(code="nothing", how="archived", actor=ADMIN)


def test_who_is_told(town):
    number = opened()
    signed(number, signatory(4, follows=True), signatory(5))
    announce(days=1)
    told = list(notices(timeline(f"petition_terms/{CODE}")))
    assert [one.email for one in told] == ["p0@example.org"]
    assert told[0].subject == f"petitions/{number}"
    with later(days=2):
        services.end_terms()
        settle("reopened")
        settle("archived")
    found = {}
    for one in notices(timeline(f"petitions/{number}")):
        found.setdefault(one.title.partition(":")[0], set()).add(one.email)
    assert found["It stopped with the term"] == {"p0@example.org", "p4@example.org"}
    assert found["It can be signed again"] == {"p0@example.org", "p4@example.org"}


def test_names_are_forgotten_and_signatures_are_not(client, town):
    number = opened()
    [mine, _other] = signed(number, 4, 5)
    announce(days=1)
    with later(days=2):
        services.end_terms()
        settle("archived")
        chores.sweep()
        assert Signer.objects.exclude(name="").exists()
    before = count(number)
    with later(days=100):
        chores.sweep()
        rows = Signer.objects.filter(petition=number)
        assert rows.count() == 5
        assert not rows.exclude(name="", email="", canonical="", postcode="", ip="", person=None).exists()
        key = links.token(links.MINE, mine.pk)
        assert mine.pseudonym in client.get("/petitions/mine", {"key": key}).content.decode()
    assert count(number) == before
    assert_replays()


# Readers of the UK service


def test_the_archive_for_programs(client, town):
    kept, rests = opened(), opened("Benches in Mill Park")
    signed(rests, 4, 5, 6)
    announce(days=1)
    with later(days=2):
        services.end_terms()
        services.reopen(number=kept, actor="office:moderators")
        settle("archived")
    body = fits(client.get(f"/archived/petitions/{rests}.json"), "archived_show")
    assert body["data"]["type"] == "archived-petition"
    assert body["data"]["parliament"]["period"] == "2022 to 2026"
    assert body["data"]["parliament"]["government"] == "Council of 2022"
    assert body["data"]["parliament"]["response_threshold"] == 6
    assert body["data"]["attributes"]["signature_count"] == 6
    answer = client.get(f"/petitions/{rests}.json")
    assert answer["Location"].endswith(f"/archived/petitions/{rests}.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"/archived/petitions/{kept}.json")["Location"].endswith(f"/petitions/{kept}.json")
    assert client.get("/archived/petitions/999.json").status_code == 404
    assert [one["id"] for one in fits(client.get("/petitions.json"), "index")["data"]] == [kept]
    listed = fits(client.get("/archived/petitions.json?q=benches"), "archived_index")
    assert [one["id"] for one in listed["data"]] == [rests]
    assert listed["links"]["self"].endswith("/archived/petitions.json?q=benches")
    assert listed["data"][0]["links"]["self"].endswith(f"/archived/petitions/{rests}.json")
    assert client.get("/archived/petitions.json?state=with_response").json()["data"] == []
    assert "Benches" in client.get("/archived/petitions.csv").content.decode()
    assert client.get(f"/petitions/{rests}/count.json").json()["signature_count"] == 6
    now, then = fits(client.get("/parliaments.json"), "parliaments")
    assert now["period"] is None
    assert then["dissolution_at"].endswith("Z")
    assert client.get(f"/archived/petitions/{rests}").headers["Location"] == f"/petitions/{rests}"
    page = client.get("/archived/petitions", follow=True).content.decode()
    assert "Benches in Mill Park" in page
    assert "Benches in Mill Park" not in client.get("/petitions?state=all").content.decode()
    assert "belongs to the term 2022 to 2026" in client.get(f"/petitions/{rests}").content.decode()


# Pages


@pytest.fixture
def admin(town, client):
    person = accepting.make_account("boss@example.org")
    Role.objects.create(person=person, role="administrator", office="")
    client.force_login(person)
    return client


PATH = "/administration/petitions/terms"


def test_a_term_from_its_announcement_to_its_archive(admin):
    number = opened()
    signed(number, 4, 5, 6)
    last = (clock.now() + timedelta(days=3)).date()
    form = {
        "period": "2022 to 2026", "code": CODE, "government": "Council of 2022", "kinds": ["town"],
        "ends_day": last.day, "ends_month": last.month, "ends_year": last.year,
    }  # fmt: skip
    page = admin.post(f"{PATH}/new", form).content.decode()
    assert "1 open petition could not be signed any more" in page
    assert "1 clock of what the institution owes would stand still" in page
    assert not Term.objects.exists()
    looked = re.search('name="looked" value="([0-9a-f]+)"', page)[1]
    answer = admin.post(f"{PATH}/new", form | {"act": "save", "looked": looked})
    assert answer.headers["Location"] == f"{PATH}/{CODE}"
    assert "The term ends" in admin.get(f"/petitions/{number}").content.decode()
    assert "2022 to 2026" in admin.get(PATH).content.decode()
    assert 'value="Council of 2022"' in admin.get(f"{PATH}/{CODE}?change=1").content.decode()
    admin.post(f"{PATH}/{CODE}", {"act": "call_off"})
    assert Term.objects.get().state == "called_off"
    assert admin.post(f"{PATH}/{CODE}", {"act": "nothing"}).status_code == 404
    assert admin.get(f"{PATH}/nothing").status_code == 404
    announce(days=3)
    with later(days=5):
        assert "stop within a minute" in admin.get(f"{PATH}/{CODE}").content.decode()
        services.end_terms()
        page = admin.get(f"{PATH}/{CODE}").content.decode()
        assert "1 petition that stopped can be signed again" in page
        assert "stopped with the term" in admin.get(f"/petitions/{number}").content.decode()
        admin.post(f"{PATH}/{CODE}", {"act": "reopened"})
        services.settle_terms()
        assert state(number) == "open"
        admin.post(f"{PATH}/{CODE}", {"act": "archived"})
        assert "Look at the archive" in admin.get(f"{PATH}/{CODE}").content.decode()
        assert (
            "not possible any more"
            in admin.post(f"{PATH}/{CODE}", {"act": "archived"}, follow=True).content.decode()
        )
    assert_replays()


def test_a_moderator_takes_one_up_again(client, town):
    number = opened()
    announce(days=1)
    with later(days=2):
        person = Person.objects.create_user("mo@example.org")
        Role.objects.create(person=person, role="moderator")
        client.force_login(person)
        assert "act-reopen" not in client.get(f"/petitions/desk/{number}").content.decode()
        services.end_terms()
        assert "act-reopen" in client.get(f"/petitions/desk/{number}").content.decode()
        assert client.post(f"/petitions/desk/{number}", {"act": "reopen"}).status_code == 302
    assert state(number) == "open"
    assert client.get(PATH).status_code == 403


def at_day(days, command):
    """A command as if it ran some days from now; threads have a clock of their own."""
    at = clock.now() + timedelta(days=days)

    def run():
        with clock.telling(at):
            return command()

    return run


class Races(TransactionTestCase):
    """The worker beside itself, and signing beside the end."""

    def setUp(self):
        describe_town()

    def test_ending_and_settling(self):
        numbers = [opened(), opened("Benches in Mill Park")]
        announce(days=1)
        with later(days=2):
            race(at_day(2, services.end_terms), losing=())
            assert Term.objects.get().state == "ended"
            for number in numbers:
                kinds = [type(one.event) for one in timeline(f"petitions/{number}")]
                assert kinds.count(events.Ended) == 1
            services.settle_term(code=CODE, how="reopened", actor=ADMIN)
            race(at_day(3, services.settle_terms), losing=())
            services.settle_term(code=CODE, how="archived", actor=ADMIN)
            race(at_day(4, services.settle_terms), losing=())
        kinds = [type(one.event) for one in timeline(f"petitions/{numbers[0]}")]
        assert kinds.count(events.Reopened) == 1
        assert_replays()

    def test_announcing_twice_and_taking_one_up_twice(self):
        number = opened()
        announce(days=1)
        with later(days=2):
            services.end_terms()
            done = race(
                lambda: services.reopen(number=number, actor="office:moderators"), losing=(services.Refused,)
            )
        assert done.count("done") == 1
        assert_replays()
