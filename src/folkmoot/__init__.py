"""Folkmoot: public business on a record anyone can verify."""

__version__ = "0.1.0"
