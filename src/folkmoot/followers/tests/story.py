"""What tests of followers tell: facts of the ledger, sealed and followed."""

from tests.ledger.events import Counted, Said

from folkmoot.followers.all import followers
from folkmoot.record import text
from folkmoot.record.api import about
from folkmoot.record.follow import run_all
from folkmoot.record.seal import seal

WORDS = {}
"""Titles of the ledger's subjects that a test sets; others get one made of their name, "" hides the subject."""
PLACES = {}
"""Where subjects lie that have a place: (latitude, longitude)."""


def count(subjects, times=1, actor="office:counting"):
    for subject in subjects:
        with about(subject, actor=actor) as fact:
            for _ in range(times):
                receipt = fact(Counted(amount=1))
    return receipt


def say(subject, words):
    with about(subject, actor="office:counting") as fact:
        commitment = text.commit(words, subject=subject)
        fact(Said(words=commitment))
    return commitment


def follow():
    seal()
    return run_all(followers())
