"""The Belenios 2.0 voting protocol: everything that roles compute and that anybody verifies. Knows no Django.

Sections named in docstrings are those of the Belenios 2.0 specification, which comes with Debian's ``belenios-tool``.
"""
