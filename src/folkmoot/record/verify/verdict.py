"""The two ways in which a verification ends badly."""


class Wrong(Exception):
    """Something the log shows is false."""


class CannotTell(Exception):
    """The log could not be read."""
