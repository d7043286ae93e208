"""What people made from datasets, by the subject ``reuses/<number>``."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseHandedIn:
    """Somebody handed in what they made and has confirmed it.

    ``title``, ``words``, ``url`` and ``maker`` (the name to be shown, if any) are commitments, private until it is
    published. ``sort`` is a code of rules.REUSES; ``picture`` is the id of a file and ``picture_hash`` its commitment.
    """

    kind: ClassVar[str] = "catalogue.reuse_handed_in"
    version: ClassVar[int] = 1

    dataset: str
    sort: str
    title: str
    words: str
    url: str
    maker: str = ""
    picture: str = ""
    picture_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReusePublished:
    """A reviewer published it: everybody finds it at its dataset and in the gallery."""

    kind: ClassVar[str] = "catalogue.reuse_published"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseRejected:
    """A reviewer did not publish it. ``code`` is a published reason; ``words`` a commitment to what was said."""

    kind: ClassVar[str] = "catalogue.reuse_rejected"
    version: ClassVar[int] = 1

    code: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseTakenDown:
    """It is not shown any more, for a published reason; ``maker`` when whoever made it took it back."""

    kind: ClassVar[str] = "catalogue.reuse_taken_down"
    version: ClassVar[int] = 1

    code: str
    words: str = ""
