"""A source, and what an office says in place of one."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from folkmoot.modules.catalogue import events, queries, rules, words
from folkmoot.modules.catalogue.forms.describing import _Worded
from folkmoot.modules.catalogue.models import Origin, Source
from folkmoot.modules.catalogue.rules import describing, tables
from folkmoot.places import queries as places

NAMES = ("name", "sort", "address", "office", "every", "tables", "publish", "licence")


class SourceForm(forms.Form):
    """Where datasets are harvested from."""

    key = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=60,
        help_text=gettext_lazy("a to z, 0 to 9 and hyphens. It stays for ever."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=describing.NAME)
    sort = forms.ChoiceField(
        label=gettext_lazy("What it speaks"),
        choices=list(words.SOURCE_SORTS.items()),
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=gettext_lazy("Address on the web"),
        max_length=500,
        help_text=gettext_lazy(
            "Of CKAN the portal’s front page, of DCAT the first page of the catalogue, of DCAT-US its data.json."
        ),
    )
    office = forms.ChoiceField(label=gettext_lazy("Which department publishes here what comes"))
    every = forms.IntegerField(
        label=gettext_lazy("Harvest it again after how many hours"),
        required=False,
        min_value=0,
        max_value=tables.LONGEST_EVERY,
        help_text=gettext_lazy("0 or nothing: when somebody asks for it."),
        widget=forms.NumberInput(attrs={"class": "fm-input--short"}),
    )
    tables = forms.ChoiceField(
        label=gettext_lazy("Its tables"),
        choices=[
            ("link", gettext_lazy("Stay where they are; we lead there")),
            ("load", gettext_lazy("Are loaded here as well, and can be asked and charted")),
        ],
        widget=forms.RadioSelect,
        initial="link",
    )
    publish = forms.ChoiceField(
        label=gettext_lazy("Its datasets"),
        choices=[
            ("review", gettext_lazy("Wait for a reviewer")),
            ("once", gettext_lazy("Are published at once")),
        ],
        widget=forms.RadioSelect,
        initial="review",
    )
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence where a record names none"),
        required=False,
        help_text=gettext_lazy("Only if the publisher says somewhere that it holds for all of its data."),
    )

    def __init__(self, data: Any = None, *, source: Source | None = None) -> None:
        initial = {name: getattr(source, name) for name in NAMES} if source else {}
        super().__init__(data, initial=initial or None)
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            (one.slug, one.name) for one in places.departments()
        ]
        self.fields["licence"].choices = [  # type: ignore[attr-defined]
            ("", _("None: such records are left out")),
            *((code, name) for code, (name, _url) in rules.LICENCES.items()),
        ]
        if source is not None:
            del self.fields["key"]

    def described(self) -> events.SourceDescribed:
        """The source as it was written."""
        given = {name: self.cleaned_data[name] for name in NAMES}
        return events.SourceDescribed(**given | {"every": given["every"] or 0})


class OverrideForm(_Worded):
    """What an office says in place of the source; what is empty is left to the source."""

    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"),
        choices=list(words.THEMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    keywords = forms.CharField(
        label=gettext_lazy("Keywords"),
        required=False,
        max_length=900,
        help_text=gettext_lazy("Words that people would search for, with commas between them."),
    )
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Districts"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, origin: Origin) -> None:
        given = origin.overrides
        initial: dict[str, Any] = {name: given.get(name, []) for name in ("themes", "areas")}
        initial["keywords"] = ", ".join(given.get("keywords", []))
        for name in ("title", "summary"):
            initial |= {f"{name}_{code}": said for code, said in given.get(name, [])}
        super().__init__(data, initial=initial)
        count = len(queries.known().languages)
        self.say("title", _("Title"), describing.TITLE, order=0)
        self.say("summary", _("Summary"), describing.SUMMARY, rows=3, order=count)
        for name in ("title", "summary"):
            for code in queries.known().languages:
                self.fields[f"{name}_{code}"].required = False
        areas = [(one.slug, one.name) for one in places.areas()]
        self.fields["areas"].choices = areas  # type: ignore[attr-defined]
        if not areas:
            del self.fields["areas"]

    def overrides(self) -> events.Overridden:
        """What was written; nothing in a language means the source's words there."""
        keywords = [one.strip() for one in self.cleaned_data["keywords"].split(",") if one.strip()]
        return events.Overridden(
            title=tuple(one for one in self.said("title") if one[1]),
            summary=tuple(one for one in self.said("summary") if one[1]),
            themes=tuple(self.cleaned_data["themes"]),
            keywords=tuple(dict.fromkeys(keywords)),
            areas=tuple(self.cleaned_data.get("areas", ())),
        )
