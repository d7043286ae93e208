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

__all__ = [
    "ChooseForm",
    "DescriptionForm",
    "DictionaryForm",
    "OverrideForm",
    "ReadingForm",
    "SourceForm",
    "TableForm",
    "UploadForm",
    "WordsForm",
]
