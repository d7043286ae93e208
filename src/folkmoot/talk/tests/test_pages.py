"""Pages of talk: for everybody, without scripts, with hostile text, in a constant number of statements."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.fixtures.talk import account, vouch

from folkmoot.people.models import Role
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal
from folkmoot.talk import names, rules, services
from folkmoot.talk.models import Comment

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(2)> {{ 7*7 }} {% load x %} javascript:alert(3) \u202eevil &#39; #1 https://x.example/"onmouseover="a'


@pytest.fixture
def talked(lamp):
    """A report that can be talked about: its number."""
    services.describe_discussions(open_=["debates", "requests"], actor="office:council")
    return lamp


@pytest.fixture
def cy(talked):
    found = account("cy")
    vouch(found)
    return found


@pytest.fixture
def officer(talked):
    someone = account("officer")
    Role.objects.create(person=someone, role="officer", office="lighting")
    return someone


def page(client, path, status=200, **more):
    answer = client.get(path, **more)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_a_report_has_no_discussion_until_the_institution_wants_one(client, lamp):
    assert 'id="talk"' not in page(client, f"/reports/{lamp}")
    page(client, f"/talk/requests/{lamp}", 404)
    services.describe_discussions(open_=["requests"], actor="office:council")
    assert 'id="talk"' in page(client, f"/reports/{lamp}")
    assert "Nobody has said anything yet" in page(client, f"/talk/requests/{lamp}")


def test_an_administrator_switches_discussions_on(client, lamp):
    admin = account("admin")
    Role.objects.create(person=admin, role="administrator", office="")
    page(client, "/administration/discussions", 302)
    client.force_login(account("other"))
    page(client, "/administration/discussions", 403)
    client.force_login(admin)
    assert "Discussions" in page(client, "/administration")
    page(client, "/administration/discussions")
    client.post("/administration/discussions", {"open": ["requests"], "read_first": ["requests"]})
    assert 'id="talk"' in page(client, f"/reports/{lamp}")
    assert client.post("/administration/discussions", {"open": ["nonsense"]}).status_code == 400


def test_a_resident_comments_and_an_office_answers(client, talked, cy, officer):
    client.force_login(cy)
    answer = client.post(
        f"/talk/requests/{talked}/comment", {"words": "It is dark since Monday."}, follow=True
    )
    assert answer.redirect_chain[-1][0] == f"/talk/requests/{talked}/1"
    assert "Your comment is published" in answer.content.decode()
    client.force_login(officer)
    assert "Answer for the office" in page(client, f"/talk/requests/{talked}/1")
    client.post(
        f"/talk/requests/{talked}/comment",
        {"words": "A new head comes on Friday.", "parent": "1", "official": "1"},
    )
    seal()
    client.logout()
    for path in (f"/reports/{talked}", f"/talk/requests/{talked}", f"/talk/requests/{talked}/2"):
        found = page(client, path)
        assert "A new head comes on Friday." in found
        assert "Official answer" in found
        assert "Lighting team" in found
    assert "2 comments, with 1 official answer" in page(client, f"/reports/{talked}")
    assert "Entry" in page(client, f"/talk/requests/{talked}")
    assert (
        Comment.objects.get(number=2, thread=names.thread_of(f"requests/{talked}")).author
        == "office:lighting"
    )
    assert_replays()


def test_somebody_from_another_office_comments_as_a_resident(client, talked):
    other = account("other")
    vouch(other)
    Role.objects.create(person=other, role="officer", office="streets")
    client.force_login(other)
    client.post(f"/talk/requests/{talked}/comment", {"words": "From the streets team", "official": "1"})
    assert Comment.objects.get(thread=names.thread_of(f"requests/{talked}")).author.startswith("person:")


def test_nothing_typed_is_lost(client, talked, cy):
    path = f"/talk/requests/{talked}"
    answer = client.post(f"{path}/comment", {"words": "Typed before signing in"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=")
    client.force_login(cy)
    session = client.session
    session["talk_draft"] = {"about": f"requests/{talked}", "parent": 0, "words": "Typed before signing in"}
    session.save()
    assert "Typed before signing in" in page(client, path)
    answer = client.post(f"{path}/comment", {"words": "x" * 2001})
    assert answer.status_code == 400
    assert "x" * 2001 in answer.content.decode()
    assert "Error:" in answer.content.decode()
    assert client.post(f"{path}/comment", {"words": "A reply", "parent": "99"}).status_code == 404


def test_a_first_comment_is_seen_by_its_author_alone_with_the_reason(client, talked):
    newcomer = account("newcomer")
    client.force_login(newcomer)
    answer = client.post(f"/talk/requests/{talked}/comment", {"words": "Hello from a newcomer"}, follow=True)
    told = answer.content.decode()
    assert "waits for a moderator" in told
    assert "It is the first comment of this account." in told
    mine = page(client, f"/reports/{talked}")
    assert "Hello from a newcomer" in mine
    assert "Only you see this" in mine
    client.logout()
    assert "Hello from a newcomer" not in page(client, f"/reports/{talked}")
    page(client, f"/talk/requests/{talked}/1", 404)


def test_voting_reporting_changing_and_taking_back(client, talked, cy):
    path = f"/talk/requests/{talked}"
    client.force_login(cy)
    client.post(f"{path}/comment", {"words": "First"})
    client.post(f"{path}/1/change", {"words": "First, changed"})
    assert "First, changed" in page(client, path)
    assert "What stood here before" in page(client, f"{path}/1")
    voter = account("voter")
    client.force_login(voter)
    assert (
        client.post(f"{path}/1/vote", {"direction": "up", "here": f"/reports/{talked}"})["Location"]
        == f"/reports/{talked}#c1"
    )
    assert (
        client.post(f"{path}/1/vote", {"direction": "up", "here": "//evil.example"})["Location"]
        == f"{path}#c1"
    )
    assert 'value="none" aria-pressed="true"' in page(client, path)
    client.post(f"{path}/1/vote", {"direction": "none"})
    assert 'value="none" aria-pressed="true"' not in page(client, path)
    assert client.post(f"{path}/1/vote", {"direction": "sideways"}, follow=True).status_code == 200
    assert "Insult or threat" in page(client, f"{path}/1/report")
    assert client.post(f"{path}/1/report", {"reason": "other"}).status_code == 400
    client.post(f"{path}/1/report", {"reason": "abuse", "words": "Look"})
    assert client.post(f"{path}/1/report", {"reason": "abuse"}).status_code == 400
    assert (
        "you have reported" in client.post(f"{path}/1/report", {"reason": "abuse"}).content.decode().lower()
    )
    client.force_login(cy)
    page(client, f"{path}/1/withdraw")
    client.post(f"{path}/1/withdraw")
    assert "Taken back by the person who wrote it" in page(client, path)
    assert_replays()


def test_an_office_ends_its_discussion(client, talked, cy, officer):
    path = f"/talk/requests/{talked}"
    client.force_login(cy)
    page(client, f"{path}/close", 404)
    client.post(f"{path}/comment", {"words": "Said before the end"})
    client.force_login(officer)
    assert client.post(f"{path}/close", {"words": ""}).status_code == 400
    client.post(f"{path}/close", {"words": "The lamp works again."})
    client.force_login(cy)
    closed = page(client, path)
    assert "The lamp works again." in closed
    assert 'name="words"' not in closed
    assert "Reply" not in closed
    client.force_login(officer)
    client.post(f"{path}/close", {"reopen": "1"})
    assert 'name="words"' in page(client, path)


def test_sides_and_orders_have_addresses(client, debate):
    for n, side in enumerate(("for", "against", "for")):
        someone = account(f"s{n}")
        vouch(someone)
        services.comment(about="debates/parks", person=someone, words=f"Words {n}", stance=side)
    found = page(client, "/talk/debates/parks?order=newest&side=for")
    assert re.findall(r'id="c(\d+)"', found) == ["3", "1"]
    assert "Against: 1" in found
    for odd in ("?order=%00&side=x&after=1e9,2", "?after=99999999999999999999,1", "?after=,", "?after=-1,-1"):
        page(client, f"/talk/debates/parks{odd}")
    page(client, "/talk/debates/parks/99999999999999999999", 404)
    page(client, "/talk/debates/none", 404)
    page(client, "/talk/nothing/x", 404)


def test_hostile_words_stay_words_everywhere(client, talked, cy, officer):
    path = f"/talk/requests/{talked}"
    client.force_login(cy)
    client.post(f"{path}/comment", {"words": HOSTILE})
    services.answer(about=f"requests/{talked}", office="lighting", words=HOSTILE)
    other = account("other")
    services.flag(
        thread=names.thread_of(f"requests/{talked}"), number=1, person=other, reason="other", words=HOSTILE
    )
    services.close_thread(thread=names.thread_of(f"requests/{talked}"), office="lighting", words=HOSTILE)
    # Its link made the comment of somebody who is not trusted wait; its author sees it all the same.
    for address in (
        path,
        f"{path}/1",
        f"{path}/2",
        f"/reports/{talked}",
        f"{path}/1/change",
        f"{path}/1/withdraw",
    ):
        found = page(client, address)
        assert "<script>alert" not in found
        assert "<img src=x" not in found
        assert 'href="javascript' not in found
        assert '"onmouseover' not in found
        assert "{{ 7*7 }}" in found


def test_links_and_mentions_in_words(client, talked):
    services.answer(
        about=f"requests/{talked}",
        office="lighting",
        words="See #1 and https://example.org/a?b=1&c=2.\n\n\n\nEnd",
    )
    found = page(client, f"/talk/requests/{talked}")
    assert f'<a href="/talk/requests/{talked}/1">#1</a>' in found
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow ugc noopener">' in found
    assert "\n\n\n" not in found[found.index("See") : found.index("End")]


def statements(client, path):
    """Statements of a page that was shown before."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("order", rules.ORDERS)
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_thread_takes_as_many_statements_for_many_as_for_few(client, talked, cy, order, signed_in):
    about = f"requests/{talked}"
    if signed_in:
        client.force_login(cy)
    for n in range(2):
        services.answer(about=about, office="lighting", words=f"Answer {n}", parent=n)
    paths = [f"/talk/{about}?order={order}", f"/talk/{about}/1", f"/reports/{talked}"]
    few = [statements(client, one) for one in paths]
    for n in range(60):
        services.answer(about=about, office="lighting", words=f"Answer {n} of many", parent=n % 3)
    many = [statements(client, one) for one in paths]
    # A page none of whose comments was replied to asks for no replies.
    assert all(more <= less for more, less in zip(many, few, strict=True)), (many, few)
    assert few[0] <= (20 if signed_in else 15), few
    assert few[1] <= (22 if signed_in else 17), few


def test_the_house_rules_are_public_with_every_weight(client, talked):
    found = page(client, "/moderation/rules")
    for weight in rules.WEIGHTS.values():
        assert f"{weight:+.1f}" in found
    assert "70%" in found
    assert 'href="/moderation/rules"' in page(client, "/")
