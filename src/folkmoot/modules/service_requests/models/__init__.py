"""Tables of the module: projected ones follow from the record, private ones hold what must never enter it."""

from folkmoot.modules.service_requests.models.desk import (
    Apart,
    CannedAnswer,
    Holder,
    InternalNote,
    Likeness,
    Routing,
    RoutingDraft,
    SavedView,
)
from folkmoot.modules.service_requests.models.exchange import (
    ApiKey,
    ExternalUpdate,
    ForwardedRequest,
    Forwarding,
    Token,
)
from folkmoot.modules.service_requests.models.reports import (
    HeldContent,
    HeldRequest,
    RequestPhoto,
    RequestTally,
    RequestUpdate,
    Service,
    ServiceRequest,
)
from folkmoot.modules.service_requests.models.residents import (
    Contact,
    Feedback,
    Inquiry,
    Queued,
    Rating,
    RatingTally,
    Reply,
)
from folkmoot.modules.service_requests.models.statistics import Figures, StatisticsMonth
from folkmoot.modules.service_requests.models.triage import TriageModel, TriageOutcome, TriageTally

__all__ = [
    "Apart",
    "ApiKey",
    "CannedAnswer",
    "Contact",
    "ExternalUpdate",
    "Feedback",
    "Figures",
    "ForwardedRequest",
    "Forwarding",
    "HeldContent",
    "HeldRequest",
    "Holder",
    "Inquiry",
    "InternalNote",
    "Likeness",
    "Queued",
    "Rating",
    "RatingTally",
    "Reply",
    "RequestPhoto",
    "RequestTally",
    "RequestUpdate",
    "Routing",
    "RoutingDraft",
    "SavedView",
    "Service",
    "ServiceRequest",
    "StatisticsMonth",
    "Token",
    "TriageModel",
    "TriageOutcome",
    "TriageTally",
]
