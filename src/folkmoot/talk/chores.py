"""What the worker does for talk."""

from django.utils import timezone

from folkmoot.record import clock
from folkmoot.talk import services
from folkmoot.talk.services.writing import MACHINE


def destroy() -> int:
    """Destroy the words of removed comments that can be appealed no more, and forget who had which case open."""
    now = clock.now()
    return services.destroy_due(now) + services.sweep(now)


def learn() -> int:
    """Learn what looks like spam from moderators' decisions, when there are enough of them and it is better for it."""
    try:
        services.publish_spam(services.learn_spam(), actor=MACHINE)
    except services.Refused:
        # Too few decisions, nothing new, or no better than what holds: what holds stays.
        return 0
    return 1


def morning() -> int:
    """Count what waits for moderators when a day begins; they are told of it."""
    return int(services.count_morning(timezone.localtime(clock.now())) is not None)
