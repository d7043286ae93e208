"""Rounds are set up here."""
