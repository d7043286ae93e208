"""What can be discussed: whole sorts or single parts, in administration and in the configuration file, with house rules."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.talk import account

from folkmoot.people.models import Role
from folkmoot.record import configuration
from folkmoot.record.manifest import ConfigurationError
from folkmoot.record.projection import assert_replays
from folkmoot.talk import declared, rules, services, upcasts
from folkmoot.talk.events import DiscussionsDescribed

OWN = "Nobody is shouted at in Marlhaven."


def describe(*open_, **more):
    services.describe_discussions(open_=open_, actor="office:council", **more)


def test_each_service_is_switched_on_by_itself(client, lamp, pothole):
    describe("requests/lamp", read_first=["requests/lamp", "requests/pothole"])
    assert declared.about(f"requests/{lamp}").read_first
    assert declared.about(f"requests/{pothole}") is None
    assert client.get(f"/talk/requests/{lamp}").status_code == 200
    assert client.get(f"/talk/requests/{pothole}").status_code == 404
    assert 'id="talk"' not in client.get(f"/reports/{pothole}").content.decode()
    describe("requests", read_first=["requests/pothole"])
    assert not declared.about(f"requests/{lamp}").read_first
    assert declared.about(f"requests/{pothole}").read_first
    with pytest.raises(services.Refused, match="choose one of"):
        describe("requests/nonsense")
    assert_replays()


@given(
    names=st.lists(st.sampled_from(["a", "a/x", "a/y", "b", "b/x"])),
    sort=st.sampled_from("ab"),
    part=st.sampled_from(["", "x", "y"]),
)
def test_a_whole_sort_holds_for_each_of_its_parts(names, sort, part):
    assert declared.holds(names, sort, part) == (sort in names or f"{sort}/{part}" in names)


def test_an_administrator_chooses_parts_and_words_the_rules(client, lamp, pothole):
    admin = account("admin")
    Role.objects.create(person=admin, role="administrator", office="")
    client.force_login(admin)
    path = "/administration/discussions"
    found = client.get(path).content.decode()
    assert 'value="requests/lamp"' in found
    assert client.post(path, {"open": ["requests/lamp"], "rule_abuse": OWN}).status_code == 302
    assert client.get(f"/talk/requests/{lamp}").status_code == 200
    assert client.get(f"/talk/requests/{pothole}").status_code == 404
    assert OWN in client.get("/moderation/rules").content.decode()
    assert OWN in client.get(path).content.decode()
    assert client.post(path, {"open": ["requests/none"]}).status_code == 400
    assert client.post(path, {"rule_abuse": "x" * (rules.MOST_RULE + 1)}).status_code == 400
    assert declared.reasons()["spam"].rule != OWN


def loaded(**part):
    document = {"format": configuration.FORMAT, "parts": {"talk": part}}
    return configuration.load(json.dumps(document).encode())


def test_the_configuration_file_has_a_share_of_talk(lamp, pothole):
    assert loaded(open=["requests/lamp"], house_rules={"abuse": OWN}) == [
        "What can be discussed and the house rules change"
    ]
    assert declared.about(f"requests/{lamp}")
    assert declared.about(f"requests/{pothole}") is None
    assert declared.reasons()["abuse"].rule == OWN
    written = configuration.export()
    assert configuration.load(written) == [], "loading what was exported changes nothing"
    assert loaded(read_first=["requests/lamp"]) != []
    assert declared.discussions().open == ["requests/lamp"], "what is not named stays"
    assert declared.reasons()["abuse"].rule == OWN
    for wrong, path in (
        ({"open": ["requests/none"]}, "/parts/talk/open"),
        ({"read_first": ["none"]}, "/parts/talk/read_first"),
        ({"house_rules": {"whim": "x"}}, "/parts/talk/house_rules"),
        ({"house_rules": {"spam": "x" * 401}}, "/parts/talk/house_rules/spam"),
    ):
        with pytest.raises(ConfigurationError) as error:
            loaded(**wrong)
        assert [at for at, _words in error.value.problems] == [path]
    assert_replays()


def test_the_rules_stay_when_only_the_places_change(lamp):
    describe("requests", house_rules={"abuse": OWN, "spam": " "})
    describe("requests/lamp")
    assert declared.discussions().house_rules == {"abuse": OWN}
    with pytest.raises(services.Refused, match="choose one of"):
        describe("requests", house_rules={"whim": "x"})


def test_the_first_version_of_the_fact_is_read():
    old = {"open": ["requests"], "read_first": []}
    new = upcasts.UPCASTS[DiscussionsDescribed.kind, 1](old)
    assert new == {**old, "house_rules": []}
