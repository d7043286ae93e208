"""Facts about service requests: what residents report and what offices do about it."""

from folkmoot.modules.service_requests.events.describing import Question, ServiceDescribed
from folkmoot.modules.service_requests.events.desk import (
    Escalated,
    GaveBack,
    KeptApart,
    Merged,
    Prioritised,
    Resumed,
    RoutingDescribed,
    RoutingRule,
    SplitOff,
    TookIn,
    Unmerged,
    Waiting,
    WorkOrdered,
)
from folkmoot.modules.service_requests.events.exchanging import Forwarded, Imported
from folkmoot.modules.service_requests.events.moderating import Redacted, Redaction, WordsRemoved
from folkmoot.modules.service_requests.events.reporting import (
    Answer,
    Held,
    Joined,
    Photo,
    Refused,
    Released,
    Reported,
    Suggested,
)
from folkmoot.modules.service_requests.events.residents import Answered, Asked, Rated, Reopened, Unanswered
from folkmoot.modules.service_requests.events.triage import TriageModelTrained
from folkmoot.modules.service_requests.events.working import (
    Acknowledged,
    Assigned,
    CategoryKept,
    Closed,
    Recategorised,
    Updated,
)

__all__ = [
    "Acknowledged",
    "Answer",
    "Answered",
    "Asked",
    "Assigned",
    "CategoryKept",
    "Closed",
    "Escalated",
    "Forwarded",
    "GaveBack",
    "Held",
    "Imported",
    "Joined",
    "KeptApart",
    "Merged",
    "Photo",
    "Prioritised",
    "Question",
    "Rated",
    "Recategorised",
    "Redacted",
    "Redaction",
    "Refused",
    "Released",
    "Reopened",
    "Reported",
    "Resumed",
    "RoutingDescribed",
    "RoutingRule",
    "ServiceDescribed",
    "SplitOff",
    "Suggested",
    "TookIn",
    "TriageModelTrained",
    "Unanswered",
    "Unmerged",
    "Updated",
    "Waiting",
    "WordsRemoved",
    "WorkOrdered",
]
