"""Tags and filters that every template may use; they are built in, so no page loads them."""

from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from folkmoot.web import below, charts, forms, frame, icons, kept, states, words

register = template.Library()
register.tag("kept", kept.kept)
register.filter("hole", kept.hole)

for _name in ("icon", "mark", "record_mark", "empty_mark", "door_art"):
    register.simple_tag(getattr(icons, _name), name=_name)
for _name in ("sparkline", "promise_bar", "threshold_bar", "bars", "lines"):
    register.simple_tag(getattr(charts, _name), name=_name)
for _name in ("day", "clock_time", "moment_words", "days_left", "ago", "number", "per_cent", "sentence"):
    register.filter(_name, getattr(words, _name))
register.simple_tag(words.moment, name="moment")
register.simple_tag(states.state, name="state")
register.simple_tag(states.state_icon, name="state_icon")
register.simple_tag(frame.frame, name="frame", takes_context=True)
register.simple_tag(below.below, name="below", takes_context=True)
# The same in the middle of an expression or of an attribute.
register.filter("when", words.moment)
register.filter("thousands", words.number)
register.simple_tag(forms.problems, name="error_list")


@register.simple_tag
def dial(days: int, of: int) -> SafeString:
    """The days that are left, as a ring."""
    return charts.dial(int(days), of=int(of), unit=gettext("day") if int(days) == 1 else gettext("days"))


@register.simple_tag
def form_field(field: BoundField) -> SafeString:
    """One field of a form with its label, hint, error and control."""
    return forms.render_field(field)


@register.simple_tag
def form_fields(form: BaseForm | None) -> SafeString:
    """All fields of a form in their order; hidden ones first."""
    return forms.render_fields(form) if form is not None else SafeString("")


@register.simple_tag
def entry_url(index: int) -> str:
    """The address of an entry of the public record; it is part of the record's format and never moves."""
    return f"/record/{int(index)}"


@register.filter
def css_per_cent(value: float) -> str:
    """A percentage for a style attribute, between 0 and 100, with a point whatever the language."""
    return f"{min(max(float(value), 0.0), 100.0):.1f}"


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """The value of a key that is itself a variable, or None."""
    return mapping.get(key)
