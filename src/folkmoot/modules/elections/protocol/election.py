"""The election: questions, group and key, as its one canonical string (specification, sections 4.9 and 4.10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from folkmoot.modules.elections.protocol.encoding import (
    UUID,
    JsonObject,
    dump,
    fields,
    fingerprint,
    items,
    load,
    text,
    whole,
)
from folkmoot.modules.elections.protocol.errors import Invalid, demand
from folkmoot.modules.elections.protocol.group import GROUPS, Group

MAXIMUM_ANSWERS = 500
VERSION = 1


@dataclass(frozen=True)
class Homomorphic:
    """A question of which only sums become known: choose from ``low`` to ``high`` answers, or vote blank."""

    question: str
    answers: tuple[str, ...]
    low: int
    high: int
    blank: bool = False

    @property
    def size(self) -> int:
        """How many ciphertexts an answer has; with ``blank`` the first one says whether the vote is blank."""
        return len(self.answers) + self.blank

    def write(self) -> JsonObject:
        """The structure ``question_h``."""
        blank: JsonObject = {"blank": True} if self.blank else {}
        answers: JsonObject = {"answers": list(self.answers)}
        return answers | blank | {"min": self.low, "max": self.high, "question": self.question}


@dataclass(frozen=True)
class NonHomomorphic:
    """A question whose single answers become known, shuffled: each answer gets a small number, a rank or a grade."""

    question: str
    answers: tuple[str, ...]

    def write(self) -> JsonObject:
        """The structure ``question_gen`` around ``question_nh``."""
        return {
            "type": "NonHomomorphic",
            "value": {"answers": list(self.answers), "question": self.question},
        }


Question = Homomorphic | NonHomomorphic


@dataclass(frozen=True)
class Election:
    """An election. Its ``payload`` is the string that is hashed, byte for byte as it was published."""

    uuid: str
    name: str
    description: str
    group: Group
    public_key: int
    questions: tuple[Question, ...]
    administrator: str | None = None
    credential_authority: str | None = None
    published: bytes | None = None

    @cached_property
    def payload(self) -> bytes:
        """The member ``election`` of an archive."""
        if self.published is not None:
            return self.published
        named: JsonObject = {}
        if self.administrator is not None:
            named["administrator"] = self.administrator
        if self.credential_authority is not None:
            named["credential_authority"] = self.credential_authority
        return dump(
            {
                "version": VERSION,
                "description": self.description,
                "name": self.name,
                "group": self.group.name,
                "public_key": str(self.public_key),
                "questions": [one.write() for one in self.questions],
                "uuid": self.uuid,
                **named,
            }
        )

    @cached_property
    def fingerprint(self) -> str:
        """φ of the specification."""
        return fingerprint(self.payload)

    @property
    def shuffled(self) -> list[int]:
        """The places of the non-homomorphic questions."""
        return [place for place, one in enumerate(self.questions) if isinstance(one, NonHomomorphic)]

    @classmethod
    def read(cls, payload: bytes, groups: Mapping[str, Group] = GROUPS) -> "Election":
        """An election from its member, with every rule that its own fields have to fulfil."""
        found = fields(
            load(payload),
            ("version", "description", "name", "group", "public_key", "questions", "uuid"),
            ("administrator", "credential_authority"),
            "election",
        )
        demand(found["version"] == VERSION, "structure", f"the version is not {VERSION}", "election")
        group = groups.get(text(found["group"], "group"))
        if group is None:
            raise Invalid("group", f"the group is not one of {', '.join(groups)}", "election")
        key = group.require(group.read_element(found["public_key"], "public_key"), "public_key")
        demand(key != 1, "key", "the public key is 1", "public_key")
        election = cls(
            uuid=text(found["uuid"], "uuid"),
            name=text(found["name"], "name"),
            description=text(found["description"], "description"),
            group=group,
            public_key=key,
            questions=tuple(
                _question(one, f"question {place + 1}")
                for place, one in enumerate(items(found["questions"], "questions"))
            ),
            administrator=_optional(found, "administrator"),
            credential_authority=_optional(found, "credential_authority"),
            published=payload,
        )
        return election.checked()

    def checked(self) -> "Election":
        """The election, if its identifier and its questions make sense."""
        demand(
            bool(UUID.fullmatch(self.uuid)), "structure", "the uuid is not 14 to 64 letters of Base58", "uuid"
        )
        demand(bool(self.questions), "structure", "there is no question", "questions")
        for place, one in enumerate(self.questions):
            where, count = f"question {place + 1}", len(one.answers)
            demand(
                1 <= count <= MAXIMUM_ANSWERS, "structure", f"expected 1 to {MAXIMUM_ANSWERS} answers", where
            )
            if isinstance(one, Homomorphic):
                good = 0 <= one.low <= one.high <= count
                demand(
                    good, "structure", f"min {one.low} and max {one.high} do not fit {count} answers", where
                )
            else:
                demand(
                    self.group.embedding is not None, "group", "this group cannot hold such answers", where
                )
                demand(self.group.fits(count), "structure", f"{count} answers do not fit one element", where)
        return self


def _optional(found: JsonObject, name: str) -> str | None:
    return text(found[name], name) if name in found else None


def _question(value: object, where: str) -> Question:
    if isinstance(value, dict) and "type" in value:
        outer = fields(value, ("type", "value"), where=where)
        demand(outer["type"] == "NonHomomorphic", "structure", "the type of question is unknown", where)
        inner = fields(outer["value"], ("answers", "question"), where=where)
        return NonHomomorphic(text(inner["question"], where), _answers(inner["answers"], where))
    if isinstance(value, dict) and "blank" in value:
        found = fields(value, ("answers", "blank", "min", "max", "question"), where=where)
        demand(isinstance(found["blank"], bool), "structure", "blank is neither true nor false", where)
    else:
        found = fields(value, ("answers", "min", "max", "question"), where=where)
    return Homomorphic(
        question=text(found["question"], where),
        answers=_answers(found["answers"], where),
        low=whole(found["min"], where),
        high=whole(found["max"], where),
        blank=found.get("blank") is True,
    )


def _answers(value: object, where: str) -> tuple[str, ...]:
    return tuple(text(one, where) for one in items(value, where))
