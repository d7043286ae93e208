"""What the worker does for surveys on a schedule."""

from folkmoot.modules.feedback import services


def close() -> int:
    """Surveys whose last day is over are closed."""
    return services.close_due()


def publish() -> int:
    """Numbers by group, and how many invitations were opened, go on the record."""
    return services.publish_all() + services.tell_reached()


def forget() -> int:
    """Whose an invitation was is forgotten when its mail is long out."""
    return services.forget()
