"""Who is drawn: a rule that anybody can check with what is on the record.

Somebody is drawn when the first eight bytes of SHA-256 over the label below, the fact that opened the edition, the fact
that is the moment, and the person's pseudonym on that fact's subject, each on its line, are divisible by ``one_in``. All three are
on the record, and the first is random and fixed before the others exist, so nobody can choose who is asked.
"""

import hashlib

LABEL = "folkmoot/feedback/draw/1"


def is_drawn(*, opened: str, moment: str, pseudonym: str, one_in: int) -> bool:
    """Whether one of those concerned is asked: about one in ``one_in`` of them. ValueError below 1."""
    if one_in < 1:
        raise ValueError("one in so many: at least 1")
    lines = f"{LABEL}\n{opened}\n{moment}\n{pseudonym}\n"
    return int.from_bytes(hashlib.sha256(lines.encode()).digest()[:8]) % one_in == 0
