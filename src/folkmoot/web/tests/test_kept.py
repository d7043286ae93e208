"""A kept part is made once for what it names, and can depend on nothing else."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from folkmoot.places.models import Institution
from folkmoot.record.clock import NoTimeHere
from folkmoot.web import kept
from folkmoot.web.kept import Depends, Shelf


class Counting:
    """Counts how often it is shown; two of them with one word are the same value."""

    shown = 0

    def __init__(self, word):
        self.word = word

    def __str__(self):
        Counting.shown += 1
        return self.word


@pytest.fixture(autouse=True)
def _empty(monkeypatch):
    monkeypatch.setattr(kept, "shelf", Shelf(most=100_000))
    Counting.shown = 0


def made(source="{% kept a=a %}<b>{{ a }}</b>{% endkept %}"):
    template = Template(source)
    return lambda **values: template.render(Context(values))


def test_equal_values_are_made_once_and_others_anew():
    page = made()
    assert [page(a=Counting("x")), page(a=Counting("x"))] == ["<b>x</b>", "<b>x</b>"]
    assert Counting.shown == 1
    assert page(a=Counting("y")) == "<b>y</b>"
    assert Counting.shown == 2


def test_values_are_escaped_and_safe_ones_are_not_taken_for_unsafe_ones():
    page = made()
    assert page(a="<i>") == "<b>&lt;i&gt;</b>"
    assert page(a=SafeString("<i>")) == "<b><i></b>"
    assert page(a="<i>") == "<b>&lt;i&gt;</b>"


def test_two_parts_of_equal_values_on_one_line_are_two():
    page = made("{% kept a=a %}1{{ a }}{% endkept %}{% kept a=a %}2{{ a }}{% endkept %}")
    assert page(a="x") == page(a="x") == "1x2x"


@pytest.mark.parametrize("use", ["{{ b }}", "{% if b %}1{% endif %}", "{% for x in b %}1{% endfor %}"])
def test_nothing_may_be_seen_but_what_is_named(use):
    page = made(f"{{% kept a=b.c %}}{{{{ a }}}}{use}{{{{ nowhere }}}}{{% endkept %}}")
    with pytest.raises(Depends, match="'b'"):
        page(b={"c": "x"})


def test_a_part_within_a_part_sees_what_that_names():
    page = made("{% kept a=a %}{% for b in a %}{% kept b=b %}<{{ b }}>{% endkept %}{% endfor %}{% endkept %}")
    assert page(a=["x", "y"], other="z") == "<x><y>"


def test_each_language_and_time_zone_has_its_own():
    page = made("{% kept a=a %}{{ a|when }}{% endkept %}")
    at = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
    with translation.override("en-gb"):
        here = page(a=at)
        with timezone.override("Asia/Tokyo"):
            assert page(a=at) != here
    with translation.override("de"):
        assert page(a=at) != here
    with translation.override("en-gb"):
        assert page(a=at) == here


def test_the_clock_is_out_of_reach():
    page = made("{% kept a=a %}{{ a|ago }}{% endkept %}")
    with pytest.raises(NoTimeHere):
        page(a=datetime(2026, 3, 12, tzinfo=UTC))


@pytest.mark.django_db
def test_the_database_is_out_of_reach():
    page = made("{% kept a=a %}{{ a.refresh_from_db }}{% endkept %}")
    with pytest.raises(Depends):
        page(a=Institution(id="main"))


@pytest.mark.parametrize("tag", ["{% kept %}", "{% kept a %}", "{% kept a=a b %}"])
def test_a_part_says_what_it_shows(tag):
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        Template(f"{tag}{{% endkept %}}")


def test_the_least_lately_used_leave_when_there_is_no_room():
    shelf = Shelf(most=100, largest=60)
    shelf.put(("a", b"1" * 10), "x" * 30)
    shelf.put(("b", b"2" * 10), "y" * 30)
    assert shelf.get(("a", b"1" * 10))
    shelf.put(("c", b"3" * 10), "z" * 30)
    assert shelf.get(("b", b"2" * 10)) is None
    assert shelf.get(("a", b"1" * 10))
    assert shelf.bytes == 80


def test_what_is_too_large_is_not_kept():
    shelf = Shelf(most=100, largest=60)
    shelf.put(("a", b""), ("x" * 61,))
    assert shelf.get(("a", b"")) is None
    assert shelf.bytes == 0


def test_an_operator_may_keep_nothing(monkeypatch):
    monkeypatch.setattr(kept, "shelf", Shelf(most=0))
    page = made()
    assert [page(a=Counting("x")), page(a=Counting("x"))] == ["<b>x</b>", "<b>x</b>"]
    assert Counting.shown == 2


class Named(kept.ByValue):
    """Says its facts, and counts how often."""

    def __init__(self, *facts):
        super().__init__(facts)

    @property
    def words(self):
        Counting.shown += 1
        return " ".join(map(str, self.facts))


def test_what_is_known_by_its_facts_is_made_once_for_equal_ones():
    page = made("{% kept a=a %}<b>{{ a.words }}</b>{% endkept %}")
    assert [page(a=Named("<x>", 1, None)) for _ in range(2)] == ["<b>&lt;x&gt; 1 None</b>"] * 2
    assert Counting.shown == 1
    assert page(a=Named("<x>", 2, None)) == "<b>&lt;x&gt; 2 None</b>"
    with translation.override("de"):
        page(a=Named("<x>", 1, None))
    assert Counting.shown == 3


@pytest.mark.parametrize(
    "fact",
    [
        SafeString("x"),
        ["x"],
        Institution(id="main"),
        datetime(2026, 3, 12),
        datetime(2026, 3, 12, tzinfo=timezone.get_fixed_timezone(60)),
        ("x", ("y", SafeString("z"))),
    ],
)
def test_facts_that_may_be_equal_and_look_different_are_refused(fact):
    page = made("{% kept a=a %}{{ a.words }}{% endkept %}")
    with pytest.raises(TypeError):
        page(a=Named("x", fact))


def test_a_hole_is_filled_for_each_reader():
    page = made("{% kept a=a token=t|hole other=o|hole %}{{ a }}:{{ token }}:{{ token }}{% endkept %}")
    asked = []

    class Asked:
        def __str__(self):
            asked.append(1)
            return "<i>"

    unasked = SafeString("never shown")
    assert page(a=Counting("x"), t="one", o=unasked) == "x:one:one"
    assert page(a=Counting("x"), t=SafeString("<b>"), o=unasked) == "x:<b>:<b>"
    assert page(a=Counting("x"), t=Asked(), o=unasked) == "x:&lt;i&gt;:&lt;i&gt;"
    assert asked == [1]
    assert Counting.shown == 1, "what stands in a hole makes no other part"
    assert page(a="hole-0-token-", t="1", o="") == "hole-0-token-:1:1"
