"""Commands on service requests. Each locks its report, reads, lets the rules decide and appends a fact."""

from folkmoot.modules.service_requests.services.asking import answer, ask, lapse
from folkmoot.modules.service_requests.services.base import NotFound, Refused
from folkmoot.modules.service_requests.services.canned import add_answer, change_answer, drop_answer
from folkmoot.modules.service_requests.services.counting import count_figures
from folkmoot.modules.service_requests.services.describing import (
    add_service,
    change_service,
    describe_service,
    drop_question,
    put_question,
)
from folkmoot.modules.service_requests.services.escalating import escalate
from folkmoot.modules.service_requests.services.exchanging import Told, forwarded, take_update, was_taken
from folkmoot.modules.service_requests.services.holding import refuse, release
from folkmoot.modules.service_requests.services.holding_work import hand, leave, take
from folkmoot.modules.service_requests.services.merging import keep_apart, merge, unmerge
from folkmoot.modules.service_requests.services.moderating import redact_photo, redact_words, remove_words
from folkmoot.modules.service_requests.services.ordering import order_work
from folkmoot.modules.service_requests.services.prioritising import prioritise
from folkmoot.modules.service_requests.services.queueing import find_queued, report_once
from folkmoot.modules.service_requests.services.rating import rate
from folkmoot.modules.service_requests.services.reporting import (
    Accepted,
    Problem,
    Reporter,
    check_report,
    join,
    new_id,
    report,
)
from folkmoot.modules.service_requests.services.saved_views import delete_view, save_view
from folkmoot.modules.service_requests.services.splitting import split
from folkmoot.modules.service_requests.services.waiting import resume, wait
from folkmoot.modules.service_requests.services.working import (
    acknowledge,
    assign,
    close,
    keep_category,
    note,
    recategorise,
    reopen,
    update,
)

__all__ = [
    "Accepted",
    "NotFound",
    "Problem",
    "Refused",
    "Reporter",
    "Told",
    "acknowledge",
    "add_answer",
    "add_service",
    "answer",
    "ask",
    "assign",
    "change_answer",
    "change_service",
    "check_report",
    "close",
    "count_figures",
    "delete_view",
    "describe_service",
    "drop_answer",
    "drop_question",
    "escalate",
    "find_queued",
    "forwarded",
    "hand",
    "join",
    "keep_apart",
    "keep_category",
    "lapse",
    "leave",
    "merge",
    "new_id",
    "note",
    "order_work",
    "prioritise",
    "put_question",
    "rate",
    "recategorise",
    "redact_photo",
    "redact_words",
    "refuse",
    "release",
    "remove_words",
    "reopen",
    "report",
    "report_once",
    "resume",
    "save_view",
    "split",
    "take",
    "take_update",
    "unmerge",
    "update",
    "wait",
    "was_taken",
]
