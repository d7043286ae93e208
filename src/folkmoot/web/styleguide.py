"""The live style guide: every component as it is, beside the markup that makes it.

Each example is a template in ``templates/styleguide/examples`` named ``<section>--<name>.html``; a new file appears here
and in the tests by itself. The town and its numbers are invented.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from folkmoot.record.manifest import Act, Card
from folkmoot.web import charts
from folkmoot.web.forms import DayField
from folkmoot.web.icons import ICONS

EXAMPLES = Path(__file__).parent / "templates" / "styleguide" / "examples"
SECTIONS = {
    "buttons": "Buttons",
    "fields": "Fields and errors",
    "states": "States and notices",
    "record": "The record",
    "cards": "Cards and lists",
    "timeline": "Timeline",
    "tables": "Tables",
    "charts": "Charts",
    "parts": "Smaller parts",
}
COLOURS = (
    ("page", "ink", "background"),
    ("surface", "ink", "cards, tables"),
    ("sunken", "ink", "bands, code"),
    ("ink", "page", "text"),
    ("ink-2", "page", "help text"),
    ("yew", "surface", "actions, council"),
    ("deep", "on-deep", "hero, footer"),
    ("record", "surface", "the record only"),
    ("clay", "surface", "late, over"),
    ("tide", "surface", "in progress"),
    ("moss", "surface", "fixed, true"),
)
TINTS = ("yew", "record", "lichen", "clay", "tide", "moss")


@dataclass(frozen=True, slots=True)
class Example:
    """A component as it looks and as it is written."""

    name: str
    html: SafeString
    source: str


class _Report(forms.Form):
    what = forms.CharField(
        label="What is wrong?", help_text="A short title. For example: pothole outside the school"
    )
    words = forms.CharField(
        label="Tell us more", widget=forms.Textarea(attrs={"rows": 3}), max_length=500, required=False
    )
    area = forms.ChoiceField(label="Area", choices=[("quay", "Old Quay"), ("weavers", "Weavers")])
    place = forms.CharField(
        label="Where is it?", error_messages={"required": "Enter a house number or a place nearby"}
    )
    seen = DayField(label="When did you see it?", help_text="For example: 27 3 2026", required=False)
    contact = forms.ChoiceField(
        label="May we contact you?",
        choices=[
            ("email", "By email"),
            ("text", "By text message"),
            ("no", "No, but I will look at the page"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether we may contact you"},
    )
    photo = forms.FileField(label="A photo", required=False)
    agree = forms.BooleanField(label="Show my words to everybody", required=False)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every section with its examples."""
    data = samples()
    sections = [(key, title, examples(key, data, request)) for key, title in SECTIONS.items()]
    return render(
        request,
        "styleguide/page.html",
        {"sections": sections, "colours": COLOURS, "tints": TINTS, "icon_names": sorted(ICONS)},
    )


def examples(section: str, data: dict[str, Any], request: HttpRequest) -> list[Example]:
    """The examples of a section, by file name."""
    found = []
    for path in sorted(EXAMPLES.glob(f"{section}--*.html")):
        html = get_template(f"styleguide/examples/{path.name}").render(data, request)
        found.append(Example(path.stem.partition("--")[2], SafeString(html), path.read_text().strip()))
    return found


def samples() -> dict[str, Any]:
    """What the examples show: 12 March 2026 in the invented town."""
    at = datetime(2026, 3, 12, 14, 2, tzinfo=UTC)
    start = datetime(2026, 3, 9, 21, 14, tzinfo=UTC)
    groups = ("reports", "fixes", "say", "money", "reports", "say", "fixes")
    acts = [
        charts.RingAct(at - timedelta(minutes=5 + 17 * i + (i * i) % 23), groups[i % 7]) for i in range(60)
    ]
    return {
        "form": _Report(prefix="good"),
        "wrong": _Report(
            {"wrong-what": "Lamp", "wrong-area": "quay", "wrong-seen_day": "31", "wrong-seen_month": "2"},
            prefix="wrong",
        ),
        "areas": [("quay", "Old Quay"), ("weavers", "Weavers")],
        "due": [("late", "Late", 5), ("today", "Today", 7)],
        "chosen": ["late"],
        "facts": [("Open now", "9"), ("Typical time", "2.8 days")],
        "at": at,
        "start": start,
        "due_by": start + timedelta(days=5),
        "act": Act(sentence="%(title)s was fixed, two days before the promise", name="Fixed"),
        "card": Card("requests/1", "Streetlight outside 14 Quay Lane", "#cards"),
        "falling": [6.3, 6.9, 6.5, 5.9, 6.1, 5.4, 5.0, 4.8, 4.6, 4.4, 4.2, 4.1],
        "rising": [71, 70, 72, 74, 73, 77, 79, 82, 81, 84, 86, 87],
        "steps": [
            charts.Step(250, "250", ("Written", "answer"), "20 Feb"),
            charts.Step(500, "500", ("Team", "meeting"), "4 March"),
            charts.Step(1500, "1,500", ("Full council", "debates it"), "296 to go"),
        ],
        "series": [
            charts.Line("Weavers", [7.2, 7.0, 6.8, 6.1, 5.8, 5.2, 4.9, 4.4]),
            charts.Line("Saltings", [5.9, 6.0, 5.6, 5.5, 5.0, 4.6, 3.9, 3.6]),
            charts.Line("Fairmead", [4.6, 4.7, 4.4, 4.2, 3.9, 3.7, 3.2, 2.9]),
        ],
        "months": ["Aug", "", "", "Nov", "", "", "", "Mar"],
        "budget": [
            charts.Bar("Adult care", 46.2, "£46.2m"),
            charts.Bar("Children and schools", 38.9, "£38.9m"),
            charts.Bar("Streets and transport", 17.4, "£17.4m"),
            charts.Bar("Waste and parks", 12.8, "£12.8m"),
        ],
        "ring": charts.ring(
            acts,
            now=at,
            total="60",
            caption=("public acts in the", "last 24 hours"),
            label="Ring of the last 24 hours. 60 public acts.",
        ),
        "trail": [("Reports", "#parts"), ("Old Quay", "#parts")],
    }
