"""Secrets and signatures of the Standard Webhooks scheme (standardwebhooks.com, version 1, symmetric)."""

import base64
import hashlib
import hmac

from folkmoot.record.keys import secret

_LABEL = b"folkmoot/webhooks/1\n"


def secret_of(endpoint_id: str, version: int) -> str:
    """The secret of an endpoint as its receiver gets it, ``whsec_<base64 of 32 bytes>``.

    It is made of a key outside the database, so a copy of the database forges nothing.
    """
    message = _LABEL + f"{endpoint_id}\n{version}".encode()
    return "whsec_" + base64.b64encode(hmac.digest(secret("webhooks"), message, hashlib.sha256)).decode()


def headers(*, message_id: str, timestamp: int, body: bytes, secret: str) -> dict[str, str]:
    """The three headers that let a receiver check who sent a body and when; ``timestamp`` in seconds of Unix time."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }
