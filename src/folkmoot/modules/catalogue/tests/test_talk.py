"""Datasets can be talked about where the institution has switched it on: for all publishers, or for single ones."""

import pytest
from tests.fixtures.talk import account, vouch

from folkmoot.modules.catalogue import services
from folkmoot.modules.catalogue.tests.town import drafted, officer, published
from folkmoot.record.projection import assert_replays
from folkmoot.talk import names
from folkmoot.talk import services as talk
from folkmoot.talk.models import Comment


def switch_on(*what):
    talk.describe_discussions(open_=list(what), actor="office:council")


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    ("what", "there"), [("datasets", True), ("datasets/parks", True), ("datasets/schools", False)]
)
def test_the_institution_says_whose_data_is_talked_about(client, town, what, there):
    published()
    assert 'id="talk"' not in text_of(client.get("/data/trees"))
    switch_on(what)
    assert ('id="talk"' in text_of(client.get("/data/trees"))) is there
    assert client.get("/talk/datasets/trees").status_code == (200 if there else 404)


def test_people_ask_and_the_office_answers(client, town):
    published()
    switch_on("datasets", "debates")
    cy = account("cy")
    vouch(cy)
    client.force_login(cy)
    path = "/talk/datasets/trees/comment"
    assert client.post(path, {"words": "Does it have the trees of the school?"}).status_code == 302
    client.force_login(officer())
    client.post(path, {"words": "Only those on streets.", "parent": "1", "official": "1"})
    client.logout()
    for address in ("/data/trees", "/data/trees/trees", "/talk/datasets/trees"):
        found = text_of(client.get(address))
        assert "Does it have the trees of the school?" in found
        assert "Only those on streets." in found
    thread = names.thread_of("datasets/trees")
    assert Comment.objects.get(thread=thread, number=2).author == "office:parks"
    assert f"threads/{thread}" in text_of(client.get("/data/trees"))
    services.withdraw(key="trees", words="It was wrong.")
    client.force_login(cy)
    client.post(path, {"words": "Why?"})
    assert Comment.objects.filter(thread=thread).count() == 2, "what is withdrawn takes no comments"
    assert_replays()


def test_a_draft_is_not_talked_about(client, town):
    drafted()
    switch_on("datasets")
    assert client.get("/talk/datasets/trees").status_code == 404
