"""The services as a share of the one configuration file."""

from dataclasses import asdict

from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import events, queries, services
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


class ServicesModel(Strict):
    """What can be reported. A service that is not named stays as it is."""

    services: tuple[ServiceModel, ...] = ()


def export() -> ServicesModel:
    """Every service, closed ones too, by code."""
    every = sorted(queries.services(closed=True), key=lambda one: one.pk)
    return ServicesModel(services=tuple(ServiceModel(**asdict(queries.described(one))) for one in every))


def load(wanted: ServicesModel, at: str) -> list[str]:
    """Describe each service that is not as wanted. Raises ConfigurationError with every problem of one of them."""
    changes = []
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
        changes.append(words % {"name": one.service_name})
    return changes
