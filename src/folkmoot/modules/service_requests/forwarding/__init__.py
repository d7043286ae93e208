"""Forwarding a service to another GeoReport v2 endpoint, and mirroring what that system does about it.

A follower queues reports (queue), a chore sends them (sending), another reads the answers (mirroring). Nothing is
ever sent inside a transaction, and every step can be killed: see ForwardedRequest.
"""
