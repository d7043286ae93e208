"""Posting public facts to other programs: signed, repeated until they arrive, parked when they do not."""

from folkmoot.followers.webhooks.queueing import FOLLOWER

__all__ = ["FOLLOWER"]
