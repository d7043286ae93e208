"""Telling people what happens: by mail at once or in a digest, and in their account."""

from folkmoot.followers.notify.telling import FOLLOWER

__all__ = ["FOLLOWER"]
