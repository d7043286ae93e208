"""CKAN's Action API, version 3, over the catalogue: what clients of CKAN ask and write is asked and written here.

`endpoint.py` reads requests and writes envelopes, `actions/` has one function for each action, `shapes.py` and `finding.py`
say what our rows are in CKAN's words. A resource is a table; its id is ``<dataset>.<table>`` and names it for ever.
"""
