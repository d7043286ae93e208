"""What comes through CKAN's API and has no field of its own here. It is kept as it came, behind one commitment.

Names of authors and maintainers are in it, so the record holds a commitment, and the words can be erased.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from folkmoot.record import text
from folkmoot.record.refusal import Refusal, Refused

PLAIN = ("author", "author_email", "maintainer", "version")
MOST = 24_000
EMPTY: Mapping[str, Any] = {}


def written(further: Mapping[str, Any]) -> str:
    """As it is committed to; nothing where there is nothing. Raises Refused."""
    kept = {name: one for name, one in further.items() if one}
    if not kept:
        return ""
    words = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    if len(words) > MOST:
        raise Refused(
            [
                Refusal.of(
                    "extras",
                    "extras, and what else has no field here, have at most %(most)s characters together",
                    most=MOST,
                )
            ]
        )
    return words


def read(commitments: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
    """What is behind commitments, in one query."""
    return {name: json.loads(words) for name, words in text.private_words_of(commitments).items()}
