"""Names of threads and of people in them. Everybody has four names in a thread, so that none gives another away.

Who comments, who votes and who reports are different pseudonyms: nobody can see from the record that the person who wrote
#17 reported #16.
"""

import secrets
import uuid

from folkmoot.people.pseudonyms import guest_pseudonym, pseudonym

PREFIX = "threads/"
MAIN = "talk/main"
QUEUE = "talk/queue"
SPAM = "talk/spam"
_VOICES = "voices"


def thread_of(about: str) -> str:
    """The key of the thread about a subject: ``requests/MH-26-7K3QF2`` gives ``requests~MH-26-7K3QF2``."""
    return about.replace("/", "~", 1)


def about_of(thread: str) -> str:
    """What a thread is about."""
    return thread.replace("~", "/", 1)


def subject_of(thread: str) -> str:
    """The subject of a thread's facts."""
    return PREFIX + thread


def speaking(person: uuid.UUID, thread: str) -> str:
    """The actor who comments."""
    return pseudonym(person, speaking_label(thread))


def voting(person: uuid.UUID, thread: str) -> str:
    """The actor who votes."""
    return pseudonym(person, voting_label(thread))


def reporting(person: uuid.UUID, thread: str) -> str:
    """The actor who reports."""
    return pseudonym(person, reporting_label(thread))


def reporting_as_guest(thread: str) -> str:
    """The actor of one report without an account: a name that leads nowhere and is never used again."""
    return guest_pseudonym(secrets.token_hex(16), reporting_label(thread))


def labels(thread: str) -> list[str]:
    """What the pseudonyms of a thread are made from, for finding one's own acts."""
    return [speaking_label(thread), voting_label(thread), reporting_label(thread)]


def speaking_label(thread: str) -> str:
    return subject_of(thread)


def voting_label(thread: str) -> str:
    return f"{subject_of(thread)}#votes"


def reporting_label(thread: str) -> str:
    return f"{subject_of(thread)}#reports"


def voice(person: uuid.UUID) -> str:
    """32 hexadecimal digits under which a person is limited; they lead to no comment."""
    return bare(pseudonym(person, _VOICES))


def deciding(person: uuid.UUID, matter: str) -> str:
    """32 hexadecimal digits under which a moderator decides one matter: two decisions by one person are seen to be so."""
    return bare(pseudonym(person, f"{matter}#decides"))


def bare(actor: str) -> str:
    """A pseudonym without what says that it is a person's."""
    return actor.partition(":")[2]
