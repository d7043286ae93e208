"""Petitions can be talked about, for and against, while they are open and once they are answered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.talk import account, vouch

from folkmoot.modules.petitions import rules, services
from folkmoot.modules.petitions.tests.town import later, opened, signed, started, support
from folkmoot.people.models import Role
from folkmoot.record.projection import assert_replays
from folkmoot.talk import names
from folkmoot.talk import services as talk
from folkmoot.talk.models import Comment, Thread


@pytest.fixture
def talked(town):
    """An open petition that can be talked about: its number."""
    talk.describe_discussions(open_=["debates", "petitions/town"], actor="office:council")
    return opened()


@pytest.fixture
def cy(talked):
    found = account("cy")
    vouch(found)
    return found


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


@given(state=st.sampled_from(rules.STATES), answered=st.booleans())
def test_only_what_is_published_has_a_discussion(state, answered):
    takes = rules.takes_comments(state, answered=answered)
    assert (takes is None) == (state not in rules.PUBLISHED)
    assert not takes or state == "open" or answered
    assert takes is not False or (state == "closed" and not answered)


def test_people_speak_for_and_against_and_the_office_answers(client, talked, cy):
    client.force_login(cy)
    path = f"/talk/petitions/{talked}"
    assert "Where do you stand?" in page(client, f"/petitions/{talked}")
    client.post(f"{path}/comment", {"words": "Cars come too fast there.", "stance": "for"})
    officer = account("officer")
    Role.objects.create(person=officer, role="officer", office="streets")
    client.force_login(officer)
    client.post(f"{path}/comment", {"words": "We measure the speed in May.", "parent": "1", "official": "1"})
    client.logout()
    for address in (f"/petitions/{talked}", path):
        found = page(client, address)
        assert "Cars come too fast there." in found
        assert "We measure the speed in May." in found
        assert "Official answer" in found
        assert "is-for" in found
    thread = names.thread_of(f"petitions/{talked}")
    assert Thread.objects.get(pk=thread).side_for == 1
    assert Comment.objects.get(thread=thread, number=2).author == "office:streets"
    assert f'data-about="petitions/{talked} threads/{thread}"' in page(client, f"/petitions/{talked}")
    assert_replays()


def test_the_phase_of_a_petition_decides(client, talked, cy):
    path = f"/talk/petitions/{talked}"
    client.force_login(cy)
    client.post(f"{path}/comment", {"words": "Said while it was open"})
    with later(days=91):
        services.close_due()
        assert "This discussion is closed" in page(client, f"/petitions/{talked}")
        assert client.post(f"{path}/comment", {"words": "Too late"}).status_code == 400
        services.answer(number=talked, office="streets", summary="Yes", words="We do.")
        assert client.post(f"{path}/comment", {"words": "After the answer"}).status_code == 302
        assert "After the answer" in page(client, f"/petitions/{talked}")
        found = "/search?q=said+open&module=talk"
        assert f"{path}/1" in page(client, found)
        services.take_down(number=talked, reason="unlawful", words="A court said so.")
        assert f"{path}/1" not in page(client, found), "what is said about it goes with it"
        page(client, path, 404)
        page(client, f"{path}/1", 404)
        assert client.get(f"/api/talk/threads/petitions/{talked}").status_code == 404
        assert "Said while it was open" not in page(client, f"/petitions/{talked}")
        assert client.post(f"{path}/comment", {"words": "Still?"}).status_code == 404
    assert_replays()


def test_what_is_not_published_has_no_discussion(client, talked):
    waiting = started("Benches in Mill Park")
    page(client, f"/talk/petitions/{waiting}", 404)
    support(waiting)
    services.reject(number=waiting, code="duplicate", words="There is one.")
    page(client, f"/talk/petitions/{waiting}", 404)
    assert 'id="talk"' not in page(client, f"/petitions/{waiting}")
    for odd in ("0", "99999999999", "x", "²"):
        page(client, f"/talk/petitions/{odd}", 404)


def test_a_kind_that_is_not_switched_on_has_no_discussion(client, talked):
    talk.describe_discussions(open_=["debates", "requests"], actor="office:council")
    assert 'id="talk"' not in page(client, f"/petitions/{talked}")
    page(client, f"/talk/petitions/{talked}", 404)
    talk.describe_discussions(open_=["petitions"], actor="office:council")
    assert 'id="talk"' in page(client, f"/petitions/{talked}")


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_page_takes_as_many_statements_for_many_comments_as_for_few(client, talked, cy, signed_in):
    signed(talked, 4, 5)
    if signed_in:
        client.force_login(cy)
    about = f"petitions/{talked}"

    def statements():
        client.get(f"/petitions/{talked}")
        with CaptureQueriesContext(connection) as asked:
            page(client, f"/petitions/{talked}")
        return len(asked)

    for n in range(2):
        talk.answer(about=about, office="streets", words=f"Answer {n}", parent=n)
    few = statements()
    for n in range(40):
        talk.answer(about=about, office="streets", words=f"Answer {n} of many", parent=n % 3)
    assert statements() <= few
