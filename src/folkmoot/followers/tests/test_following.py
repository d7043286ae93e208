"""Following with an account and without, by the pages that people use."""

import json
import re
import threading
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.ledger.models import Tally

from folkmoot.followers.models import AccountNotice, Mail, Subscriber, Subscription
from folkmoot.followers.notify import mail, services
from folkmoot.followers.notify.targets import Target, circle
from folkmoot.followers.tests.people import follows, link, resident, subject, waiting
from folkmoot.followers.tests.story import PLACES, count, follow
from folkmoot.record import clock

pytestmark = pytest.mark.django_db


def send():
    outbox.outbox.clear()
    while mail.send_due():
        pass
    return outbox.outbox


def test_an_account_follows_changes_reads_and_stops(client):
    robin = resident()
    client.force_login(robin)
    count(["ledger/a"])
    page = client.get("/follow", {"subject": "ledger/a"}).content.decode()
    assert "Follow: Ledger a" in page
    assert 'name="email"' not in page
    assert client.post("/follow", {"subject": "ledger/a", "mail": "at_once"}).status_code == 302
    assert client.post("/follow", {"subject": "ledger/a", "mail": "daily"}).status_code == 302
    [row] = Subscription.objects.all()
    assert (row.mail, row.prompt) == ("daily", True)
    count(["ledger/a", "ledger/b"])
    follow()
    page = client.get("/notices").content.decode()
    assert "Ledger a" in page
    assert "Ledger b" not in page
    assert 'fm-bell__new fm-num">1<' in client.get("/activity").content.decode()
    upto = AccountNotice.objects.get().pk
    count(["ledger/a"])
    follow()
    client.post("/notices/read", {"upto": upto})
    assert AccountNotice.objects.filter(read__isnull=True).count() == 1, "what came since stays new"
    acts = {"act": "change", "subscription": row.pk, "mail": ""}
    assert client.post("/account/following", acts).status_code == 302
    assert Subscription.objects.get().mail == ""
    assert "Ledger a" in client.get("/account/following").content.decode()
    client.post("/account/following", {"act": "stop", "subscription": row.pk})
    assert not Subscription.objects.exists()


def test_pages_of_an_account_ask_for_sign_in_and_show_only_what_is_mine(client):
    for page in ("/account/following", "/notices"):
        assert client.get(page).status_code == 302
    row = follows(subject(), person=resident("olu"))
    client.force_login(resident())
    client.post("/account/following", {"act": "stop", "subscription": row.pk})
    client.post("/account/following", {"act": "change", "subscription": row.pk, "mail": "weekly"})
    assert Subscription.objects.get().mail == "at_once"


def test_an_address_says_yes_before_it_hears_anything(client):
    count(["ledger/a"])
    asked = {"subject": "ledger/a", "mail": "at_once", "email": "Guest@Town.example"}
    assert client.post("/follow", asked).headers["Location"] == "/follow/asked"
    [letter] = send()
    assert letter.to == ["guest@town.example"]
    assert "Ledger a" in letter.body
    address = link(letter.body, "confirm")
    assert client.get(address).status_code == 200
    count(["ledger/a"])
    follow()
    assert send() == [], "programs that only look at the link say nothing"
    for _ in range(2):
        page = client.post(address)
        assert page.headers["Location"].startswith("/follow/mine/")
    mine = client.get(page.headers["Location"]).content.decode()
    assert "Ledger a" in mine
    assert "guest@town.example" in mine
    count(["ledger/a"])
    follow()
    [letter] = send()
    assert letter.subject == "Ledger a was counted"


def test_unsubscribing_works_from_a_mail_that_was_sent(client):
    follows(subject(), email="guest@town.example")
    follows(Target("everything"), mail="daily", email="guest@town.example")
    count(["ledger/a"])
    follow()
    [letter] = send()
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + address.split("/", 3)[3]
    strict = Client(enforce_csrf_checks=True)
    assert "Ledger a" in strict.get(path).content.decode()
    assert Subscription.objects.count() == 2, "GET changes nothing"
    for _ in range(2):
        assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.get().sort == "everything"
    assert "was stopped before" in strict.get(path).content.decode()
    count(["ledger/a"])
    follow()
    assert send() == []
    strict.post(path, {"act": "all"})
    assert not Subscription.objects.exists()


def test_stopping_a_digest_keeps_what_an_account_is_told_here():
    robin = resident()
    follows(subject(), mail="daily", person=robin)
    follows(subject("b"), mail="weekly", person=robin)
    who = Subscriber.objects.get(person=robin)
    assert services.stop(subscriber=who, what="daily") == 1
    assert sorted(Subscription.objects.values_list("mail", "prompt")) == [("", True), ("weekly", True)]


@pytest.mark.parametrize("name", ["confirm", "mine", "stop"])
def test_forged_and_old_links_are_explained(client, name):
    assert client.get(f"/follow/{name}/forged").status_code == 410
    assert client.post(f"/follow/{name}/forged").status_code == 410
    row = follows(subject(), email="guest@town.example")
    from folkmoot.followers.notify import links

    address = {
        "confirm": links.confirm_url(row.pk, "daily"),
        "mine": links.absolute(links.mine_path(row.subscriber_id)),
        "stop": links.stop_url(row.subscriber_id, str(row.pk)),
    }[name]
    path = "/" + address.split("/", 3)[3]
    assert client.get(path).status_code == 200
    other = "stop" if name != "stop" else "mine"
    assert client.get(path.replace(f"/{name}/", f"/{other}/")).status_code == 410, "good for one purpose"
    with time_machine.travel(clock.now() + timedelta(days=500)):
        assert client.get(path).status_code == 410


@time_machine.travel("2030-03-01T10:15:00+00:00", tick=False)
def test_nobody_learns_whether_an_address_is_known_and_nobodys_box_is_filled(client):
    count(["ledger/a"])
    follows(subject(), email="known@town.example")
    answers = []
    for email in ("known@town.example", "unknown@town.example"):
        answer = client.post("/follow", {"subject": "ledger/a", "mail": "daily", "email": email})
        answers.append((answer.status_code, answer.headers["Location"]))
    assert answers[0] == answers[1]
    for _ in range(8):
        answer = client.post(
            "/follow", {"subject": "ledger/a", "mail": "daily", "email": "known@town.example"}
        )
        assert (answer.status_code, answer.headers["Location"]) == answers[0]
    assert len(waiting("known@town.example")) == 5
    codes = [
        client.post(
            "/follow", {"subject": "ledger/a", "mail": "daily", "email": f"x{n}@town.example"}
        ).status_code
        for n in range(20)
    ]
    assert 429 in codes


def test_an_address_that_follows_too_much_learns_it_nowhere(client, monkeypatch):
    from folkmoot.followers.notify import rules

    monkeypatch.setattr(rules, "MOST_FOLLOWED", 1)
    count(["ledger/a", "ledger/b"])
    follows(subject(), email="guest@town.example")
    answer = client.post("/follow", {"subject": "ledger/b", "mail": "daily", "email": "guest@town.example"})
    assert answer.headers["Location"] == "/follow/asked"
    robin = resident()
    client.force_login(robin)
    follows(subject(), person=robin)
    assert client.post("/follow", {"subject": "ledger/b", "mail": "daily"}).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "subject=ledger/none", "subject=%00", "area=none", "area=%00", "part=none", "lat=1&lon=2",
        "lat=x&lon=2&radius=500", "lat=1&lon=2&radius=99", "lat=nan&lon=2&radius=500", "radius=5",
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_not_found(client, query):
    assert client.get(f"/follow?{query}").status_code == 404


def test_an_empty_form_is_explained(client):
    page = client.post("/follow", {"everything": "1", "mail": "", "email": "no address"})
    assert page.status_code == 400
    assert page.content.decode().count("There is a problem") == 1


def test_a_place_is_chosen_without_scripts_and_without_a_map(client):
    assert client.get("/follow").status_code == 200
    assert "Press the place" in client.get("/follow/near").content.decode()
    assert "There is a problem" in client.post("/follow/near", {"next": "1"}).content.decode()
    answer = client.post("/follow/near", {"next": "1", "lat": "52.48", "lon": "1.7", "radius": "1000"})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "within 1000 metres" in page
    feed = re.search(r'href="(/feeds/near\.atom[^"]*)"', page)[1].replace("&amp;", "&")
    assert client.get(feed).status_code == 200


def test_pages_cost_the_same_queries_however_much_there_is(client):
    robin = resident()
    client.force_login(robin)
    costs = []
    for number in (3, 40):
        for one in range(number):
            follows(subject(f"{number}-{one}"), person=robin)
        follows(circle(52.0 + number / 100, 1.7, 500), person=robin)
        follows(Target("area", f"area-{number}"), person=robin)
        count([f"ledger/{number}-{one}" for one in range(number)])
        follow()
        asked = []
        for page in ("/account/following", "/notices"):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            asked.append(len(queries))
        costs.append(asked)
    assert costs[0] == costs[1]
    assert max(costs[1]) < 15


def test_acts_around_a_point_are_a_feed(client):
    PLACES.update({f"ledger/n{n}": (52.48 + n * 0.001, 1.7) for n in range(20)})
    count(["ledger/nowhere", *PLACES])
    follow()
    address = "/feeds/near.{}?lat=52.48&lon=1.7&radius=500"
    tree = ET.fromstring(client.get(address.format("atom")).content)
    assert len(tree.findall("{http://www.w3.org/2005/Atom}entry")) == 5
    value = json.loads(client.get(address.format("json")).content)
    assert [one["title"] for one in value["items"]] == [f"Ledger n{n} was counted" for n in (4, 3, 2, 1, 0)]
    assert "?lat=" in value["feed_url"]
    for bad in (
        "lat=52&lon=1",
        "lat=52&lon=1&radius=50",
        "lat=52&lon=1&radius=nan",
        "lat=x&lon=1&radius=500",
        "lat=99&lon=1&radius=500",
    ):
        assert client.get(f"/feeds/near.atom?{bad}").status_code == 400, bad
    PLACES["ledger/n0"] = (10.0, 10.0)
    count(["ledger/n0"])
    follow()
    assert len(json.loads(client.get(address.format("json")).content)["items"]) == 4, (
        "a moved subject moves its acts"
    )


@pytest.mark.django_db(transaction=True)
def test_following_and_stopping_race_themselves():
    robin = resident()
    failed = []

    def race(command, number=4):
        def work():
            try:
                command()
            except Exception as error:  # noqa: BLE001 - shown at the end.
                failed.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(number)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    race(lambda: services.follow(target=subject(), mail="daily", person=robin))
    race(lambda: services.follow(target=subject(), mail="daily", email="guest@town.example"))
    assert (Subscriber.objects.count(), Subscription.objects.count()) == (2, 2)
    guest = Subscription.objects.get(subscriber__person=None)
    race(lambda: services.confirm(subscription_id=guest.pk, mail="at_once"))
    who = Subscriber.objects.get(person=robin)
    race(lambda: services.stop(subscriber=who, what="all"))
    assert not failed
    assert Subscription.objects.get().confirmed is not None
    assert Tally.objects.count() == Mail.objects.count() == 0
