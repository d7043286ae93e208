"""Forms of the pages. They parse; the rules decide."""

from folkmoot.modules.service_requests.forms.case import (
    FORMS,
    AnswerToKeepForm,
    CaseForm,
    MergeForm,
    SplitForm,
)
from folkmoot.modules.service_requests.forms.officers import AskForm
from folkmoot.modules.service_requests.forms.photos import MAX_PHOTOS, PHOTO_TYPES, PhotosField, PhotosWidget
from folkmoot.modules.service_requests.forms.reporting import DetailsForm, JoinForm
from folkmoot.modules.service_requests.forms.residents import AnswerForm, RateForm, ReopenForm

__all__ = [
    "FORMS",
    "MAX_PHOTOS",
    "PHOTO_TYPES",
    "AnswerForm",
    "AnswerToKeepForm",
    "AskForm",
    "CaseForm",
    "DetailsForm",
    "JoinForm",
    "MergeForm",
    "PhotosField",
    "PhotosWidget",
    "RateForm",
    "ReopenForm",
    "SplitForm",
]
