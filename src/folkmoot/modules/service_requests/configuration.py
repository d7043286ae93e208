"""The services and the routing rules as a share of the one configuration file."""

from collections.abc import Sequence
from dataclasses import asdict

from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import events, queries, services
from folkmoot.modules.service_requests.queries.routing import routing
from folkmoot.modules.service_requests.routing.words import told_change
from folkmoot.modules.service_requests.rules.routing import changes, tidy
from folkmoot.modules.service_requests.services.routing import RoutingChanged, describe_routing
from folkmoot.places.services import ADMINISTRATION
from folkmoot.record.configuration import Strict
from folkmoot.record.manifest import ConfigurationError


class QuestionModel(Strict):
    """A question of a service (GeoReport v2 attribute); values are (key, name) pairs."""

    code: str
    datatype: str
    description: str
    required: bool = False
    datatype_description: str = ""
    order: int = 1
    variable: bool = True
    values: tuple[tuple[str, str], ...] = ()


class ServiceModel(Strict):
    """A service (fact service_requests.service_described)."""

    service_code: str
    service_name: str
    description: str
    group: str
    keywords: tuple[str, ...] = ()
    office: str
    promise_hours: int = 0
    promise_clock: str = "calendar"
    notice: str = ""
    emergency: bool = False
    questions: tuple[QuestionModel, ...] = ()
    closed: bool = False
    review: bool = False


class RuleModel(Strict):
    """A routing rule (part of the fact service_requests.routing_described)."""

    key: str
    name: str
    office: str
    service_codes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    priority: str = ""


class AnswerModel(Strict):
    """A canned answer of an office, or of every office with an empty one."""

    office: str = ""
    name: str
    words: str


class ServicesModel(Strict):
    """What can be reported, which team gets it, and canned answers. What is not named stays as it is; so do rules unsaid."""

    services: tuple[ServiceModel, ...] = ()
    routing: tuple[RuleModel, ...] | None = None
    answers: tuple[AnswerModel, ...] = ()


def export() -> ServicesModel:
    """Every service, closed ones too, by code, the routing rules in their order, every canned answer by office and name."""
    every = sorted(queries.services(closed=True), key=lambda one: one.pk)
    kept = sorted(queries.answers(), key=lambda one: (one.office, one.name))
    return ServicesModel(
        services=tuple(ServiceModel(**asdict(queries.described(one))) for one in every),
        routing=tuple(RuleModel(**asdict(one)) for one in routing().rules),
        answers=tuple(AnswerModel(office=one.office, name=one.name, words=one.words) for one in kept),
    )


def load(wanted: ServicesModel, at: str) -> list[str]:
    """Describe each service that is not as wanted. Raises ConfigurationError with every problem of one of them."""
    told = []
    for number, one in enumerate(wanted.services):
        given = one.model_dump()
        questions = tuple(events.Question(**question) for question in given.pop("questions"))
        event = events.ServiceDescribed(**given, questions=questions)
        before = queries.service(one.service_code)
        if before and queries.described(before) == event:
            continue
        try:
            services.describe_service(description=event, actor=ADMINISTRATION)
        except services.Refused as error:
            raise ConfigurationError(
                (f"{at}/services/{number}/{refusal.field}", refusal.why) for refusal in error.refusals
            ) from error
        words = _("The service %(name)s changes") if before else _("The service %(name)s is new")
        told.append(words % {"name": one.service_name})
    told += [] if wanted.routing is None else _load_rules(wanted.routing, f"{at}/routing")
    return told + _load_answers(wanted.answers, f"{at}/answers")


def _load_rules(wanted: Sequence[RuleModel], at: str) -> list[str]:
    now = routing()
    rules = tuple(tidy(events.RoutingRule(**one.model_dump())) for one in wanted)
    if rules == now.rules:
        return []
    try:
        describe_routing(rules=rules, actor=ADMINISTRATION, replacing=now.fact_id)
    except services.Refused as error:
        raise ConfigurationError(
            (f"{at}/{one.field}".removesuffix("/rules"), one.why) for one in error.refusals
        ) from error
    except RoutingChanged as error:
        raise ConfigurationError([(at, str(error))]) from error
    return [told_change(one) for one in changes(now.rules, rules)]


def _load_answers(wanted: Sequence[AnswerModel], at: str) -> list[str]:
    told = []
    known = {(one.office, one.name): one for one in queries.answers()}
    for number, one in enumerate(wanted):
        before = known.get((one.office, one.name))
        if before and before.words == one.words:
            continue
        try:
            if before:
                services.change_answer(answer=before.pk, office=one.office, name=one.name, words=one.words)
            else:
                services.add_answer(office=one.office, name=one.name, words=one.words)
        except services.Refused as error:
            raise ConfigurationError(
                (f"{at}/{number}/{refusal.field}", refusal.why) for refusal in error.refusals
            ) from error
        words = _("The canned answer %(name)s changes") if before else _("The canned answer %(name)s is new")
        told.append(words % {"name": one.name})
    return told
