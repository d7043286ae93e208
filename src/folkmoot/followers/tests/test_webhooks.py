"""A fact reaches every endpoint that wants it: signed, repeated, parked, replayed."""

import http.server
import json
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from standardwebhooks import Webhook, WebhookVerificationError

from folkmoot.followers import cli
from folkmoot.followers.models import Delivery, Endpoint
from folkmoot.followers.tests.people import resident
from folkmoot.followers.tests.story import count, follow
from folkmoot.followers.tests.test_mail_queue import Died
from folkmoot.followers.webhooks import FOLLOWER, rules, sending, services
from folkmoot.followers.webhooks.signing import secret_of
from folkmoot.people.models import Role
from folkmoot.record import clock, steps
from folkmoot.record.follow import run_all
from folkmoot.record.models import Cursor


class Receiver(http.server.ThreadingHTTPServer):
    """A program on this machine; ``answers`` are (status, headers) for the next messages, then 204."""

    def __init__(self):
        self.got, self.answers = [], []
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        status, headers = self.server.answers.pop(0) if self.server.answers else (204, {})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_args):
        """Tests are quiet."""


@pytest.fixture
def receiver(settings):
    settings.FOLKMOOT_WEBHOOKS_LOCAL = True
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def endpoint(receiver, **more):
    return services.register(name="A program", url=receiver.url, **more)


def happen(*subjects):
    count(subjects or ["ledger/a"])
    follow()


@pytest.mark.django_db
def test_a_fact_arrives_signed_so_that_others_can_check_it(receiver):
    happen("ledger/before")
    made = endpoint(receiver)
    happen()
    assert sending.send_due() == 1
    assert sending.send_due() == 0
    [(headers, body)] = receiver.got
    secret = secret_of(made.pk, 1)
    value = Webhook(secret).verify(body, headers)
    assert value["type"] == "ledger.counted"
    assert value["data"]["index"] == 1
    assert value["data"]["entry"]["subject"] == "ledger/a"
    assert value["data"]["entry_url"].endswith("/record/1")
    for broken in (
        lambda: Webhook(secret).verify(body + b" ", headers),
        lambda: Webhook(secret_of(made.pk, 2)).verify(body, headers),
        lambda: Webhook(secret).verify(body, headers | {"webhook-id": "msg_other"}),
    ):
        with pytest.raises(WebhookVerificationError):
            broken()
    row = Delivery.objects.get()
    assert (row.state, row.status, row.attempts) == ("sent", 204, 1)


@pytest.mark.django_db
def test_filters_and_reading_again(receiver):
    endpoint(receiver)
    endpoint(receiver, modules=["ledger"])
    endpoint(receiver, modules=["places"])
    endpoint(receiver, kinds=["ledger.counted"])
    endpoint(receiver, modules=["places"], kinds=["ledger.said"])
    happen()
    assert Delivery.objects.count() == 3
    Cursor.objects.update(next_index=0)
    run_all([FOLLOWER])
    assert Delivery.objects.count() == 3
    with time_machine.travel(clock.now() + timedelta(days=40)):
        Delivery.objects.all().delete()
        Cursor.objects.update(next_index=0)
        run_all([FOLLOWER])
        assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_a_failure_is_tried_again_with_the_same_id_then_parked_and_replayed(receiver, capsys):
    made = endpoint(receiver)
    happen()
    receiver.answers += [(500, {})] * rules.ATTEMPTS
    with time_machine.travel(clock.now(), tick=False) as now:
        for attempt in range(1, rules.ATTEMPTS + 1):
            assert sending.send_due() == 0
            row = Delivery.objects.get()
            assert (row.attempts, row.status) == (attempt, 500)
            if attempt < rules.ATTEMPTS:
                wait = row.due - clock.now()
                usual = min(timedelta(seconds=10) * 2 ** (attempt - 1), timedelta(hours=6))
                assert 0.75 * usual <= wait <= 1.25 * usual
                assert sending.send_due() == 0
                now.shift(wait)
        made.refresh_from_db()
        assert (row.state, made.active) == ("parked", False)
        assert "answered 500" in made.reason
        happen("ledger/while-off")
        assert Delivery.objects.count() == 1
        assert cli._parked(None) == 1
        assert "switch it on" in capsys.readouterr().out
        assert services.replay() == 0, "nothing is posted to what is off"
        services.switch_on(endpoint_id=made.pk)
        assert services.replay(delivery_id=row.pk) == 1
        assert sending.send_due() == 1
        assert cli._parked(None) == 0
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1


@pytest.mark.django_db
def test_who_asks_for_time_gets_it_and_who_is_gone_is_left_alone(receiver):
    made = endpoint(receiver)
    happen()
    receiver.answers += [(503, {"Retry-After": "3600"}), (410, {})]
    with time_machine.travel(clock.now(), tick=False) as now:
        sending.send_due()
        assert Delivery.objects.get().due == clock.now() + timedelta(hours=1)
        now.shift(timedelta(hours=1))
        sending.send_due()
    made.refresh_from_db()
    assert (made.active, Delivery.objects.get().state) == (False, "parked")


@pytest.mark.django_db
@pytest.mark.parametrize(("step", "copies"), [("webhooks:claimed", 1), ("webhooks:posted", 2)])
def test_a_death_between_steps_loses_nothing(receiver, monkeypatch, step, copies):
    endpoint(receiver)
    happen()

    def die(name):
        if name == step:
            raise Died

    monkeypatch.setattr(steps, "reached", die)
    with pytest.raises(Died):
        sending.send_due()
    monkeypatch.setattr(steps, "reached", lambda _name: None)
    assert sending.send_due() == 0
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        assert sending.send_due() == 1
    assert len(receiver.got) == copies
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_post_each_fact_once(receiver, monkeypatch):
    endpoint(receiver)
    happen(*[f"ledger/n{n}" for n in range(40)])
    monkeypatch.setattr(sending, "BATCH", 5)
    failed = []

    def work():
        try:
            while sending.send_due():
                pass
        except Exception as error:  # noqa: BLE001 - shown at the end.
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    work()
    assert not failed
    assert sorted(json.loads(body)["data"]["index"] for _headers, body in receiver.got) == list(range(40))


@pytest.fixture
def administrator(client):
    person = resident("admin")
    Role.objects.create(person=person, role="administrator", office="")
    client.force_login(person)
    return person


@pytest.mark.django_db
def test_an_administrator_registers_watches_and_replays(receiver, administrator, client):
    bad = {"name": "A program", "url": "ftp://example.org", "kinds": "none.such"}
    page = client.post("/webhooks", bad)
    assert page.status_code == 400
    assert "none.such" in page.content.decode()
    assert client.post("/webhooks", bad | {"kinds": ""}).status_code == 400
    assert not Endpoint.objects.exists()
    form = {"name": "A program", "url": receiver.url, "modules": ["ledger"]}
    answer = client.post("/webhooks", form)
    made = Endpoint.objects.get()
    assert answer.headers["Location"] == f"/webhooks/{made.pk}"
    happen("ledger/a", "ledger/b")
    receiver.answers += [(410, {})]
    sending.send_due()
    page = client.get(f"/webhooks/{made.pk}").content.decode()
    assert secret_of(made.pk, 1) in page
    assert "It is switched off" in page
    act = f"/webhooks/{made.pk}/act"
    assert client.post(act, {"act": "replay"}, follow=True).content.decode().count("Switch it on first") == 1
    client.post(act, {"act": "on"})
    assert (
        "Send all that were given up again"
        in client.get(f"/webhooks/{made.pk}?state=parked").content.decode()
    )
    client.post(act, {"act": "replay"})
    while sending.send_due():
        pass
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    client.post(act, {"act": "secret"})
    assert secret_of(made.pk, 1) not in client.get(f"/webhooks/{made.pk}").content.decode()
    client.post(act, {"act": "off"})
    made.refresh_from_db()
    assert not made.active
    assert client.post(act, {"act": "explode"}).status_code == 404
    client.post(act, {"act": "remove"})
    assert not Endpoint.objects.exists()
    assert client.get(f"/webhooks/{made.pk}").status_code == 404


@pytest.mark.django_db
def test_only_administrators_of_everything_see_webhooks(receiver, client):
    made = endpoint(receiver)
    pages = ["/webhooks", f"/webhooks/{made.pk}"]
    assert {client.get(page).status_code for page in pages} == {302}
    officer = resident("officer")
    Role.objects.create(person=officer, role="officer", office="streets")
    client.force_login(officer)
    assert {client.get(page).status_code for page in pages} == {403}
    assert client.post(f"/webhooks/{made.pk}/act", {"act": "remove"}).status_code == 403


@pytest.mark.django_db
def test_deliveries_page_by_key_and_cost_the_same(
    receiver, administrator, client, django_assert_max_num_queries
):
    made = endpoint(receiver)
    happen(*[f"ledger/n{n}" for n in range(60)])
    page = client.get(f"/webhooks/{made.pk}")
    assert len(page.context["deliveries"]) == 25
    with django_assert_max_num_queries(14):
        more = client.get(page.context["next_url"])
    assert len(more.context["deliveries"]) == 25
    assert len(client.get(more.context["next_url"]).context["deliveries"]) == 10
