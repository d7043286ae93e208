"""What is said when something does not hold."""


class Invalid(ValueError):
    """An object that the protocol refuses.

    ``check`` names the rule by a stable word such as ``proof`` or ``membership``, ``where`` the place inside the object.
    """

    def __init__(self, check: str, message: str, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.check = check
        self.message = message
        self.where = where

    def __reduce__(self) -> tuple[type["Invalid"], tuple[str, str, str]]:
        """Refusals travel between processes; an exception's own way would lose the check."""
        return Invalid, (self.check, self.message, self.where)

    def inside(self, place: str) -> "Invalid":
        """The same refusal, seen from one level further out."""
        return Invalid(self.check, self.message, f"{place}, {self.where}" if self.where else place)


def demand(holds: bool, check: str, message: str, where: str = "") -> None:  # noqa: FBT001 - reads as a sentence.
    """Raise Invalid unless something holds."""
    if not holds:
        raise Invalid(check, message, where)
