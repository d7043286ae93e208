"""Files from addresses that somebody typed in, so that a loader reaches nothing but the open internet."""

from folkmoot.modules.catalogue.fetching.asking import Answer, Asker, NotNow, ask, host_of, reach
from folkmoot.modules.catalogue.fetching.fetch import Fetched, fetch

__all__ = ["Answer", "Asker", "Fetched", "NotNow", "ask", "fetch", "host_of", "reach"]
