"""What is held about people who talk: which names on the record are theirs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.people.models import Person
from folkmoot.people.personal import PersonalData
from folkmoot.record import text
from folkmoot.talk import names, rules, services
from folkmoot.talk.models import Author, Comment, Flag, Limit, Looking, Participant, Reporter, Voice


def _comments(person: Person) -> list[Comment]:
    mine = Author.objects.filter(person=person).values("comment")
    return list(Comment.objects.filter(pk__in=mine).order_by("at", "fact_id"))


def _exported_comments(person: Person) -> list[dict[str, Any]]:
    rows = _comments(person)
    words = text.private_words_of(
        part for one in rows for part in (one.words, one.statement, one.appeal, one.answer)
    )
    return [
        {
            "about": names.about_of(one.thread),
            "number": one.number,
            "at": one.at,
            "state": one.state,
            "words": words.get(one.words, ""),
            "statement": words.get(one.statement, ""),
            "appeal": words.get(one.appeal, ""),
            "answer": words.get(one.answer, ""),
        }
        for one in rows
    ]


def _erase_comments(person: Person) -> int:
    """Take everything back that the person wrote, then forget that it was theirs."""
    rows = _comments(person)
    for one in rows:
        if one.state in rules.READABLE:
            services.withdraw(thread=one.thread, number=one.number, person=person)
    text.erase(part for one in rows for part in (one.words, one.appeal) if part)
    return int(Author.objects.filter(person=person).delete()[0])


def _threads(person: Person) -> list[str]:
    return list(Participant.objects.filter(person=person).order_by("pk").values_list("thread", flat=True))


def _flags(person: Person) -> Any:
    """What the person reported to moderators."""
    found = Flag.objects.none()
    for thread in _threads(person):
        comments = Comment.objects.filter(thread=thread, flags__gt=0).values("fact_id")
        me = names.bare(names.reporting(person.pk, thread))
        found |= Flag.objects.filter(comment__in=comments, key__endswith=me)
    return found


def _erase_participation(person: Person) -> int:
    """Destroy what the person told moderators; that somebody reported stays on the record without a name."""
    text.erase(one for one in _flags(person).values_list("words", flat=True) if one)
    return int(Participant.objects.filter(person=person).delete()[0])


def _exported_participation(person: Person) -> list[dict[str, Any]]:
    flags = list(_flags(person))
    words = text.private_words_of(one.words for one in flags)
    return [{"about": names.about_of(one)} for one in _threads(person)] + [
        {"reported": one.at, "reason": one.reason, "words": words.get(one.words, "")} for one in flags
    ]


def _exported_voice(person: Person) -> list[dict[str, Any]]:
    rows = Limit.objects.filter(voice__in=Voice.objects.filter(person=person).values("key"))
    words = text.private_words_of(part for one in rows for part in (one.words, one.appeal, one.answer))
    return [
        {
            "limit": one.limit,
            "at": one.at,
            "until": one.until,
            "words": words.get(one.words, ""),
            "appeal": words.get(one.appeal, ""),
            "answer": words.get(one.answer, ""),
        }
        for one in rows
    ]


PERSONAL = (
    PersonalData(
        model=Author,
        export=_exported_comments,
        erase=_erase_comments,
        why=_("to tell you what became of your comments, and to let you change and appeal"),
        kept=_("until you erase your account; your comments are taken back then"),
    ),
    PersonalData(
        model=Participant,
        export=_exported_participation,
        erase=_erase_participation,
        why=_("to find your own comments, votes and reports on the record for you"),
        kept=_("until you erase your account"),
        subjects=lambda person: [label for thread in _threads(person) for label in names.labels(thread)],
    ),
    PersonalData(
        model=Reporter,
        export=lambda person: [
            {"about": names.about_of(one.thread), "comment": one.number}
            for one in Reporter.objects.filter(person=person).order_by("pk")
        ],
        erase=lambda person: int(Reporter.objects.filter(person=person).delete()[0]),
        why=_("to tell you what was decided about a comment that you reported"),
        kept=_("until you erase your account"),
    ),
    PersonalData(
        model=Looking,
        export=lambda person: [
            {"case": one.case, "since": one.since}
            for one in Looking.objects.filter(person=person).order_by("since", "case")
        ],
        erase=lambda person: int(Looking.objects.filter(person=person).delete()[0]),
        why=_("so that two moderators do not work on one matter"),
        kept=_("a quarter of an hour after you opened a matter"),
    ),
    PersonalData(
        model=Voice,
        export=_exported_voice,
        erase=lambda person: int(Voice.objects.filter(person=person).delete()[0]),
        why=_("to keep a limit that a moderator set, and to tell you of it"),
        kept=_("until you erase your account"),
    ),
)
