"""Every component renders, and none lets markup through."""

import re
from pathlib import Path

import pytest
from django.template import Context, engines
from django.template.loader import get_template
from django.test import RequestFactory

from folkmoot.record.manifest import Act, Card
from folkmoot.web import styleguide
from folkmoot.web.words import sentence

COTTON = Path(__file__).parents[1] / "templates" / "cotton"
EVIL = '"><script>alert(1)</script>'
LISTS = {"items", "rows", "options", "steps", "values", "form", "field", "at", "start", "due", "reached"}
SKIPPED = {
    "promise",
    "threshold",
    "spark",
    "dial",
    "need",
    "field",
    "form",
    "error-summary",
    "step",
    "feed-item",
}
ICONS = {"icon", "art", "name", "glyph", "level", "entry", "more", "share", "plan", "count"}


def attributes(name):
    found = re.search(r"<c-vars(.*?)/>", (COTTON / f"{name}.html").read_text(), re.DOTALL)
    return re.findall(r'(:?[\w-]+)="', found[1]) if found else []


def render(markup, **context):
    # Cotton compiles templates as its loader reads them; this does the same for a string.
    from django_cotton.compiler_regex import CottonCompiler

    template = engines["django"].engine.from_string(CottonCompiler().process(markup))
    return template.render(Context(context))


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in COTTON.glob("*.html") if path.stem not in SKIPPED)
)
def test_attributes_are_escaped(name):
    given = [one for one in attributes(name) if one.lstrip(":") not in LISTS | ICONS]
    dynamic = " ".join(f':{one.lstrip(":")}="evil"' for one in given)
    quoted = " ".join(f'{one.lstrip(":")}="{{{{ evil }}}}"' for one in given)
    for attrs in (dynamic, quoted):
        html = render(f"<c-{name} {attrs}>{{{{ evil }}}}</c-{name}>", evil=EVIL)
        assert "<script>" not in html, html


def test_no_component_prints_all_its_attributes():
    # Cotton's {{ attrs }} does not escape what a dynamic attribute holds.
    assert not [path.name for path in COTTON.glob("*.html") if "{{ attrs }}" in path.read_text()]


def test_a_component_sees_nothing_of_the_page_around_it():
    assert "from the page" not in render('<c-empty text="Only this" />', title="from the page")


def test_quoted_attributes_are_escaped_once():
    assert "Tom &amp; Ann" in render('<c-tag label="{{ name }}" />', name="Tom & Ann")
    assert "&amp;amp;" not in render('<c-tag label="{{ name }}" />', name="Tom & Ann")


def test_sentences_escape_words_and_titles():
    act = Act(sentence="<b>%(title)s</b> is 100%% done", name="Done")
    html = sentence(act, Card("x/1", EVIL, "/x?a=1&b=2"))
    assert "<script>" not in html
    assert "<b>" not in html
    assert 'href="/x?a=1&amp;b=2"' in html
    assert "100% done" in html
    assert "no longer listed" in sentence(act, None)


@pytest.mark.parametrize("path", sorted(styleguide.EXAMPLES.glob("*.html")), ids=lambda path: path.stem)
def test_examples_of_the_style_guide_render(path):
    assert path.stem.partition("--")[0] in styleguide.SECTIONS
    html = get_template(f"styleguide/examples/{path.name}").render(
        styleguide.samples(), RequestFactory().get("/")
    )
    assert "<c-" not in html
    assert "{{" not in html


@pytest.mark.parametrize("entry", [None, ""])
def test_without_a_number_an_entry_is_pending(entry):
    assert "Being recorded" in render('<c-proof :entry="entry" />', entry=entry)
    assert "Being recorded" in render('<c-rec :entry="entry" />', entry=entry)


def test_an_entry_has_its_number_and_its_address():
    html = render('<c-proof :entry="entry" />', entry=10482)
    assert "10,482" in html
    assert 'href="/record/10482"' in html
    assert 'href="/record/0"' in render('<c-rec :entry="entry" />', entry=0)
