"""Commands on petitions. Each locks its petition, reads, lets the rules decide and appends facts."""

from folkmoot.modules.petitions.services.answering import (
    add_note,
    answer,
    follow_up,
    schedule_debate,
    tell_debate,
)
from folkmoot.modules.petitions.services.base import NotFound, Refused
from folkmoot.modules.petitions.services.counting import confirm, count, withdraw
from folkmoot.modules.petitions.services.describing import change_kind, check_kind, describe_kind
from folkmoot.modules.petitions.services.guarding import (
    GuardPreview,
    LimitsPreview,
    add_guards,
    describe_limits,
    lift_guards,
    preview_guards,
    preview_limits,
)
from folkmoot.modules.petitions.services.importing import Earlier, import_signatures
from folkmoot.modules.petitions.services.invalidating import Conditions, Preview, invalidate, preview, restore
from folkmoot.modules.petitions.services.mailing import send_confirmations
from folkmoot.modules.petitions.services.moderating import (
    MODERATORS,
    close_due,
    flag,
    give_back,
    note,
    open_petition,
    park,
    read,
    reject,
    stop,
    take_down,
)
from folkmoot.modules.petitions.services.paper import Entered, Line, enter_sheet
from folkmoot.modules.petitions.services.signing import Idea, Signatory, may_sign, sign, start, tell_me
from folkmoot.modules.petitions.services.sweeping import (
    forget_bursts,
    forget_drafts,
    forget_names,
    forget_signers,
)
from folkmoot.modules.petitions.services.terms import (
    TermPreview,
    announce_term,
    call_off_term,
    end_terms,
    preview_term,
    reopen,
    settle_term,
    settle_terms,
)
from folkmoot.modules.petitions.services.watching import judge_burst, watch_bursts

__all__ = [
    "MODERATORS",
    "Conditions",
    "Earlier",
    "Entered",
    "GuardPreview",
    "Idea",
    "LimitsPreview",
    "Line",
    "NotFound",
    "Preview",
    "Refused",
    "Signatory",
    "TermPreview",
    "add_guards",
    "add_note",
    "announce_term",
    "answer",
    "call_off_term",
    "change_kind",
    "check_kind",
    "close_due",
    "confirm",
    "count",
    "describe_kind",
    "describe_limits",
    "end_terms",
    "enter_sheet",
    "flag",
    "follow_up",
    "forget_bursts",
    "forget_drafts",
    "forget_names",
    "forget_signers",
    "give_back",
    "import_signatures",
    "invalidate",
    "judge_burst",
    "lift_guards",
    "may_sign",
    "note",
    "open_petition",
    "park",
    "preview",
    "preview_guards",
    "preview_limits",
    "preview_term",
    "read",
    "reject",
    "reopen",
    "restore",
    "schedule_debate",
    "send_confirmations",
    "settle_term",
    "settle_terms",
    "sign",
    "start",
    "stop",
    "take_down",
    "tell_debate",
    "tell_me",
    "watch_bursts",
    "withdraw",
]
