"""A receipt: the log's signed promise, at acceptance, that an entry will be in the tree by a stated time."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

from folkmoot.record import keys
from folkmoot.record.event import timestamp
from folkmoot.record.note import sign

PROMISE = timedelta(minutes=5)
"""How long the log may take to seal; about a second is usual."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person gets when their act is accepted."""

    fact_id: str
    subject: str
    leaf_hash: bytes
    accepted: datetime

    @property
    def text(self) -> str:
        """Four lines: name, fact id, base64 of the leaf hash, accepted time and the time promised."""
        return (
            f"{keys.receipt_signer().name}\n{self.fact_id}\n{base64.b64encode(self.leaf_hash).decode()}\n"
            f"{timestamp(self.accepted)} {timestamp(self.accepted + PROMISE)}\n"
        )

    @property
    def note(self) -> str:
        """The receipt as a signed note (C2SP signed-note)."""
        return sign(self.text, [keys.receipt_signer()])
