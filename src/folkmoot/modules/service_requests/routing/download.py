"""A comparison of rules as CSV (RFC 4180, UTF-8), one report in a line."""

import csv
import io

from folkmoot.modules.service_requests.routing.compare import Comparison
from folkmoot.modules.service_requests.statistics.download import safe

HEADER = (
    "service_request_id", "requested", "title", "service_code", "area", "office", "office_now", "office_then",
    "elsewhere", "rule_then", "words_then",
)  # fmt: skip


def as_csv(comparison: Comparison) -> str:
    """Every report that was tested. ``office`` is the team that has it, ``words_then`` what the rule found in it."""
    out = io.StringIO(newline="")
    write = csv.writer(out)
    write.writerow(HEADER)
    for one in comparison.reports:
        rule, words = (one.decision.rule.key, one.decision.words) if one.decision else ("", ())
        write.writerow(
            [
                one.number,
                one.requested.isoformat(),
                safe(one.title),
                safe(one.service_code),
                one.area,
                one.has_it,
                one.now,
                one.then,
                int(one.elsewhere),
                rule,
                safe(" | ".join(words)),
            ]
        )
    return out.getvalue()
