"""Forwarding to another GeoReport v2 endpoint: our own server plays the other system, and a server that misbehaves."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from tests.fixtures.town import person

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.forwarding import client as remotes
from folkmoot.modules.service_requests.forwarding.mirroring import mirror
from folkmoot.modules.service_requests.forwarding.queue import FOLLOWER
from folkmoot.modules.service_requests.forwarding.sending import LEASE, retry, send
from folkmoot.modules.service_requests.models import ApiKey, ForwardedRequest, Forwarding, ServiceRequest
from folkmoot.people.models import Person, Role
from folkmoot.record import clock, follow, steps
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal


def forwarding(endpoint, **more):
    return Forwarding.objects.create(
        service_code="lamp",
        endpoint=endpoint,
        remote_code="other",
        api_key="k",
        **{"attributes": {}, **more},
    )


def report(title="Lamp is out"):
    return services.report(
        problem=services.Problem(
            service_code="lamp", title=title, description="Dark.", lat=52.48, long=1.7, address="Quay Lane"
        ),
        reporter=person(email="private@example.org", phone="0170 1"),
    ).service_request_id


def queue():
    seal()
    follow.run_all([FOLLOWER])


@pytest.fixture
def other(transactional_db, town, live_server):
    """The address of a real server that takes reports: our own, where ``other`` is the service of another team."""
    ApiKey.objects.create(
        digest=hashlib.sha256(b"k").hexdigest(), name="T", contact="t@example.org", created=clock.now()
    )
    return f"{live_server.url}/open311/v2"


def test_a_report_goes_there_and_its_news_comes_back(other):
    forwarding(other)
    number = report()
    queue()
    assert send() == 1
    assert send() == 0
    row = ForwardedRequest.objects.get()
    there = queries.request(row.external_id)
    assert (row.state, there.service_code) == ("sent", "other")
    [shown] = queries.shown([there])
    assert number in shown.description
    assert "private@example.org" not in shown.description + shown.title
    step = timeline(f"requests/{number}")[-1]
    assert (step.event.system, step.event.external_id) == ("localhost", there.pk)
    services.acknowledge(number=there.pk, office="streets", words="Seen")
    services.update(number=there.pk, office="streets", words="Crew is there")
    services.close(number=there.pk, office="streets", reason="resolved", words="New lamp")
    assert mirror() == 3
    assert mirror() == 0
    here = queries.request(number)
    assert (here.state, here.office) == ("resolved", "lighting")
    spoken = queries.shown([here])[0].status_words
    assert spoken == "New lamp"
    services.reopen(number=there.pk, actor="office:streets", words="Out again")
    assert mirror() == 1
    assert queries.request(number).state == "acknowledged"
    assert_replays()


def test_what_an_officer_here_did_first_stays(other):
    forwarding(other)
    number = report()
    queue()
    send()
    there = ForwardedRequest.objects.get().external_id
    services.close(number=number, office="lighting", reason="could_not_verify", words="Nothing there")
    services.close(number=there, office="streets", reason="resolved", words="New lamp")
    assert mirror() == 0
    assert queries.request(number).state == "could_not_verify"


def test_only_new_reports_of_the_service_are_queued_once(other):
    report("Before")
    queue()
    forwarding(other)
    number = report()
    services.recategorise(number=number, office="lighting", service_code="other")
    services.recategorise(number=number, office="lighting", service_code="lamp")
    queue()
    assert [one.pk for one in ForwardedRequest.objects.all()] == [number]
    Forwarding.objects.update(active=False)
    assert send() == 0
    assert ForwardedRequest.objects.get().state == "stuck"


def test_a_service_read_first_gives_a_token_and_later_the_number(other):
    with_review = queries.service("other")
    services.describe_service(
        description=services_described(with_review, review=True), actor="office:council"
    )
    forwarding(other)
    number = report()
    queue()
    assert send() == 1
    row = ForwardedRequest.objects.get()
    assert (row.state, row.external_id) == ("asked", "")
    ForwardedRequest.objects.update(due=clock.now())
    assert send() == 0
    [held] = queries.waiting(offices=None)
    services.release(number=held.row.pk, office="streets")
    ForwardedRequest.objects.update(due=clock.now())
    assert send() == 1
    assert ForwardedRequest.objects.get().external_id == held.row.pk
    assert timeline(f"requests/{number}")[-1].kind == "service_requests.forwarded"


def services_described(row, **more):
    from folkmoot.modules.service_requests.events import ServiceDescribed

    return ServiceDescribed(
        service_code=row.pk,
        service_name=row.service_name,
        description="",
        group=row.group,
        office=row.office,
        **more,
    )


def test_a_worker_that_died_after_sending_does_not_send_twice(other, monkeypatch):
    forwarding(other)
    number = report()
    queue()

    class Killed(BaseException):
        pass

    def die(step):
        if step == "forward:sent":
            raise Killed

    monkeypatch.setattr(steps, "reached", die)
    with pytest.raises(Killed):
        send()
    monkeypatch.undo()
    assert ForwardedRequest.objects.get().state == "sending"
    assert send() == 0, "the lease of the dead worker still runs"
    ForwardedRequest.objects.update(due=clock.now() - LEASE)
    assert send() == 1
    assert ServiceRequest.objects.filter(service_code="other").count() == 1
    assert ForwardedRequest.objects.get(pk=number).state == "sent"


def test_workers_at_once_send_each_report_once(other):
    forwarding(other)
    for number in range(4):
        report(f"Lamp {number}")
    queue()

    def work():
        try:
            send()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert set(ForwardedRequest.objects.values_list("state", flat=True)) == {"sent"}
    assert ServiceRequest.objects.filter(service_code="other").count() == 4
    assert_replays()


Answers = Callable[[str, str], tuple[int, str]]


@pytest.fixture
def misbehaving() -> Iterator[Callable[[Answers], str]]:
    """Makes servers that answer (method, path) as told; a status of 0 drops the connection."""
    servers = []

    def serve(answers: Answers) -> str:
        class Handler(BaseHTTPRequestHandler):
            def reply(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                self.body = self.rfile.read(length).decode()
                status, body = answers(self.command, self.path)
                if not status:
                    self.close_connection = True
                    return
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1:9/requests.xml")
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            do_GET = do_POST = reply  # noqa: N815 - the names that the library asks for.

            def log_message(self, *_words: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/v2"

    yield serve
    for one in servers:
        one.shutdown()
        one.server_close()


def sent(answers: Answers, misbehaving) -> ForwardedRequest:
    forwarding(misbehaving(answers))
    report()
    queue()
    send()
    return ForwardedRequest.objects.get()


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        ((400, "<errors><error><description>No SIZE</description></error></errors>"), "stuck", "No SIZE"),
        ((403, '[{"code": "403", "description": "bad key"}]'), "stuck", "bad key"),
        ((500, "oops"), "waiting", "500"),
        ((429, ""), "waiting", "429"),
        ((302, ""), "waiting", "302"),
        ((0, ""), "sending", "did not answer"),
        ((200, "<html>"), "sending", "not XML"),
        ((200, '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "sending", "document type"),
        ((200, "<service_requests/>"), "sending", "no request element"),
        ((200, "x" * (remotes.MOST + 1)), "sending", "larger than"),
    ],
)
def test_every_bad_answer_has_its_consequence(town, misbehaving, answer, state, words):
    row = sent(lambda method, path: answer, misbehaving)
    assert row.state == state
    assert words in row.error
    assert row.external_id == ""
    assert_replays()


def test_an_answer_that_was_lost_is_looked_up_before_sending_again(town, misbehaving):
    posts, number = [], []

    def answers(method, path):
        if method == "POST":
            posts.append(path)
            return 0, ""
        return 200, (
            f"<service_requests><request><service_request_id>77</service_request_id>"
            f"<description>Lamp\n\n{number[0]} http://x</description></request></service_requests>"
        )

    row = sent(answers, misbehaving)
    number.append(row.pk)
    ForwardedRequest.objects.update(due=clock.now() - timedelta(seconds=1))
    assert send() == 1
    assert len(posts) == 1
    assert ForwardedRequest.objects.get().external_id == "77"


def test_a_stuck_report_is_sent_when_an_operator_says_so(town, misbehaving):
    good: list[int] = []

    def answers(method, path):
        if method == "GET":
            return 200, "<service_requests/>"
        if not good:
            return 400, ""
        return 200, (
            "<service_requests><request><service_request_id>5</service_request_id></request></service_requests>"
        )

    row = sent(answers, misbehaving)
    assert row.state == "stuck"
    good.append(1)
    assert retry(row.pk)
    assert not retry(row.pk)
    assert send() == 1
    assert ForwardedRequest.objects.get().state == "sent"


def test_an_administrator_sees_what_is_stuck_and_sends_it_again(client, town, misbehaving):
    row = sent(
        lambda method, path: (400, "<errors><error><description>No SIZE</description></error></errors>"),
        misbehaving,
    )
    someone = Person.objects.create_user("admin@example.org")
    Role.objects.create(person=someone, role="officer", office="lighting")
    client.force_login(someone)
    assert client.get("/desk/forwarding").status_code == 403
    Role.objects.create(person=someone, role="administrator", office="")
    page = client.get("/desk/forwarding").content
    assert b"No SIZE" in page
    assert row.pk.encode() in page
    client.post("/desk/forwarding", {"number": row.pk})
    assert ForwardedRequest.objects.get().state == "sending"
    assert b"No SIZE" not in client.get("/desk/forwarding").content.partition(b"</table>")[2]


def test_an_endpoint_without_the_extension_is_polled(town, misbehaving):
    now = {"status": "open", "notes": "", "at": "2026-03-09T10:00:00+00:00"}

    def answers(method, path):
        if "servicerequestupdates" in path:
            return 404, "<errors/>"
        one = (
            f"<service_request_id>9</service_request_id><status>{now['status']}</status>"
            f"<status_notes>{now['notes']}</status_notes><updated_datetime>{now['at']}</updated_datetime>"
        )
        return 200, f"<service_requests><request>{one}</request></service_requests>"

    number = sent(answers, misbehaving).pk
    assert mirror() == 0
    now |= {"notes": "Crew ordered", "at": "2026-03-09T11:00:00+00:00"}
    assert mirror() == 1
    assert mirror() == 0
    assert queries.request(number).state == "in_progress"
    now |= {"status": "closed", "notes": "", "at": "2026-03-09T12:00:00+00:00"}
    assert mirror() == 1
    assert queries.request(number).state == "resolved"
    assert "without words" in queries.shown([queries.request(number)])[0].status_words
    now |= {"status": "open", "at": "2026-03-09T13:00:00+00:00"}
    assert mirror() == 1
    assert queries.request(number).state == "acknowledged"
    assert_replays()


def test_one_system_that_is_down_does_not_stop_the_others(other, misbehaving):
    Forwarding.objects.create(
        service_code="a", endpoint=misbehaving(lambda method, path: (500, "")), remote_code="x"
    )
    forwarding(other)
    report()
    queue()
    send()
    there = ForwardedRequest.objects.get().external_id
    services.acknowledge(number=there, office="streets")
    assert mirror() == 1


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://example.org/open311/v2", True),
        ("http://127.0.0.1:8000/open311/v2", True),
        ("http://example.org/v2", False),
        ("https://user@example.org/v2", False),
        ("https://example.org/v2?x=1", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_where_reports_may_be_sent(address, good):
    assert (remotes.problem_with(address) == "") == good
