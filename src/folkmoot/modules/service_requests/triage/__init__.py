"""The sorting helper: which service a report is about, and which reports tell of the same problem.

It suggests and says why; people decide. Everything up to ``training`` is pure and needs only the standard library.
"""
