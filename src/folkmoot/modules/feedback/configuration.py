"""Surveys as a share of the one configuration file."""

from django.utils.translation import gettext as _

from folkmoot.modules.feedback import events, queries, services
from folkmoot.places.services import ADMINISTRATION
from folkmoot.record.configuration import Strict
from folkmoot.record.event import adapter
from folkmoot.record.manifest import ConfigurationError

Pairs = tuple[tuple[str, str], ...]


class SurveyChoiceModel(Strict):
    """An answer that can be chosen; words are pairs of a language and words."""

    key: str
    words: Pairs


class SurveyQuestionModel(Strict):
    """A question; sort is scale, yes_no, one, several or text."""

    code: str
    sort: str
    words: Pairs
    choices: tuple[SurveyChoiceModel, ...] = ()
    required: bool = False


class SurveyPlanModel(Strict):
    """What a survey asks, and when (fact feedback.drafted)."""

    title: Pairs
    why: Pairs
    office: str
    moment: str
    questions: tuple[SurveyQuestionModel, ...]
    pages: tuple[str, ...] = ()
    one_in: int = 1
    days: int = 90


class SurveyModel(Strict):
    """A survey; opened, it is asked in these words from the moment of loading, unless it is being asked so already."""

    key: str
    plan: SurveyPlanModel
    opened: bool = False


class FeedbackModel(Strict):
    """Surveys, and for how many days people are left in peace. What is not named stays as it is."""

    quiet_days: int = queries.QUIET_DAYS
    surveys: tuple[SurveyModel, ...] = ()


def export() -> FeedbackModel:
    """Every survey by its key, as it was last written."""
    return FeedbackModel(
        quiet_days=queries.quiet_days(),
        surveys=tuple(
            SurveyModel(
                key=row.pk,
                plan=SurveyPlanModel.model_validate(row.plan),
                opened=row.state == "open" and not row.changed,
            )
            for row in queries.surveys(drafts=True).order_by("key")
        ),
    )


def load(wanted: FeedbackModel, at: str) -> list[str]:
    """Write each survey that is not as wanted, and open what is to be open. Raises ConfigurationError."""
    told = []
    try:
        if services.describe_quiet(days=wanted.quiet_days, actor=ADMINISTRATION):
            told.append(
                _("People are left in peace for %(days)s days after an invitation")
                % {"days": wanted.quiet_days}
            )
    except services.Refused as error:
        raise _problems(error, f"{at}/quiet_days") from error
    for number, one in enumerate(wanted.surveys):
        plan = adapter(events.Plan).validate_python(one.plan.model_dump())
        name = {"name": queries.in_words(plan.title)}
        try:
            if services.draft(key=one.key, plan=plan, actor=ADMINISTRATION):
                told.append(_("The survey %(name)s is written") % name)
            row = queries.survey(one.key)
            if one.opened and row is not None and (row.state != "open" or row.changed):
                services.open_survey(key=one.key, actor=ADMINISTRATION)
                told.append(_("The survey %(name)s is open") % name)
        except services.Refused as error:
            raise _problems(error, f"{at}/surveys/{number}") from error
    return told


def _problems(error: services.Refused, at: str) -> ConfigurationError:
    return ConfigurationError((f"{at}/{one.field}".rstrip("/"), one.why) for one in error.refusals)
