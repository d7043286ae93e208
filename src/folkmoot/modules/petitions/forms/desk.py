"""What moderators and officers decide and tell."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from folkmoot.modules.petitions import words
from folkmoot.modules.petitions.events import Document
from folkmoot.modules.petitions.rules import writing
from folkmoot.places import queries as places
from folkmoot.places.countries import countries
from folkmoot.web.forms import DayField


class ActForm(forms.Form):
    """An act on a petition; ``act`` names it, ``submit`` is its button."""

    submit: ClassVar[Any] = ""

    def __init__(self, data: Any, *, act: str, choices: dict[str, Any], initial: dict[str, Any]) -> None:
        super().__init__(data, auto_id=f"{act}-%s", initial=initial)
        self.act = act
        for name, some in choices.items():
            if name in self.fields:
                self.fields[name].choices = some  # type: ignore[attr-defined]


def _words(label: Any, most: int, *, needed: bool = True, rows: int = 4, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=needed,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class OpenForm(ActForm):
    """Publish it."""

    submit = gettext_lazy("Open this petition")
    office = forms.ChoiceField(label=gettext_lazy("Which team answers"))
    topics = forms.CharField(
        label=gettext_lazy("Topics"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("With commas, five at most"),
    )

    def clean_topics(self) -> list[str]:
        """Topics one by one."""
        return [one.strip() for one in self.cleaned_data["topics"].split(",") if one.strip()]


class RejectForm(ActForm):
    """Do not publish it."""

    submit = gettext_lazy("Do not accept it")
    code = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[(code, words.REJECTIONS[code][0]) for code in writing.REJECTIONS],
        widget=forms.RadioSelect,
    )
    words = _words(
        gettext_lazy("How it can be put right"), writing.REASON, needed=False,
        hint=gettext_lazy("Everybody can read this. Do not repeat what must not be shown."),
    )  # fmt: skip


class TakeDownForm(ActForm):
    """Show it no more."""

    submit = gettext_lazy("Take it down")
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=list(words.REMOVALS.items()), widget=forms.RadioSelect
    )
    words = _words(gettext_lazy("Explanation"), writing.REASON, needed=False)


class PressForm(ActForm):
    """One press, nothing to fill in."""


class FlagForm(PressForm):
    """A second reading."""

    submit = gettext_lazy("Ask a second moderator")


class ParkForm(PressForm):
    """It rests."""

    submit = gettext_lazy("Let it rest")


class ReturnForm(PressForm):
    """A decision is taken back."""

    submit = gettext_lazy("Take the decision back")


class StopForm(PressForm):
    """The term is over."""

    submit = gettext_lazy("End it with the term")


class ReopenForm(PressForm):
    """Those who govern now take it up."""

    submit = gettext_lazy("Take it up again")


class NoteForm(ActForm):
    """A word to colleagues."""

    submit = gettext_lazy("Keep the note")
    words = _words(
        gettext_lazy("Note"),
        writing.WORDS,
        rows=3,
        hint=gettext_lazy("Only moderators and officers read this."),
    )


class _Documents(ActForm):
    documents = forms.CharField(
        label=gettext_lazy("Documents"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "One on each line: what it is, then its address. For example: Letter https://example.org/a.pdf"
        ),
    )

    def clean_documents(self) -> list[Document]:
        """Each line as a title and an address."""
        found = []
        for line in self.cleaned_data["documents"].splitlines():
            if not line.strip():
                continue
            title, _space, url = line.strip().rpartition(" ")
            if not title or not url.startswith(("https://", "http://")):
                raise ValidationError(
                    _("Write what it is and then its address: %(line)s") % {"line": line[:80]}
                )
            found.append(Document(title=title.strip(" :"), url=url))
        return found


class AnswerForm(_Documents):
    """The institution's answer."""

    submit = gettext_lazy("Publish the answer")
    summary = forms.CharField(
        label=gettext_lazy("The answer in one sentence"),
        max_length=writing.SUMMARY,
        help_text=gettext_lazy("Yes, no, or what and when."),
    )
    words = _words(gettext_lazy("The whole answer"), writing.WORDS, rows=8)
    field_order = ["summary", "words", "documents"]


class ScheduleForm(ActForm):
    """The day of a debate."""

    submit = gettext_lazy("Publish the day")
    step = forms.TypedChoiceField(label=gettext_lazy("Which one"), coerce=int)
    on = DayField(label=gettext_lazy("On which day"))


class DebateForm(_Documents):
    """What came of a debate."""

    submit = gettext_lazy("Publish the outcome")
    step = forms.TypedChoiceField(label=gettext_lazy("Which one"), coerce=int)
    held = forms.ChoiceField(
        label=gettext_lazy("Did it take place?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No, it was decided against"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    on = DayField(label=gettext_lazy("On which day"))
    words = _words(gettext_lazy("What was said and decided"), writing.WORDS, rows=6)
    transcript_url = forms.URLField(
        label=gettext_lazy("Address of the text"), required=False, assume_scheme="https"
    )
    video_url = forms.URLField(
        label=gettext_lazy("Address of the film"), required=False, assume_scheme="https"
    )
    pack_url = forms.URLField(
        label=gettext_lazy("Address of the papers"), required=False, assume_scheme="https"
    )
    field_order = [
        "step",
        "held",
        "on",
        "words",
        "transcript_url",
        "video_url",
        "pack_url",
        "documents",
    ]


class FollowForm(_Documents):
    """What came of it later."""

    submit = gettext_lazy("Publish what came of it")
    subject = forms.CharField(label=gettext_lazy("What happened"), max_length=writing.SUMMARY)
    body = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=writing.BODY,
        help_text=gettext_lazy("A committee, the council, a team"),
    )
    on = DayField(label=gettext_lazy("On which day"))
    words = _words(gettext_lazy("More about it"), writing.WORDS, needed=False)
    field_order = ["subject", "body", "on", "words", "documents"]


class PublicNoteForm(ActForm):
    """A note below the petition."""

    submit = gettext_lazy("Publish the note")
    words = _words(
        gettext_lazy("Note below the petition"), writing.NOTE, rows=3,
        hint=gettext_lazy("Such as a correction. The petition's own words stay as they were signed."),
    )  # fmt: skip


ACTS: dict[str, type[ActForm]] = {
    "open": OpenForm,
    "reject": RejectForm,
    "flag": FlagForm,
    "park": ParkForm,
    "return": ReturnForm,
    "stop": StopForm,
    "take_down": TakeDownForm,
    "reopen": ReopenForm,
    "answer": AnswerForm,
    "schedule": ScheduleForm,
    "debate": DebateForm,
    "follow": FollowForm,
    "public_note": PublicNoteForm,
    "note": NoteForm,
}


def offices() -> list[tuple[str, str]]:
    """Departments that can answer."""
    return [(one.slug, one.name) for one in places.departments()]


class PaperForm(forms.Form):
    """A sheet of paper with signatures."""

    sheet = forms.CharField(label=gettext_lazy("Number of the sheet"), max_length=40)
    lines = forms.CharField(
        label=gettext_lazy("Lines of the sheet"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "One person on each line: name; postcode. Write an area instead of a postcode that is not known here."
        ),
    )


class StrikeForm(forms.Form):
    """By what signatures are found that break the rules."""

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=255)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), required=False, max_length=20)
    network = forms.CharField(
        label=gettext_lazy("Network"),
        required=False,
        max_length=50,
        help_text=gettext_lazy("For example 192.0.2.0/24"),
    )
    email = forms.CharField(label=gettext_lazy("E-mail address"), required=False, max_length=254)
    domain = forms.CharField(
        label=gettext_lazy("E-mail domain"), required=False, max_length=254,
        help_text=gettext_lazy("example.org, *.example.org for one level below, **.example.org for all"),
    )  # fmt: skip
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    since = forms.DateTimeField(
        label=gettext_lazy("Signed at or after"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    until = forms.DateTimeField(
        label=gettext_lazy("Signed before"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext_lazy("All areas")), *((one.slug, one.name) for one in places.areas())]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]
        every = [("", gettext_lazy("All countries")), *countries().items()]
        self.fields["country"].choices = every  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why they are struck off."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=list(words.INVALIDATIONS.items()), widget=forms.RadioSelect
    )
    words = _words(
        gettext_lazy("Explanation"),
        writing.REASON,
        needed=False,
        rows=3,
        hint=gettext_lazy("Everybody can read this."),
    )
