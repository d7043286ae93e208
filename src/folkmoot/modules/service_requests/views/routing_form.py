"""The form of a routing rule. It parses; the rules decide."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.desk_words import PRIORITIES
from folkmoot.modules.service_requests.queries.routing import Named
from folkmoot.modules.service_requests.rules.routing import MAX_RULE_NAME

_BETWEEN = re.compile(r"[,;\r\n]+")


class RuleForm(forms.Form):
    """Which reports go to which team. What is left empty is not asked for."""

    name = forms.CharField(
        label=_("Name"), help_text=_("For example: Water in the harbour"), max_length=MAX_RULE_NAME
    )
    service_codes = forms.MultipleChoiceField(
        label=_("Kinds of report"),
        help_text=_("One of these. None means every kind."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = forms.MultipleChoiceField(
        label=_("Areas"),
        help_text=_("In one of these. None means everywhere."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=_("Words"),
        help_text=_(
            "One on a line. One of them must begin a word of the title or the description: “flood” finds “flooded” too. None means any words."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    office = forms.ChoiceField(label=_("Team that gets them"))
    priority = forms.ChoiceField(
        label=_("Priority"),
        required=False,
        choices=[("urgent", PRIORITIES["urgent"]), ("high", PRIORITIES["high"]), ("", PRIORITIES["normal"]), ("low", PRIORITIES["low"])],
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        named: Named,
        rule: events.RoutingRule | None = None,
        **kwargs: Any,
    ) -> None:
        initial: dict[str, Any] = {"priority": ""}
        if rule:
            initial = {name: getattr(rule, name) for name in self.base_fields}
            initial["words"] = "\n".join(rule.words)
        super().__init__(*args, **{"initial": initial, **kwargs})
        self._choose("office", {one: name for one, name in named.offices.items() if one in named.working}, rule and [rule.office], named.offices)  # fmt: skip
        self._choose("service_codes", {one.pk: one.service_name for one in named.open_services}, rule and rule.service_codes, named.services)  # fmt: skip
        self._choose("areas", named.areas, rule and rule.areas, named.areas)

    def _choose(self, name: str, offered: Any, kept: Any, names: Any) -> None:
        """Offer what there is now, and what the rule says already, so that opening it changes nothing."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField | forms.MultipleChoiceField)  # noqa: S101 - declared above.
        extra = [(one, names.get(one, one)) for one in kept or () if one not in offered]
        field.choices = [*offered.items(), *extra]

    def rule(self, key: str) -> events.RoutingRule:
        """The rule as a fact says it."""
        given = self.cleaned_data
        return events.RoutingRule(
            key=key,
            name=given["name"],
            office=given["office"],
            service_codes=tuple(given["service_codes"]),
            areas=tuple(given["areas"]),
            words=tuple(filter(None, (one.strip() for one in _BETWEEN.split(given["words"])))),
            priority=given["priority"],
        )
