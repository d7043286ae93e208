"""Reports can be talked about where the institution wants it."""

from tests.fixtures.talk import account, vouch
from tests.fixtures.town import person as reporter

from folkmoot.modules.service_requests import services as requests
from folkmoot.talk import services


def test_a_merged_report_is_discussed_at_the_other_one(client, lamp):
    services.describe_discussions(open_=["debates", "requests"], actor="office:council")
    other = requests.report(
        problem=requests.Problem(service_code="lamp", title="The same lamp", lat=52.48, long=1.7),
        reporter=reporter(7),
    ).service_request_id
    requests.merge(number=other, into=lamp, office="lighting", words="The same")
    cy = account("cy")
    vouch(cy)
    client.force_login(cy)
    assert "This discussion is closed" in client.get(f"/talk/requests/{other}").content.decode()
    assert client.post(f"/talk/requests/{other}/comment", {"words": "Here?"}).status_code == 400
