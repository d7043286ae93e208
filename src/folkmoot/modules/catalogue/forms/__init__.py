"""What offices and reviewers fill in."""

from folkmoot.modules.catalogue.forms.columns import DictionaryForm, ReadingForm
from folkmoot.modules.catalogue.forms.describing import DescriptionForm, TableForm, UploadForm, WordsForm

__all__ = ["DescriptionForm", "DictionaryForm", "ReadingForm", "TableForm", "UploadForm", "WordsForm"]
