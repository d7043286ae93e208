"""How a process of the crash tests ends: as by a power cut."""

import os
import signal

from folkmoot.record import steps


def die_at(step, occurrence=1):
    """Be killed when ``step`` is reached for the given time."""
    left = occurrence

    def reached(name):
        nonlocal left
        if name == step:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    steps.reached = reached
