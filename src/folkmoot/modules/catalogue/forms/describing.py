"""The description of a dataset, a table, a file, and words of a reviewer."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from folkmoot.modules.catalogue import events, queries, rules, words
from folkmoot.modules.catalogue.rules import describing, tables
from folkmoot.places import queries as places
from folkmoot.web.forms import DayField


class _Worded(forms.Form):
    """A form with fields that are written once in each language."""

    def say(self, name: str, label: Any, longest: int, *, rows: int = 0, hint: Any = "", order: int) -> None:
        """Add a field for each language."""
        known = dict(settings.LANGUAGES)
        codes = queries.known().languages
        for code in codes:
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=_("%(field)s in %(language)s") % {"field": label, "language": known[code]},
                max_length=longest,
                help_text=hint,
                widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
            )
        new = [f"{name}_{code}" for code in codes]
        rest = [one for one in self.fields if one not in new]
        self.order_fields([*rest[:order], *new, *rest[order:]])

    def said(self, name: str) -> events.Pairs:
        """What was written, in every language."""
        return tuple(
            (code, self.cleaned_data[f"{name}_{code}"].strip()) for code in queries.known().languages
        )


class DescriptionForm(_Worded):
    """A dataset in words."""

    key = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=60,
        help_text=gettext_lazy(
            "The last part of the dataset’s address: a to z, 0 to 9 and hyphens. It stays for ever."
        ),
    )
    office = forms.ChoiceField(label=gettext_lazy("Which department publishes it"))
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence"), choices=[(code, name) for code, (name, _url) in rules.LICENCES.items()]
    )
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
        label=gettext_lazy("Districts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None means the whole area."),
    )
    begins = DayField(label=gettext_lazy("First day that the data tell of"), required=False)
    ends = DayField(label=gettext_lazy("Last day that the data tell of"), required=False)
    frequency = forms.ChoiceField(
        label=gettext_lazy("How often it is updated"),
        choices=list(words.FREQUENCIES.items()),
        help_text=gettext_lazy("A promise: the page says when it is late."),
    )
    contact = forms.CharField(
        label=gettext_lazy("Mailbox for questions"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Of the office, not of a person."),
    )
    landing = forms.CharField(label=gettext_lazy("Page that tells more"), required=False, max_length=500)

    def __init__(
        self, data: Any = None, *, offices: list[str] | None, description: events.Description | None = None
    ) -> None:
        initial: dict[str, Any] = {}
        if description is not None:
            names = ("office", "licence", "themes", "areas", "begins", "ends", "frequency", "landing")
            initial = {name: getattr(description, name) for name in names}
            initial["keywords"] = ", ".join(description.keywords)
            initial["contact"] = queries.words_behind(description.contact)
            for name in ("title", "summary"):
                initial |= {f"{name}_{code}": said for code, said in getattr(description, name)}
        super().__init__(data, initial=initial)
        count = len(queries.known().languages)
        self.say("title", _("Title"), describing.TITLE, order=1)
        self.say(
            "summary", _("Summary"), describing.SUMMARY, rows=3, order=1 + count,
            hint=_("In plain words: what is in it, and what it is good for."),
        )  # fmt: skip
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            (one.slug, one.name) for one in places.departments() if offices is None or one.slug in offices
        ]
        if description is not None and description.office == rules.INSTITUTION:
            # What is kept from the record is the institution's, whoever writes its words.
            called = queries.office_names()[rules.INSTITUTION]
            self.fields["office"].choices = [(rules.INSTITUTION, called)]  # type: ignore[attr-defined]
        areas = [(one.slug, one.name) for one in places.areas()]
        self.fields["areas"].choices = areas  # type: ignore[attr-defined]
        if not areas:
            del self.fields["areas"]
        if description is not None:
            del self.fields["key"]

    def written(self) -> events.Description:
        """The dataset as it was written."""
        return self.described()

    def described(self, **more: Any) -> events.Description:
        """What every entry of the catalogue says, and ``more``."""
        given = self.cleaned_data
        names = [one for one in ("office", "licence", "begins", "ends", "frequency") if one in given]
        keywords = [one.strip() for one in given["keywords"].split(",") if one.strip()]
        return events.Description(
            title=self.said("title"),
            summary=self.said("summary"),
            themes=tuple(given["themes"]),
            keywords=tuple(dict.fromkeys(keywords)),
            areas=tuple(given.get("areas", ())),
            landing=given["landing"].strip(),
            **{name: given[name] for name in names},
            **more,
        )


class TableForm(_Worded):
    """A table of a dataset."""

    table = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=60,
        help_text=gettext_lazy(
            "The last part of the table’s address: a to z, 0 to 9 and hyphens. It stays for ever."
        ),
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Where its files come from"),
        choices=[
            ("upload", gettext_lazy("They are handed in here")),
            ("link", gettext_lazy("They are loaded from an address")),
        ],
        widget=forms.RadioSelect,
        initial="upload",
    )
    url = forms.CharField(label=gettext_lazy("Address of the file"), required=False, max_length=500)
    every = forms.IntegerField(
        label=gettext_lazy("Load it again after how many hours"),
        required=False,
        min_value=0,
        max_value=tables.LONGEST_EVERY,
        help_text=gettext_lazy("Only for an address. 0 or nothing: when somebody asks for it."),
        widget=forms.NumberInput(attrs={"class": "fm-input--short"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.say("name", _("Name"), describing.NAME, order=1)

    def described(self) -> events.TableDescribed:
        """The table as it was written."""
        given = self.cleaned_data
        return events.TableDescribed(
            table=given["table"],
            name=self.said("name"),
            sort=given["sort"],
            url=given["url"].strip(),
            every=given["every"] or 0,
        )


class UploadForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV in any encoding, Excel, ODS, JSON, GeoJSON or Parquet, zipped too. The first table in it is taken."
        ),
        allow_empty_file=True,
    )


class ChooseForm(forms.Form):
    """Why another version is shown. ``instead_of`` is the one that was shown when the page was opened."""

    words = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everybody can read it in the list of versions."),
        max_length=describing.WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    instead_of = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class WordsForm(forms.Form):
    """A reason."""

    words = forms.CharField(max_length=describing.WORDS, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, label: str, hint: str, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        self.fields["words"].label = label
        self.fields["words"].help_text = hint
