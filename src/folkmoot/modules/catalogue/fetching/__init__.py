"""Files from addresses that somebody typed in, so that a loader reaches nothing but the open internet."""

from folkmoot.modules.catalogue.fetching.asking import Answer, Asker, ask, host_of, reach
from folkmoot.modules.catalogue.fetching.file import Fetched, fetch
from folkmoot.modules.catalogue.fetching.line import NotNow

__all__ = ["Answer", "Asker", "Fetched", "NotNow", "ask", "fetch", "host_of", "reach"]
