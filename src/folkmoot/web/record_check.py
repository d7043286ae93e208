"""What the check in the browser says. Scripts have no translations of their own: the page brings the words."""

from django.utils.translation import gettext as _


def check_words() -> dict[str, str]:
    """Words by name, in the language of the page; braces are filled in by the script (islands/check-entry.ts)."""
    return {
        "matches": _("It matches."),
        "false": _("It does not match."),
        "unknown": _("This cannot be told now."),
        "network": _("A file that is needed did not come:"),
        "steps_one": _("1 step"),
        "steps_many": _("{n} steps"),
        "signed": _("{count} of {witnesses}"),
        "witnesses_one": _("1 witness signature"),
        "witnesses_many": _("{n} witness signatures"),
        "time_one": _("1 millisecond"),
        "time_many": _("{n} milliseconds"),
        "false_damaged": _("The proof file is damaged: {detail}."),
        "false_place": _("The proof is about another place in the record: {detail}."),
        "false_entry": _("The entry that was sent is not the one whose fingerprint this page shows."),
        "false_signature": _(
            "The signature of the log on the checkpoint is false: {detail} did not sign this."
        ),
        "false_unsigned": _("The checkpoint is not signed by the key of this log: {detail}."),
        "false_witness": _(
            "The signature of a witness on the checkpoint is false: {detail} did not sign this."
        ),
        "false_steps": _("The steps lead to another top fingerprint than the one that was signed."),
        "false_key": _("A key is not what it should be: {detail}."),
        "words_match": _("The words match."),
        "words_wrong": _("The words do not match."),
        "texts_one": _("1 text opens its fingerprint."),
        "texts_many": _("{n} texts open their fingerprints."),
        "words_absent": _("“{label}”: this entry does not hold the fingerprint of these words."),
        "words_shown": _("“{label}”: this page shows other words than those that were sealed."),
        "words_false": _("“{label}”: the words that were sent do not open the fingerprint."),
    }
