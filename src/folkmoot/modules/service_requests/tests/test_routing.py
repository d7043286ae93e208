"""Routing rules: they choose the office of new reports, are drafted, tested on past reports and saved; nothing is lost."""

import argparse
import csv
import io
import json
import threading
from dataclasses import replace

import pytest
from django.db import connection
from tests.fixtures.town import ADMIN, person

from folkmoot.modules.service_requests import events, queries, services
from folkmoot.modules.service_requests.models import HeldRequest, RoutingDraft, ServiceRequest
from folkmoot.modules.service_requests.queries.routing import named, routing, rule_name
from folkmoot.modules.service_requests.routing import cli
from folkmoot.modules.service_requests.routing.compare import compare
from folkmoot.modules.service_requests.services.routing import RoutingChanged, describe_routing
from folkmoot.modules.service_requests.views.routing_public import published
from folkmoot.people import accepting
from folkmoot.people.models import Role
from folkmoot.places.services import describe_department
from folkmoot.record import configuration, text
from folkmoot.record.api import timeline
from folkmoot.record.manifest import ConfigurationError
from folkmoot.record.projection import assert_replays, writing
from folkmoot.record.seal import seal

PATH = "/administration/routing"


def main(words):
    """What the command line does with these words of the module."""
    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())
    options = parser.parse_args(words)
    return options.run(options)


WET = events.RoutingRule(
    key="wet", name="Water", office="drainage", words=("water", "flood"), priority="urgent"
)
SIGN = events.RoutingRule(key="dark", name="Dark corners", office="streets", service_codes=("lamp",))


@pytest.fixture
def wet(town):
    describe_department(slug="drainage", name="Drainage", actor=ADMIN)


@pytest.fixture
def admin(wet, client):
    boss = accepting.make_account("boss@example.org")
    Role.objects.create(person=boss, role="administrator", office="")
    client.force_login(boss)
    return client


def describe(*rules):
    return describe_routing(rules=rules, actor=ADMIN, replacing=routing().fact_id)


def report(title="Lamp is out", code="lamp", **more):
    problem = services.Problem(service_code=code, title=title, lat=52.48, long=1.7, **more)
    return queries.request(services.report(problem=problem, reporter=person()).service_request_id)


def test_the_first_rule_that_fits_chooses_office_and_priority(wet, client):
    assert (report("Flooded").office, report("Flooded").rule) == ("lighting", "")
    describe(WET, SIGN)
    row = report("The street FLOODED")
    assert (row.office, row.rule, row.priority) == ("drainage", "wet", "urgent")
    assert report(description="All under Water").office == "drainage"
    assert (report().office, report().rule, report().priority) == ("streets", "dark", "normal")
    other = report("Bench", "other")
    assert (other.office, other.rule) == ("streets", "")
    page = client.get(f"/reports/{row.pk}").content.decode()
    assert "Went to Drainage because of the rule “Water”." in page
    describe(replace(WET, name="Rain"))
    assert "the rule “Water”" in client.get(f"/reports/{row.pk}").content.decode()
    assert (rule_name("wet"), rule_name("never")) == ("Rain", "never")
    services.recategorise(number=row.pk, office="drainage", service_code="other", words="")
    row.refresh_from_db()
    assert row.rule == "wet"
    assert_replays()


def test_a_rule_whose_team_closed_is_passed_over(wet):
    describe(WET)
    describe_department(slug="drainage", name="Drainage", actor=ADMIN, closed=True)
    assert report("Flood").office == "lighting"


def test_a_held_report_is_routed_when_it_comes_in_and_when_it_is_published(wet):
    services.change_service(code="lamp", actor=ADMIN, review=True)
    describe(WET)
    problem = services.Problem(service_code="lamp", title="Water at number 9", lat=52.48, long=1.7)
    number = services.report(problem=problem, reporter=person()).service_request_id
    assert HeldRequest.objects.get(pk=number).office == "drainage"
    services.release(number=number, office="drainage")
    row = queries.request(number)
    assert (row.office, row.rule, row.priority) == ("drainage", "wet", "urgent")
    assert_replays()


def test_a_report_takes_the_same_queries_for_many_rules(wet, django_assert_max_num_queries):
    describe(WET)
    report()
    with django_assert_max_num_queries(60) as few:
        report("Flood")
    describe(*(replace(WET, key=f"w{at}", words=(f"x{at}y",)) for at in range(199)), WET)
    report()
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert report("Flood").rule == "wet"


def test_rules_that_others_changed_are_not_overwritten(wet):
    seen = routing().fact_id
    describe(WET)
    with pytest.raises(RoutingChanged) as caught:
        describe_routing(rules=(SIGN,), actor=ADMIN, replacing=seen)
    assert caught.value.rules == (WET,)
    assert caught.value.fact_id == routing().fact_id
    with pytest.raises(services.Refused, match="no office 'nobody'"):
        describe(replace(WET, office="nobody"))
    assert routing().rules == (WET,)
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_of_several_who_save_at_once_one_does(wet):
    seen, start, outcomes = routing().fact_id, threading.Barrier(4), []

    def run(rule):
        start.wait()
        try:
            describe_routing(rules=(rule,), actor=ADMIN, replacing=seen)
            outcomes.append(rule)
        except RoutingChanged:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[replace(WET, key=f"w{at}")]) for at in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(outcomes) == 1
    assert routing().rules == tuple(outcomes)
    assert len(timeline("routing/reports")) == 1
    assert_replays()


GIVEN = {"name": "Water", "words": "water\nflood", "office": "drainage", "priority": "urgent"}


def html(answer):
    return answer.content.decode()


def test_an_administrator_drafts_tests_and_saves(admin):
    row = report("Water by the lamp")
    assert "No rules yet" in html(admin.get(PATH))
    assert admin.post(f"{PATH}/new", GIVEN).headers["Location"] == f"{PATH}#rule-water"
    assert routing().rules == ()
    page = html(admin.get(PATH))
    assert "This is your draft" in page
    assert "Reports that mention “water” or “flood” go to Drainage, with priority: Urgent." in page
    test = html(admin.get(f"{PATH}/test?n=200"))
    assert "Water by the lamp" in test
    assert "“Water”: water" in test
    assert f"/reports/{row.pk}" in test
    lines = list(csv.DictReader(io.StringIO(html(admin.get(f"{PATH}/test.csv?n=200")))))
    assert [(one["office_now"], one["office_then"], one["elsewhere"]) for one in lines] == [
        ("lighting", "drainage", "1")
    ]
    assert admin.post(f"{PATH}/test").headers["Location"] == PATH
    assert routing().rules == (replace(WET, key="water"),)
    assert not RoutingDraft.objects.exists()
    assert queries.request(row.pk).office == "lighting"
    assert "by the rules in force" in html(admin.get(f"{PATH}/test"))
    assert_replays()


def test_rules_are_ordered_changed_and_deleted_in_the_draft(admin):
    describe(WET, SIGN)
    admin.post(PATH, {"act": "up", "key": "dark"})
    admin.post(PATH, {"act": "up", "key": "dark"})
    assert [one["key"] for one in RoutingDraft.objects.get().rules] == ["dark", "wet"]
    assert "In another place: “Water”" in html(admin.get(PATH))
    admin.post(PATH, {"act": "down", "key": "dark"})
    admin.post(f"{PATH}/rules/wet", GIVEN | {"name": "Rain", "words": " rain , ,water,rain"})
    assert RoutingDraft.objects.get().rules[0] | {} == {
        "key": "wet", "name": "Rain", "office": "drainage", "service_codes": [], "areas": [],
        "words": ["rain", "water"], "priority": "urgent",
    }  # fmt: skip
    admin.post(PATH, {"act": "drop", "key": "dark"})
    assert "Deleted: “Dark corners”" in html(admin.get(PATH))
    admin.post(f"{PATH}/new", GIVEN | {"name": "Wet", "words": "sea"})
    assert [one["key"] for one in RoutingDraft.objects.get().rules] == ["wet", "wet-2"]
    admin.post(PATH, {"act": "discard"})
    assert routing().rules == (WET, SIGN)
    assert admin.get(f"{PATH}/rules/none").status_code == 404


def test_what_is_wrong_with_a_rule_stands_at_its_field(admin):
    answer = admin.post(f"{PATH}/new", GIVEN | {"words": "!\n" + "x" * 61})
    assert answer.status_code == 400
    assert answer.context["form"].errors.keys() == {"words"}
    assert "x" * 61 in html(answer)
    assert admin.post(f"{PATH}/new", GIVEN | {"office": "nobody"}).status_code == 400
    assert not RoutingDraft.objects.exists()


def test_a_draft_that_others_overtook_keeps_what_was_typed_and_says_what_changed(admin):
    describe(WET)
    admin.post(f"{PATH}/new", GIVEN | {"name": "Mine", "words": "sea"})
    describe(replace(WET, name="Theirs"), SIGN)
    admin.post(f"{PATH}/test")
    page = admin.get(PATH)
    assert "Nothing was saved: somebody else changed the rules meanwhile" in html(page)
    assert page.context["meanwhile"] == ["Changed: “Theirs”", "New: “Dark corners”"]
    assert "Mine" in html(page)
    assert "cannot be saved yet" in html(admin.get(f"{PATH}/test"))
    admin.post(PATH, {"act": "go_on", "seen": routing().fact_id})
    admin.post(f"{PATH}/test")
    assert [one.name for one in routing().rules] == ["Water", "Mine"]
    assert_replays()


def test_a_draft_that_the_rules_refuse_is_kept(admin):
    admin.post(f"{PATH}/new", GIVEN)
    admin.post(f"{PATH}/new", GIVEN | {"name": "Again"})
    page = html(admin.get(PATH))
    assert "“Again” never decides: “Water” stands before it and catches the same" in page
    admin.post(f"{PATH}/test")
    assert routing().rules == ()
    assert len(RoutingDraft.objects.get().rules) == 2


def test_words_are_tried(admin):
    describe(WET)
    given = {"words": "Flooded again", "service": "lamp", "area": ""}
    page = html(admin.get(PATH, given))
    assert "It goes to Drainage because of the rule “Water”. Decided by: “flood”." in page
    assert "No rule fits, so it goes to Lighting team" in html(admin.get(PATH, given | {"words": "dark"}))
    assert admin.get(PATH, given | {"service": "none\x00"}).status_code == 200


def many(count, title="Water {n} at the lamp"):
    """Reports written past the record, so that thousands take a moment."""
    first = report()
    words = text.commit_many([("requests/x", title.format(n=n)) for n in range(count)])
    plain = {
        field.attname: getattr(first, field.attname)
        for field in first._meta.concrete_fields
        if not field.generated
    }
    copies = [
        ServiceRequest(
            **plain | {"service_request_id": f"MH-26-X{at:05}", "title": one, "fact_id": f"{at:032x}"}
        )
        for at, one in enumerate(words)
    ]
    with writing():
        ServiceRequest.objects.bulk_create(copies, batch_size=50)


def test_the_pages_take_the_same_queries_for_many(admin, django_assert_max_num_queries):
    describe(*(replace(WET, key=f"w{at}", words=(f"x{at}y",)) for at in range(20)))
    admin.post(f"{PATH}/new", GIVEN)
    report("Water")
    for path in (PATH, f"{PATH}/test", "/reports/routing", f"{PATH}/rules/water", f"{PATH}/new"):
        admin.get(path)
        with django_assert_max_num_queries(40) as few:
            admin.get(path)
        at_first = len(few.captured_queries)
        if path == f"{PATH}/test":
            many(120)
            describe(*(replace(WET, key=f"v{at}", words=(f"x{at}y",)) for at in range(100)))
            admin.get(path)
        with django_assert_max_num_queries(at_first):
            assert admin.get(path).status_code == 200
    page = admin.get(f"{PATH}/test?n=200")
    assert (page.context["moved"], len(page.context["rows"])) == (121, 50)


def test_five_thousand_reports_are_tested_in_a_constant_number_of_queries(wet, django_assert_max_num_queries):
    rules = [replace(WET, key=f"w{at}", words=tuple(f"word{at}x{n}" for n in range(10))) for at in range(50)]
    many(5000, "A long title about the water in the road number {n} by the old harbour")
    with django_assert_max_num_queries(12):
        compare(rules, newest=5000, here=named())
    found = compare([*rules, WET], newest=5000, here=named())
    assert len(found.reports) == 5000
    assert found.caught["wet"] == 5000 - (found.reports[0].title == "Lamp is out")


def test_everybody_reads_the_rules_and_how_many_each_caught(wet, client):
    empty = html(client.get("/reports/routing"))
    assert "There are no rules" in empty
    describe(WET, replace(SIGN, areas=()))
    for at in range(7):
        report(f"Flood {at}")
    report()
    seal()
    page = client.get("/reports/routing")
    assert [n for _one, _sentence, n, _idle in page.context["items"]] == [None, None]
    assert "Reports of Street light go to Streets team." in html(page)
    assert "Recorded as entry" in html(page)
    answer = client.get("/api/service_requests/routing").json()
    assert [one["key"] for one in answer["rules"]] == ["wet", "dark"]
    assert answer["entry"] is not None
    assert client.get(answer["url"]).status_code == 200


def test_small_counts_are_hidden_and_never_follow_from_the_total():
    assert published([7, 0, 12], 40) == [7, 0, 12]
    assert published([7, 3, 12], 40) == [None, None, 12]
    assert published([2], 2) == [None]
    assert published([], 9) == []


def test_the_configuration_file_carries_the_rules(wet):
    describe(WET, SIGN)
    exported = configuration.export()
    assert configuration.load(exported) == []
    document = json.loads(exported)
    rules = document["parts"]["service_requests"]["routing"]
    rules.reverse()
    rules[0]["name"] = "Dark"
    told = configuration.load(json.dumps(document).encode())
    assert "Changed: “Dark”" in told
    assert [one.name for one in routing().rules] == ["Dark", "Water"]
    rules[1]["office"] = "nobody"
    with pytest.raises(
        ConfigurationError, match="/parts/service_requests/routing/1/office: there is no office"
    ):
        configuration.load(json.dumps(document).encode())
    rules[1]["offices"] = "drainage"
    with pytest.raises(ConfigurationError, match="/parts/service_requests/routing/1/offices"):
        configuration.load(json.dumps(document).encode())
    del document["parts"]["service_requests"]["routing"]
    assert configuration.load(json.dumps(document).encode()) == []
    assert len(routing().rules) == 2
    assert_replays()


def test_a_file_of_rules_is_tested_on_the_command_line(wet, tmp_path, capsys):
    report("Water everywhere")
    report("Lamp is dark")
    file = tmp_path / "rules.json"
    rule = {"key": "wet", "name": "Water", "office": "drainage", "words": ["water"]}
    file.write_text(json.dumps([rule, {"key": "ice", "name": "Ice", "office": "streets", "words": ["ice"]}]))
    assert main(["routing", "test", str(file)]) == 0
    told = capsys.readouterr().out
    assert "1 of 2 reports would have gone elsewhere" in told
    assert "1  Lighting team  ->  Drainage" in told
    assert "(catches nothing)" in told
    file.write_text(json.dumps([rule | {"office": "nobody", "wordz": []}]))
    assert main(["routing", "test", str(file)]) == 1
    assert "/0/wordz: " in capsys.readouterr().err
    file.write_text(json.dumps([rule | {"office": "nobody"}]))
    assert main(["routing", "test", str(file)]) == 1
    assert "/0/office: there is no office 'nobody'" in capsys.readouterr().err
    assert routing().rules == ()
