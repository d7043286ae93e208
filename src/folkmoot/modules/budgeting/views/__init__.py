"""Requests in, pages out; nothing is decided here."""
