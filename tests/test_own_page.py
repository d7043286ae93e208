"""A person's own page: what waits, what has changed, what is theirs and what they follow, in a constant number of queries."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.followers.all import followers
from folkmoot.followers.models import AccountNotice, Subscriber, Subscription
from folkmoot.followers.notify import rules as notify_rules
from folkmoot.followers.notify import services as following
from folkmoot.followers.notify.targets import Target
from folkmoot.followers.you import changes, rules
from folkmoot.modules.petitions import services as petitions
from folkmoot.modules.petitions.tests import town as petition_town
from folkmoot.modules.service_requests import services as reports
from folkmoot.people.models import Person, Role
from folkmoot.people.pseudonyms import pseudonym
from folkmoot.people.you import Waits, in_order
from folkmoot.record import clock, registry
from folkmoot.record.follow import run_all
from folkmoot.record.seal import seal
from folkmoot.talk import names
from folkmoot.talk import services as talk
from tests.fixtures.talk import account, moderator, vouch


def follow_up():
    seal()
    run_all(followers())


@pytest.fixture
def robin(town):
    return account("robin")


def report_of(person, title="The light is out"):
    reporter = reports.Reporter(
        pseudonym=lambda subject: pseudonym(person.pk, subject), person_id=person.pk, email=person.email
    )
    problem = reports.Problem(service_code="lamp", title=title, lat=52.48, long=1.7)
    return reports.report(problem=problem, reporter=reporter).service_request_id


def page(client, path="/you"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_an_empty_page_says_what_will_be_there(robin, client):
    client.force_login(robin)
    text = page(client)
    for words in ("Nothing waits for you", "You follow nothing yet", "Nothing yet", robin.email):
        assert words in text
    assert 'href="/you"' in page(client, "/privacy"), "the header leads there"


def test_strangers_are_asked_to_sign_in(db, client, town):
    assert client.get("/you")["Location"].startswith("/account/login")
    assert client.get("/you/service_requests/reports").status_code == 302
    assert client.get("/you/news").status_code == 401


def test_what_happened_to_what_one_follows_is_put_together_and_marked_as_seen(robin, client):
    number = report_of(robin)
    talk.describe_discussions(open_=["requests"], actor="office:council")
    following.follow(target=Target("subject", f"requests/{number}"), mail="", person=robin)
    follow_up()
    for words in ("Parts are ordered", "They came", "We begin", "It is done soon"):
        reports.update(number=number, office="lighting", words=words)
    follow_up()
    client.force_login(robin)
    assert client.get("/you", HTTP_SEC_PURPOSE="prefetch;prerender").status_code == 200
    assert client.head("/you").status_code == 200
    assert AccountNotice.objects.filter(read=None).count() == 5, "nobody has looked"
    text = page(client)
    assert text.count('<ol class="fm-changes">') == 1
    assert text.count(f'href="/reports/{number}">The light is out</a> <b class="fm-notice__new">5 new') == 1
    assert "and 2 changes before that" in text
    assert not AccountNotice.objects.filter(read=None).exists()
    assert "5 new" in page(client), "a page that is loaded again within ten minutes has lost nothing"
    assert "fm-bell__new" not in page(client)
    with clock.telling(clock.now() + timedelta(minutes=11)):
        later = page(client)
    assert "5 new" not in later
    assert "It is done soon" in later or "News about" in later


def test_a_change_that_comes_is_counted_for_the_open_page(robin, client):
    number = report_of(robin)
    follow_up()
    client.force_login(robin)
    text = page(client)
    ask = text.partition('data-ask="')[2].partition('"')[0]
    assert json.loads(client.get(ask).content) == {"new": 0}
    reports.update(number=number, office="lighting", words="Parts are ordered")
    follow_up()
    assert json.loads(client.get(ask).content) == {"new": 1}
    assert AccountNotice.objects.filter(read=None).count() == 1, "asking is not looking"
    other = Client()
    other.force_login(account("other"))
    assert json.loads(other.get(ask).content) == {"new": 0}, "and nobody else's are counted"


def test_everything_that_waits_for_a_resident(robin, client, monkeypatch):
    petitions.describe_kind(description=petition_town.KIND, actor=petition_town.ADMIN)
    number = report_of(robin)
    reports.ask(
        number=number,
        office="lighting",
        words="Which post?",
        public=False,
        otherwise="close",
        until=clock.now() + timedelta(days=5),
    )
    closed = report_of(robin, "The bench is broken")
    reports.close(number=closed, office="lighting", reason="resolved", words="Mended")
    petition = petition_town.started(
        creator=petition_town.signatory(0, email=robin.email, person_id=robin.pk)
    )
    other = petition_town.opened("More trees")
    petitions.sign(number=other, signatory=petition_town.signatory(7, email=robin.email))
    talk.describe_discussions(open_=["requests", "debates"], actor="office:council")
    vouch(robin)
    talk.comment(about=f"requests/{number}", person=robin, words="It is their fault")
    talk.remove(
        thread=names.thread_of(f"requests/{number}"),
        number=1,
        person=moderator("mika"),
        reason="abuse",
        words="No proof.",
    )
    client.force_login(robin)
    text = page(client)
    for words in (
        "An office asks about your report: The light is out",
        "Which post?",
        "Did this solve it for you? The bench is broken",
        "Your petition looks for supporters: Safe crossing at Northgate School",
        "Confirm your signature: More trees",
        "Your comment #1 was taken off: The light is out",
        "No proof.",
        "5 things wait for you.",
        "My reports",
        "My petitions",
        "My signatures",
        "Only you see what you signed.",
        "My comments",
    ):
        assert words in text, words
    assert "/petitions/confirm?key=" in text
    strangers = Client()
    strangers.force_login(account("stranger"))
    other_page = page(strangers)
    for words in ("Which post?", "The bench is broken", "No proof.", "More trees"):
        assert words not in other_page
    assert petition
    for path in ("service_requests/reports", "petitions/signatures", "talk/comments", "petitions/petitions"):
        page(client, f"/you/{path}")
    assert client.get("/you/petitions/nothing").status_code == 404
    assert client.get("/you/nothing/reports").status_code == 404


def test_a_petition_that_was_not_accepted_says_why(robin, client):
    petitions.describe_kind(description=petition_town.KIND, actor=petition_town.ADMIN)
    number = petition_town.started(creator=petition_town.signatory(0, email=robin.email, person_id=robin.pk))
    petition_town.support(number)
    client.force_login(robin)
    assert "Moderators read your petition" in page(client)
    petitions.reject(number=number, code="duplicate", words="There is one already.")
    text = page(client)
    assert "Your petition was not accepted: Safe crossing" in text
    assert "There is one already." in text


def test_moderators_and_officers_see_what_waits_for_them(lamp, client):
    petitions.describe_kind(description=petition_town.KIND, actor=petition_town.ADMIN)
    petition_town.support(petition_town.started())
    talk.describe_discussions(open_=["requests"], actor="office:council")
    talk.comment(about=f"requests/{lamp}", person=account("new"), words="First words")
    mika = moderator("mika")
    client.force_login(mika)
    text = page(client)
    assert "1 petition waits for moderators" in text
    assert "1 case waits for moderators" in text
    olu = account("olu")
    Role.objects.create(person=olu, role="officer", office="lighting")
    client.force_login(olu)
    with clock.telling(clock.now() + timedelta(days=30)):
        assert "1 report at your desk is late" in page(client)
    elsewhere = account("elsewhere")
    Role.objects.create(person=elsewhere, role="officer", office="streets")
    client.force_login(elsewhere)
    with clock.telling(clock.now() + timedelta(days=30)):
        assert "is late" not in page(client)


def test_one_follows_otherwise_or_not_at_all_in_place(robin, client):
    number = report_of(robin)
    row = following.follow(target=Target("subject", f"requests/{number}"), mail="at_once", person=robin)
    client.force_login(robin)
    assert 'action="/account/following"' in page(client)
    answer = client.post(
        "/account/following", {"from": "you", "act": "change", "subscription": row.pk, "mail": "weekly"}
    )
    assert answer["Location"] == "/you#following"
    assert Subscription.objects.get().mail == "weekly"
    client.post("/account/following", {"from": "you", "act": "stop", "subscription": row.pk})
    assert not Subscription.objects.exists()


def test_a_part_that_fails_takes_nothing_else_down(robin, client, monkeypatch):
    report_of(robin)

    def broken(_person):
        raise RuntimeError("no")

    monkeypatch.setattr("folkmoot.modules.petitions.own.waits", broken)
    client.force_login(robin)
    text = page(client)
    assert "We could not ask: Petitions." in text
    assert "My reports" in text


def _much(person, size):
    """So many subjects that one follows, and something that happened to each."""
    now = clock.now()
    subscriber, _new = Subscriber.objects.get_or_create(person=person, defaults={"created": now})
    Subscription.objects.bulk_create(
        [
            Subscription(
                subscriber=subscriber, sort="subject", target=f"requests/MH-{at}", key=f"subject:requests/MH-{at}",
                mail="", prompt=True, created=now, confirmed=now,
            )
            for at in range(size)
        ]
    )  # fmt: skip
    AccountNotice.objects.bulk_create(
        [
            AccountNotice(
                person=person, fact_id=f"{at:032x}", index=at, kind="service_requests.updated",
                subject=f"requests/MH-{at}", at=now,
            )
            for at in range(size)
        ]
    )  # fmt: skip


@pytest.mark.django_db
def test_ten_and_a_thousand_cost_the_same(robin, client, django_assert_max_num_queries):
    counts = {}
    for size in (10, 1000):
        person = account(f"follows{size}")
        _much(person, size)
        client.force_login(person)
        page(client)
        AccountNotice.objects.filter(person=person).update(read=None)
        with CaptureQueriesContext(connection) as found:
            text = page(client)
        counts[size] = len(found)
        assert text.count('<li class="fm-card"><h3>') <= rules.MOST_GROUPS + 8
    # Inside a test's transaction each part costs two savepoints and their releases, whatever it asks.
    parts = sum(bool(one.waits) + bool(one.own) for one in registry.manifests())
    assert counts[10] == counts[1000] <= 29 + 2 * parts, counts
    print(counts)  # noqa: T201 - pytest -rP shows it.


def test_pages_of_changes_and_of_what_is_followed_leave_nothing_out(robin, client):
    _much(robin, 65)
    client.force_login(robin)
    told, path = [], "/you"
    while path:
        text = page(client, path)
        told.append(text.count('<li class="fm-card"><h3>something that is no longer listed <b'))
        path = text.partition('rel="next" href="')[2].partition("#")[0].replace("&amp;", "&")
    assert sum(told) == 65
    assert not AccountNotice.objects.filter(person=robin, read=None).exists()
    seen, path = 0, "/account/following"
    while path:
        text = page(client, path)
        seen += text.count('name="act" value="stop"')
        after = text.partition('rel="next" href="')[2].partition('"')[0]
        path = f"/account/following{after}" if after else ""
    assert seen == 65


def test_a_thousand_things_may_be_followed():
    assert notify_rules.may_follow(following=999, mail="", has_account=True) is None
    assert notify_rules.may_follow(following=1000, mail="", has_account=True) is not None


@given(st.text("abcdefgh", max_size=25), st.integers(1, 8))
def test_groups_hold_every_row_once_in_order(rows, most):
    numbered = list(enumerate(rows))
    groups, used = rules.grouped(numbered, key=lambda row: row[1], most=most)
    assert sorted(row for _key, some in groups for row in some) == numbered[:used]
    assert len(groups) <= most
    assert [some[0][0] for _key, some in groups] == sorted(some[0][0] for _key, some in groups)
    if used < len(rows):
        assert len(groups) == most
        assert rows[used] not in dict(groups)
    if rows:
        assert used > 0


@given(
    st.lists(
        st.builds(
            lambda days, action, title: Waits(
                title=title, action=action, until=None if days is None else clock.now() + timedelta(days=days)
            ),
            st.none() | st.integers(-3, 40),
            st.sampled_from(["", "Answer"]),
            st.sampled_from("abc"),
        ),
        max_size=8,
    )
)
def test_what_has_a_day_comes_first_and_what_can_be_done_before_what_cannot(some):
    found = in_order(some)
    assert len(found) == len(some)
    days = [one.until for one in found if one.until]
    assert found[: len(days)] == [one for one in found if one.until]
    assert days == sorted(days)
    rest = [bool(one.action) for one in found[len(days) :]]
    assert rest == sorted(rest, reverse=True)


@pytest.mark.django_db(transaction=True)
def test_two_pages_at_once_mark_the_same_changes_once(town):
    robin = account("robin")
    _much(robin, 30)
    ids = list(AccountNotice.objects.values_list("pk", flat=True))
    done = []

    def look():
        done.append(changes.seen(robin, ids))
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(done) == 30
    assert not AccountNotice.objects.filter(read=None).exists()


def test_every_part_answers_with_what_it_promises(robin):
    from django.utils.module_loading import import_string

    from folkmoot.people.you import Asked, Own

    declared = [one for one in registry.manifests() if one.waits or one.own]
    assert {one.slug for one in declared} >= {"service_requests", "petitions", "talk"}
    for part in declared:
        assert all(isinstance(one, Waits) for one in import_string(part.waits)(robin))
        lists = import_string(part.own)(robin, Asked())
        assert all(isinstance(one, Own) for one in lists)
        for one in lists:
            [alone] = import_string(part.own)(robin, Asked(only=one.key, after="99", limit=2))
            assert alone.key == one.key
    assert isinstance(robin, Person)
