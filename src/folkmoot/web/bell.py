"""The bell in the header: where a signed-in reader finds what is new for them, and how much it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bell:
    """The page of one's notices; ``unread`` stops counting at ``MOST``."""

    url: str
    unread: int

    @property
    def words(self) -> str:
        """The number as the header shows it: ``3``, ``99+``."""
        return f"{MOST}+" if self.unread > MOST else str(self.unread)


MOST = 99
