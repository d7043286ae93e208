"""Whoever follows something is told of it once, and of nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.followers.models import AccountNotice, Mail, Subscriber
from folkmoot.followers.notify import FOLLOWER, queries, services
from folkmoot.followers.notify.targets import Target, circle
from folkmoot.followers.tests.people import follows, resident, subject, waiting
from folkmoot.followers.tests.story import PLACES, WORDS, count, follow
from folkmoot.people.pseudonyms import guest_pseudonym, pseudonym
from folkmoot.record import clock, registry
from folkmoot.record.follow import run, run_all
from folkmoot.record.manifest import Notice
from folkmoot.record.models import Cursor
from folkmoot.record.seal import seal

pytestmark = pytest.mark.django_db


def told(person):
    return sorted(AccountNotice.objects.filter(person=person).values_list("subject", flat=True))


def test_each_sort_of_following_finds_its_acts_and_no_others():
    PLACES.update({"ledger/near": (52.4805, 1.7), "ledger/far": (52.55, 1.7), "ledger/edge": (52.4847, 1.7)})
    people = {name: resident(name) for name in ("subject", "area", "part", "all", "small", "large", "nobody")}
    follows(subject("near"), person=people["subject"])
    follows(Target("area", "wards/north"), person=people["area"])
    follows(Target("part", "ledger"), person=people["part"])
    follows(Target("everything"), person=people["all"])
    follows(circle(52.48, 1.7, 500), person=people["small"])
    follows(circle(52.48, 1.7, 2000), person=people["large"])
    follows(Target("area", "wards/south"), person=people["nobody"])
    follows(Target("part", "places"), person=people["nobody"])
    follows(circle(40.0, 1.7, 5000), person=people["nobody"])
    count(["ledger/near", "ledger/far", "ledger/edge", "ledger/nowhere"])
    follow()
    every = ["ledger/edge", "ledger/far", "ledger/near", "ledger/nowhere"]
    assert {name: told(person) for name, person in people.items()} == {
        "subject": ["ledger/near"],
        "area": every,
        "part": every,
        "all": every,
        "small": ["ledger/near"],
        "large": ["ledger/edge", "ledger/near"],
        "nobody": [],
    }
    assert Mail.objects.count() == sum(len(told(one)) for one in people.values())


def test_reading_the_record_again_tells_nobody_again():
    robin = resident()
    follows(subject(), person=robin)
    follows(Target("everything"), email="guest@town.example")
    count(["ledger/a", "ledger/b"])
    follow()
    before = list(Mail.objects.order_by("id").values()), list(AccountNotice.objects.order_by("id").values())
    assert len(before[0]) == 3
    Cursor.objects.update(next_index=0)
    run_all([FOLLOWER])
    assert (
        list(Mail.objects.order_by("id").values()),
        list(AccountNotice.objects.order_by("id").values()),
    ) == before
    # Long after, when what was sent is forgotten, nothing of it is told anew.
    with time_machine.travel(clock.now() + timedelta(days=40)):
        Mail.objects.all().delete()
        Cursor.objects.update(next_index=0)
        run_all([FOLLOWER])
        assert not Mail.objects.exists()


def test_what_happened_before_somebody_followed_is_not_told():
    count(["ledger/a"])
    robin = resident()
    follows(subject(), person=robin)
    follow()
    assert told(robin) == []


def test_nobody_is_told_of_their_own_act():
    robin, olu = resident(), resident("olu")
    for person in (robin, olu):
        follows(subject(), person=person)
    follows(subject(), email="guest@town.example")
    count(["ledger/a"], actor=pseudonym(robin.pk, "ledger/a"))
    count(["ledger/a"], actor=guest_pseudonym("guest@town.example", "ledger/a"))
    follow()
    assert [len(told(one)) for one in (robin, olu)] == [1, 2]
    assert len(waiting("guest@town.example")) == 1


def test_two_reasons_to_be_told_are_one_mail():
    robin = resident()
    follows(subject(), mail="", person=robin)
    follows(Target("everything"), mail="at_once", person=robin)
    follows(Target("everything"), email=robin.email)
    count(["ledger/a"])
    follow()
    assert told(robin) == ["ledger/a"]
    assert len(waiting()) == 1


def test_who_has_not_said_yes_hears_nothing():
    row = services.follow(target=subject(), mail="at_once", email="guest@town.example")
    assert row.confirmed is None
    count(["ledger/a"])
    follow()
    assert waiting() == []


def test_digests_and_accounts_are_told_in_their_own_way():
    robin = resident()
    follows(subject(), mail="daily", person=robin)
    follows(subject(), mail="weekly", email="guest@town.example")
    count(["ledger/a"])
    follow()
    assert told(robin) == ["ledger/a"]
    assert waiting() == []


def test_a_mail_says_what_happened_where_to_see_it_and_how_to_stop_it():
    WORDS["ledger/a"] = "Lamp\r\nBcc: x@y.example"
    follows(subject(), person=resident(language="de"))
    count(["ledger/a"])
    follow()
    [mail] = waiting()
    assert mail.subject == "Lamp Bcc: x@y.example was counted"
    for part in ("/ledger/a", "/record/0", "/follow/stop/", "/account/following"):
        assert part in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.headers["List-Unsubscribe"].strip("<>") in mail.text


def test_a_title_whose_words_were_removed_does_not_live_on_in_notices():
    robin = resident()
    follows(subject(), person=robin)
    WORDS["ledger/a"] = "Insulting title"
    count(["ledger/a"])
    follow()
    assert "Insulting" in queries.lines(queries.notices(robin))[0].words
    WORDS["ledger/a"] = "Removed"
    assert "Insulting" not in queries.lines(queries.notices(robin))[0].words


@pytest.fixture
def part(monkeypatch):
    """Lets a test say whom the ledger wants told; what it returns is called with the facts."""
    asked = []
    monkeypatch.setattr(
        "tests.ledger.events.wanted", lambda facts: [n for one in facts for n in asked[0](one)], raising=False
    )
    changed = tuple(
        replace(one, notices="tests.ledger.events.wanted") if one.slug == "ledger" else one
        for one in registry.manifests()
    )
    monkeypatch.setattr(registry, "manifests", lambda: changed)
    return asked


def notice(fact, **more):
    return Notice(
        fact_id=fact.id, purpose="question", subject=fact.subject, title="A question", url="/answer", **more
    )


def test_a_part_names_whom_it_wants_told_and_it_is_told_once(part):
    robin = resident()
    follows(subject(), person=robin)
    part.append(
        lambda fact: [
            notice(fact, person_id=robin.pk, body="Which lamp?"),
            notice(fact, email="Guest@Town.example"),
        ]
    )
    count(["ledger/a"])
    follow()
    Cursor.objects.update(next_index=0)
    run_all([FOLLOWER])
    assert [mail.email for mail in waiting()] == [robin.email, "guest@town.example"]
    assert "Which lamp?" in waiting()[0].text
    assert all("List-Unsubscribe" not in mail.headers for mail in waiting())
    [row] = AccountNotice.objects.filter(person=robin)
    assert (row.title, row.url) == ("A question", "/answer"), "the follower's own words would say less"


def test_what_nobody_asked_for_can_be_switched_off(part, client):
    robin = resident()
    part.append(lambda fact: [notice(fact, person_id=robin.pk, wanted=False)])
    count(["ledger/a"])
    follow()
    [mail] = waiting()
    address = mail.headers["List-Unsubscribe"].strip("<>").partition("/follow/")[2]
    assert client.post(f"/follow/{address}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.get(person=robin).unasked
    assert waiting() == []
    count(["ledger/a"])
    follow()
    assert waiting() == []


def test_a_part_that_names_somebody_who_left_does_no_harm(part):
    part.append(lambda fact: [notice(fact, person_id="11111111-1111-1111-1111-111111111111")])
    count(["ledger/a"])
    follow()
    assert not Mail.objects.exists()


def test_a_batch_costs_the_same_queries_however_many_acts_and_followers():
    costs = []
    for acts, followers in ((5, 3), (200, 60)):
        for number in range(followers):
            follows(Target("everything"), email=f"g{acts}-{number}@town.example", mail="daily")
            follows(subject(f"{acts}-{number}"), person=resident(f"p{acts}-{number}"))
        PLACES.update({f"ledger/{acts}-{n}": (52 + n / 1000, 1.7) for n in range(acts)})
        count([f"ledger/{acts}-{number}" for number in range(acts)])
        seal()
        with CaptureQueriesContext(connection) as asked:
            assert run(FOLLOWER) == acts
        costs.append(len(asked))
    assert costs[1] <= costs[0]
