"""Our own API, attacked through its own OpenAPI document."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from folkmoot.modules.service_requests import services
from folkmoot.record.seal import seal

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_every_answer_fits_the_document(lamp, live_server):
    seal()
    document = schemathesis.openapi.from_url(f"{live_server.url}/api/openapi.json")
    operations = [one.ok() for one in document.get_all_operations()]
    assert len(operations) >= 3
    for operation in operations:

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def attack(case):
            # The place in a list is opaque: the document cannot say which texts are one.
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        attack()


def test_pages_follow_by_key(client, town):
    for number in range(5):
        services.report(
            problem=services.Problem(service_code="lamp", title=f"Lamp {number}", lat=52.48, long=1.7),
            reporter=services.Reporter(pseudonym=lambda _subject: "person:" + "1" * 32),
        )
    seal()
    seen, after = [], ""
    while True:
        page = client.get("/api/service_requests/requests", {"limit": 2, "after": after}).json()
        seen += [one["title"] for one in page["items"]]
        assert all(one["entry"] is not None for one in page["items"])
        if not (after := page["next"]):
            break
    assert seen == [f"Lamp {number}" for number in reversed(range(5))]
    assert client.get("/api/service_requests/requests", {"after": "x"}).status_code == 400
    assert client.get("/api/service_requests/requests/NONE").json() == {
        "detail": "there is no report with this number"
    }
