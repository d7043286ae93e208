"""Requests for data and reuses: what people, reviewers and offices do, on pages and behind them."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from tests.fixtures.racing import race

from folkmoot.files.models import StoredFile
from folkmoot.modules.catalogue import links, queries, services
from folkmoot.modules.catalogue.models import Contribution, DataRequest, RequestSupport, Reuse
from folkmoot.modules.catalogue.services import Contributor, Refused
from folkmoot.modules.catalogue.tests.town import describe_town, officer, published
from folkmoot.people import personal
from folkmoot.people.models import Person
from folkmoot.record import clock, text
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays

ASK = {"title": "How full the car parks are", "words": "Hour by hour, to plan journeys.", "follows": "on"}
MADE = {
    "title": "Tree finder",
    "sort": "app",
    "url": "https://trees.example/finder",
    "words": "Shows the nearest oak.",
    "maker": "Ada Oak",
    "follows": "on",
}


def text_of(answer):
    return answer.content.decode()


def resident(name="robin"):
    return Person.objects.create_user(f"{name}@example.org", name=name.title())


def who(person=None, email="guest@example.org"):
    if person is None:
        return Contributor(email=email, language="en-gb")
    return Contributor(email=person.email, person_id=person.pk, language="en-gb")


def asked(person=None):
    person = person or resident()
    return services.ask(title=ASK["title"], words=ASK["words"], who=who(person)).pk


def opened(person=None, days=28):
    number = asked(person)
    services.open_request(number=number, office="parks", days=days)
    return number


def handed_in(person=None, **changes):
    given = {name: MADE[name] for name in ("title", "sort", "url", "words", "maker")} | changes
    return services.hand_in_reuse(dataset="trees", who=who(person or resident("maker")), **given).pk


def shown(person=None):
    number = handed_in(person)
    services.publish_reuse(number=number)
    return number


def picture():
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "green").save(out, "PNG")
    out.seek(0)
    out.name = "finder.png"
    return out


def link_in(message):
    return re.search(r"https?://\S+?(/data/own/\S+)", message.body)[1]


def test_a_guest_asks_and_nothing_is_public_before_they_confirm(client, town):
    assert client.get("/data/requests/ask").status_code == 200
    answer = client.post("/data/requests/ask", ASK | {"email": "guest@example.org"})
    assert answer["Location"] == "/data/own/sent"
    assert client.get("/data/own/sent").status_code == 200
    assert not RecordedFact.objects.filter(subject__startswith="data_requests/").exists()
    assert services.send_confirmations() == 1
    assert services.send_confirmations() == 0
    url = link_in(mail.outbox[0])
    assert ASK["title"] in text_of(client.get(url))
    assert Contribution.objects.get().state == "pending", "a mail scanner that follows links confirms nothing"
    key = url.partition("key=")[2]
    answer = client.post(
        "/data/own/confirm", {"key": links.token(links.CONFIRM, Contribution.objects.get().pk)}
    )
    assert answer.status_code == 302, key
    row = Contribution.objects.get()
    assert (row.state, row.draft) == ("done", {})
    assert text_of(client.get(answer["Location"])).count("Read before it is published") == 1
    assert client.get(f"/data/requests/{row.pk}").status_code == 404, "nobody reads it before a reviewer did"
    assert ASK["title"] not in text_of(client.get("/data/requests"))
    assert not text.words_of([DataRequest.objects.get().title])
    assert_replays()


def test_reviewers_publish_offices_answer_and_everybody_reads_it(client, town):
    published()
    number = asked()
    reviewer = officer("", "administrator")
    client.force_login(reviewer)
    assert ASK["title"] in text_of(client.get("/data/review/waiting"))
    path = f"/data/requests/{number}"
    assert "Publish this request" in text_of(client.get(path))
    assert client.post(path, {"act": "open", "open-office": "nobody", "open-days": "28"}).status_code == 422
    assert client.post(path, {"act": "open", "open-office": "parks", "open-days": "14"}).status_code == 302
    client.logout()
    page = text_of(client.get(path))
    assert ASK["words"] in page
    assert "Answer due by" in page
    assert ASK["title"] in text_of(client.get("/data/requests?state=open"))
    assert ASK["title"] not in text_of(client.get("/data/requests?state=refused"))
    worker = officer("parks")
    client.force_login(worker)
    assert ASK["title"] in text_of(client.get("/data/desk/requests"))
    assert ASK["title"] in text_of(client.get("/you"))
    answer = {"answer": "planned", "words": "We count from May.", "dataset": "", "code": ""}
    assert client.post(f"{path}/answer", answer).status_code == 422, "a plan names its day"
    day = (clock.now() + timedelta(days=60)).date()
    given = {"by_day": day.day, "by_month": day.month, "by_year": day.year}
    assert client.post(f"{path}/answer", answer | given).status_code == 302
    assert DataRequest.objects.get().state == "planned"
    assert "We count from May." in text_of(client.get(path))
    answer = {"answer": "published", "words": "Here it is.", "dataset": "nothing", "code": ""}
    assert client.post(f"{path}/answer", answer).status_code == 422, "a dataset that is not there"
    assert client.post(f"{path}/answer", answer | {"dataset": "trees"}).status_code == 302
    page = text_of(client.get(path))
    assert "/data/trees" in page
    assert client.post(f"{path}/answer", answer | {"dataset": "trees"}).status_code == 422, "once for good"
    client.force_login(officer("schools"))
    assert client.get(f"{path}/answer").status_code == 403, "another office"
    assert_replays()


def test_support_counts_once_and_can_be_taken_back(client, town):
    number = opened()
    sam = resident("sam")
    client.force_login(sam)
    path = f"/data/requests/{number}/support"
    assert client.get(path).status_code == 200
    for _again in range(2):
        answer = client.post(path, {"follows": "on"})
        assert answer["Location"].startswith("/data/own/mine?key=")
    assert DataRequest.objects.get().supporters == 1
    client.logout()
    assert client.post(path, {"email": "SAM@example.org"})["Location"] == "/data/own/sent"
    assert DataRequest.objects.get().supporters == 1, "one address is one supporter, signed in or not"
    row = Contribution.objects.get(sort="support")
    key = links.token(links.MINE, row.pk)
    client.post("/data/own/mine", {"key": key, "act": "back"})
    assert DataRequest.objects.get().supporters == 0
    assert not RequestSupport.objects.exists()
    services.support(number=number, who=who(sam))
    assert DataRequest.objects.get().supporters == 1
    assert client.get("/data/own/mine?key=forged").status_code == 400
    assert_replays()


def test_what_is_not_accepted_says_why_and_shows_nothing(client, town):
    robin = resident()
    number = asked(robin)
    services.reject_request(number=number, code="private", words="Leave your neighbour out.")
    page = client.get(f"/data/requests/{number}")
    assert page.status_code == 410
    assert ASK["title"] not in text_of(page)
    assert "private people" in text_of(page)
    row = Contribution.objects.get()
    mine = text_of(client.get(f"/data/own/mine?key={links.token(links.MINE, row.pk)}"))
    assert "Leave your neighbour out." in mine
    second = opened(resident("sam"))
    services.take_down_request(number=second, code="unlawful")
    page = client.get(f"/data/requests/{second}")
    assert page.status_code == 410
    assert ASK["title"] not in text_of(page)
    with pytest.raises(Refused):
        services.support(number=second, who=who())
    assert_replays()


def test_what_is_like_it_is_shown_before(client, town):
    published()
    opened()
    page = text_of(client.get("/data/requests/similar?title=height of trees"))
    assert "/data/trees" in page
    page = text_of(client.get("/data/requests/similar?title=parks for cars"))
    assert ASK["title"] in page
    assert "Nothing here is like it" in text_of(client.get("/data/requests/similar?title=zebra"))
    assert "/data/trees" in text_of(client.get("/data/requests/ask?title=trees"))


def test_a_maker_hands_in_and_a_reviewer_publishes(client, town):
    published()
    assert "Nothing has been handed in yet" in text_of(client.get("/data/trees"))
    maker = resident("maker")
    client.force_login(maker)
    assert client.get("/data/trees/reuses/new").status_code == 200
    wrong = client.post("/data/trees/reuses/new", MADE | {"url": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert "https://" in text_of(wrong)
    answer = client.post("/data/trees/reuses/new", MADE | {"picture": picture()})
    assert answer.status_code == 302
    row = Reuse.objects.get()
    stored = StoredFile.objects.get()
    assert (row.state, stored.subject, stored.public) == ("waiting", row.subject, False)
    client.logout()
    assert client.get(f"/data/reuses/{row.pk}").status_code == 404
    assert MADE["title"] not in text_of(client.get("/data/trees"))
    client.force_login(officer("", "administrator"))
    assert MADE["title"] in text_of(client.get("/data/review/waiting"))
    assert client.post(f"/data/reuses/{row.pk}", {"act": "publish"}).status_code == 302
    client.logout()
    for path in ("/data/trees", "/data/reuses", "/data/reuses?dataset=trees", f"/data/reuses/{row.pk}"):
        page = text_of(client.get(path))
        assert MADE["title"] in page
        assert MADE["maker"] in page
    gallery = text_of(client.get("/data/reuses"))
    assert 'Made from <a class="ds-link" href="/data/trees">Street trees</a>' in gallery
    services.withdraw(key="trees", words="A mistake.")
    assert 'href="/data/trees"' not in text_of(client.get("/data/reuses")), "no way to what is not offered"
    services.restore(key="trees")
    assert client.get(f"/files/{row.picture}/medium").status_code == 200
    assert MADE["title"] in text_of(client.get("/data/reuses.atom"))
    assert json.loads(client.get("/data/reuses.json").content)["items"][0]["title"] == MADE["title"]
    found = client.get("/api/catalogue/reuses").json()
    assert found["items"][0]["url"] == MADE["url"]
    assert_replays()


def test_a_reuse_is_rejected_with_a_reason_or_taken_down(client, town):
    published()
    first = handed_in(picture=picture())
    services.reject_reuse(number=first, code="not_made", words="It shows shrubs.")
    assert not StoredFile.objects.filter(erased__isnull=True).exists()
    second = handed_in(resident("two"))
    services.publish_reuse(number=second)
    services.take_down_reuse(number=second, code="broken")
    page = client.get(f"/data/reuses/{second}")
    assert page.status_code == 410
    assert MADE["title"] not in text_of(page)
    assert MADE["title"] not in text_of(client.get("/data/trees"))
    with pytest.raises(Refused):
        services.publish_reuse(number=second)
    third = handed_in(resident("three"))
    services.publish_reuse(number=third)
    services.take_back(number=third)
    assert Reuse.objects.get(pk=third).state == "taken_down"
    assert not text.private_words_of([Reuse.objects.get(pk=third).title])
    assert_replays()


def test_the_personal_parts_are_erased(client, town):
    published()
    maker = resident("maker")
    number = handed_in(maker)
    services.publish_reuse(number=number)
    asked_ = opened(maker)
    personal.erase(maker)
    assert not Contribution.objects.exists()
    page = text_of(client.get(f"/data/reuses/{number}"))
    assert MADE["title"] in page
    assert MADE["maker"] not in page
    assert ASK["title"] in text_of(client.get(f"/data/requests/{asked_}"))
    assert_replays()


def test_no_address_of_mail_enters_the_record(town):
    published()
    guest = services.ask(title="Counts of bikes", words="All of them.", who=who())
    services.confirm(number=guest.pk)
    services.confirm(number=guest.pk)
    facts = timeline(f"data_requests/{guest.pk}")
    assert [one.kind for one in facts] == ["catalogue.data_asked"], "a second press changes nothing"
    entries = b"".join(bytes(one) for one in RecordedFact.objects.values_list("entry", flat=True))
    assert b"guest@example.org" not in entries
    assert b"Counts of bikes" not in entries
    with pytest.raises(Refused) as raised:
        services.ask(title="Ask me", words="Write to robin@example.org", who=who(email="none"))
    assert {one.field for one in raised.value.refusals} == {"words", "email"}


def test_what_nobody_confirms_is_forgotten(town):
    published()
    services.hand_in_reuse(
        dataset="trees",
        who=who(),
        picture=picture(),
        **{name: MADE[name] for name in ("title", "sort", "url", "words")},
    )
    assert services.forget_unconfirmed() == 0
    with clock.telling(clock.now() + timedelta(days=31)):
        assert services.forget_unconfirmed() == 1
    assert not Contribution.objects.exists()
    assert not StoredFile.objects.filter(erased__isnull=True).exists()


def test_lists_page_by_number_in_a_constant_number_of_statements(client, town):
    published()

    def statements(path):
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    numbers = []
    for n in range(2):
        numbers.append(opened(resident(f"a{n}")))
        services.publish_reuse(number=handed_in(resident(f"m{n}")))
    few = [statements(path) for path in ("/data/requests", "/data/reuses", "/data/trees")]
    for n in range(2, 25):
        numbers.append(opened(resident(f"a{n}")))
        services.publish_reuse(number=handed_in(resident(f"m{n}")))
    assert [statements(path) for path in ("/data/requests", "/data/reuses", "/data/trees")] == few
    first = text_of(client.get("/data/requests"))
    rest = re.search(r'rel="next" href="(\?[^"]+)"', first)[1]
    second = text_of(client.get(f"/data/requests{rest}"))
    shown = [int(one) for one in re.findall(r'href="/data/requests/(\d+)"', first + second)]
    assert shown == sorted(numbers, reverse=True)


def test_a_table_is_never_called_like_a_page_of_ours(town):
    from folkmoot.modules.catalogue import rules

    for name in ("requests", "reuses", "own"):
        assert rules.may_name("key", name) is not None


def test_own_things_are_on_the_own_page(client, town):
    published()
    robin = resident()
    opened(robin)
    handed_in(robin)
    guest = services.ask(title="Never confirmed", words="Words.", who=who(email=robin.email))
    client.force_login(robin)
    page = text_of(client.get("/you"))
    for words in (ASK["title"], MADE["title"], "Never confirmed"):
        assert words in page
    assert queries.contribution(guest.pk).state == "pending"


@pytest.mark.django_db(transaction=True)
def test_commands_race_themselves(db, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()
    published()
    number, robin = asked(), resident("sam")
    losing = {"losing": (Refused,)}
    once = ["done", "lost", "lost", "lost"]
    assert race(lambda: services.open_request(number=number, office="parks"), **losing) == once
    race(lambda: services.support(number=number, who=who(robin)), losing=())
    assert DataRequest.objects.get().supporters == 1
    guest = services.support(number=number, who=who())
    race(lambda: services.confirm(number=guest.pk), losing=())
    assert DataRequest.objects.get().supporters == 2
    race(lambda: services.take_back(number=guest.pk), losing=())
    assert DataRequest.objects.get().supporters == 1
    answer = {"answer": "refused", "words": "We have none.", "code": "not_held"}
    assert race(lambda: services.answer_request(number=number, **answer), **losing) == once
    reuse = handed_in(robin)
    assert race(lambda: services.publish_reuse(number=reuse), **losing) == once
    assert race(lambda: services.take_down_reuse(number=reuse, code="broken"), **losing) == once
    waiting = services.ask(title="Bikes", words="All.", who=who(email="two@example.org"))
    race(services.send_confirmations, losing=())
    assert len([one for one in mail.outbox if "two@example.org" in one.to]) == 1, waiting
    assert_replays()
