"""Forms of the administration. They parse; the rules of the parts decide."""

from folkmoot.web.administration.forms.files import AreasForm, ConfigurationForm, LookForm
from folkmoot.web.administration.forms.hours import HolidayForm, WeekForm
from folkmoot.web.administration.forms.institution import InstitutionForm, LanguagesForm
from folkmoot.web.administration.forms.people import ClaimForm, DepartmentForm, InviteForm

__all__ = [
    "AreasForm",
    "ClaimForm",
    "ConfigurationForm",
    "DepartmentForm",
    "HolidayForm",
    "InstitutionForm",
    "InviteForm",
    "LanguagesForm",
    "LookForm",
    "WeekForm",
]
