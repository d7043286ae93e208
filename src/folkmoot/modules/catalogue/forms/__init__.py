"""What offices and reviewers fill in."""

from folkmoot.modules.catalogue.forms.columns import DictionaryForm, ReadingForm
from folkmoot.modules.catalogue.forms.describing import (
    ChooseForm,
    DescriptionForm,
    TableForm,
    UploadForm,
    WordsForm,
)

__all__ = [
    "ChooseForm",
    "DescriptionForm",
    "DictionaryForm",
    "ReadingForm",
    "TableForm",
    "UploadForm",
    "WordsForm",
]
