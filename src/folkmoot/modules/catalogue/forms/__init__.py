"""What offices and reviewers fill in."""

from folkmoot.modules.catalogue.forms.columns import DictionaryForm, ReadingForm
from folkmoot.modules.catalogue.forms.describing import (
    ChooseForm,
    DescriptionForm,
    TableForm,
    UploadForm,
    WordsForm,
)
from folkmoot.modules.catalogue.forms.harvesting import OverrideForm, SourceForm
from folkmoot.modules.catalogue.forms.serving import ServiceForm, form_for

__all__ = [
    "ChooseForm",
    "DescriptionForm",
    "DictionaryForm",
    "OverrideForm",
    "ReadingForm",
    "ServiceForm",
    "SourceForm",
    "TableForm",
    "UploadForm",
    "WordsForm",
    "form_for",
]
