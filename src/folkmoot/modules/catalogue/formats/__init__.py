"""Standard descriptions of datasets: pure functions from an entry to a document, and back. No Django, no network."""
