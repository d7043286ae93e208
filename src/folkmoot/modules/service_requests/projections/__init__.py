"""Facts about service requests become rows. Each file registers its own projections when it is imported."""

from folkmoot.modules.service_requests.projections import (  # noqa: F401 - importing registers.
    describing,
    desk,
    importing,
    moderating,
    reporting,
    residents,
    triage,
    working,
)
