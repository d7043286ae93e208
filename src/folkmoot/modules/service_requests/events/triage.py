"""The sorting helper learns."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageModelTrained:
    """An office let the sorting helper learn from reports; from now on this model suggests.

    ``model`` and ``data`` are the SHA-256 of segments: the weights, and what was learned from (a JSON line for each
    report with its number, service and the commitments to its words). ``accuracy``, ``macro_f1`` and ``top3`` are
    from 0 to 1, cross-validated over five folds.
    """

    kind: ClassVar[str] = "service_requests.triage_model_trained"
    version: ClassVar[int] = 1

    number: int
    model: str
    data: str
    reports: int
    services: int
    since: datetime
    until: datetime
    accuracy: float
    macro_f1: float
    top3: float
