"""What surveys give to the rest of the house: configuration, metrics, search, what is forgotten."""

import dataclasses

import pytest

from folkmoot.modules.feedback import chores, configuration, metrics, queries, services
from folkmoot.modules.feedback.tests.town import (
    OFFICE,
    PLAN,
    answered,
    concern,
    happened,
    invited,
    on_pages,
    opened,
)
from folkmoot.record.manifest import ConfigurationError
from folkmoot.record.projection import assert_replays


def test_what_is_exported_loads_and_changes_nothing(town):
    opened()
    services.draft(key="draft", plan=on_pages(), actor=OFFICE)
    found = configuration.export()
    assert [(one.key, one.opened) for one in found.surveys] == [("draft", False), ("reports", True)]
    assert configuration.load(found, "/parts/feedback") == []
    again = configuration.FeedbackModel.model_validate_json(found.model_dump_json())
    assert again == found


def test_a_file_sets_surveys_up(town):
    opened()
    found = configuration.export()
    one = found.surveys[0]
    wanted = found.model_copy(
        update={
            "quiet_days": 10,
            "surveys": (
                one.model_copy(update={"key": "other"}),
                one.model_copy(update={"plan": one.plan.model_copy(update={"days": 7})}),
            ),
        }
    )
    assert len(configuration.load(wanted, "/parts/feedback")) == 5
    assert (queries.quiet_days(), queries.survey("other").state, queries.survey("reports").edition) == (
        10,
        "open",
        2,
    )
    wrong = one.model_copy(update={"plan": one.plan.model_copy(update={"office": "nobody", "days": 0})})
    with pytest.raises(ConfigurationError) as raised:
        configuration.load(found.model_copy(update={"surveys": (wrong,)}), "/parts/feedback")
    assert [path for path, _why in raised.value.problems] == [
        "/parts/feedback/surveys/0/office",
        "/parts/feedback/surveys/0/days",
    ]
    with pytest.raises(ConfigurationError):
        configuration.load(found.model_copy(update={"quiet_days": -1}), "/parts/feedback")
    assert_replays()


def test_metrics_are_of_invited_people_and_of_enough(town):
    assert metrics.content() is None
    assert metrics.response_rate() is None
    opened()
    some = invited(10)
    for at, one in enumerate(some[:6]):
        answered(one, "5" if at < 3 else "2")
    assert metrics.content() == 50
    assert metrics.response_rate() == 60
    [measured] = metrics.measure("feedback.response_rate")
    assert (measured.counted, measured.of, round(measured.low), round(measured.high)) == (6, 10, 31, 83)
    with pytest.raises(KeyError):
        metrics.measure("feedback.content", by="area")
    with pytest.raises(KeyError):
        metrics.measure("feedback.nothing")


def test_search_finds_what_is_or_was_asked(town):
    services.draft(key="draft", plan=PLAN, actor=OFFICE)
    opened()
    found = queries.search_texts(["surveys/draft", "surveys/reports", "surveys/none"])
    assert list(found) == ["surveys/reports"]
    assert found["surveys/reports"].title == "How was your report handled?"
    assert "Were you told what happened? (de)" in found["surveys/reports"].body
    cards = queries.cards(["surveys/draft", "surveys/reports"])
    assert (cards["surveys/draft"].url, cards["surveys/reports"].url) == ("/surveys", "/surveys/reports")


def test_chores_do_what_services_do(town):
    opened(plan=dataclasses.replace(PLAN, days=1))
    some = invited(6)
    for one in some:
        services.open_invitation(one.pk)
        answered(one)
    assert chores.publish() == 7
    assert chores.publish() == 0
    assert chores.close() == 0
    assert chores.forget() == 0
    assert services.invite([concern(happened(9), 1, first=50)]) == 1
