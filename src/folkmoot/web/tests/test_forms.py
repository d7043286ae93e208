"""Forms in the GOV.UK pattern."""

from datetime import date

import pytest
from django import forms

from folkmoot.web.forms import DayField, errors_of, problems, render_field, render_fields


class Report(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    place = forms.CharField(label="Where is it?", help_text="A street")
    words = forms.CharField(widget=forms.Textarea, max_length=500, required=False)
    contact = forms.ChoiceField(choices=[("a", "By <email>"), ("b", "No")], widget=forms.RadioSelect)
    seen = DayField(required=False)
    agree = forms.BooleanField(required=False)

    def clean(self):
        raise forms.ValidationError("Nothing fits together")


@pytest.fixture
def wrong():
    return Report({"seen_day": "31", "seen_month": "2", "seen_year": "2026"})


def test_the_summary_leads_to_each_field(wrong):
    assert [(one.words, one.target) for one in problems(wrong)] == [
        ("Nothing fits together", ""),
        ("Fill in “Where is it?”", "id_place"),
        ("Fill in “Contact”", "id_contact_0"),
        ("There is no such day. An example: 27 3 2026", "id_seen_day"),
    ]


def test_targets_exist_on_the_page(wrong):
    html = render_fields(wrong)
    for one in problems(wrong):
        assert not one.target or f'id="{one.target}"' in html


def test_a_form_that_was_not_sent_has_no_problems():
    assert problems(Report()) == []
    assert problems(None) == []


def test_a_field_points_to_its_hint_and_its_error(wrong):
    html = render_field(wrong["place"])
    assert 'aria-describedby="id_place-hint id_place-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_place-hint"' in html
    assert 'id="id_place-error"' in html


def test_choices_are_escaped_and_grouped():
    html = render_field(Report()["contact"])
    assert "<fieldset" in html
    assert "By &lt;email&gt;" in html


def test_a_long_text_counts_its_letters():
    assert 'data-count="500"' in render_field(Report()["words"])


def test_hidden_fields_have_no_label():
    assert "label" not in render_field(Report()["token"])


class Day(forms.Form):
    day = DayField(label="Day")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("27", "3", "2026"), date(2026, 3, 27)),
        (("31", "2", "2026"), "There is no such day. An example: 27 3 2026"),
        (("27", "", "2026"), "The date must have a month"),
        (("27", "", ""), "The date must have a month and a year"),
        (("", "", ""), "Fill in “Day”"),
        (("x", "3", "2026"), "Enter a whole number."),
    ],
)
def test_days(given, expected):
    form = Day(dict(zip(("day_day", "day_month", "day_year"), given, strict=True)))
    if form.is_valid():
        assert form.cleaned_data["day"] == expected
    else:
        assert errors_of(form["day"]) == [expected]
