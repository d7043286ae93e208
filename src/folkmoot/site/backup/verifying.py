"""The process that looks at a restored place: ``python -m folkmoot.site.backup.verifying LOG KEY TABLES``."""

import json
import os
import sys
from pathlib import Path
from typing import Any


def verify(log: Path, key: str, *, tables: bool) -> dict[str, Any]:
    """Bring the database up to date, verify the whole record and replay it; what was found.

    With ``tables`` the parts look at the files that the record names outside the database as well.
    """
    from django.core.management import call_command
    from django.utils.module_loading import import_string

    from folkmoot.record import keys, queries, registry
    from folkmoot.record.export import export
    from folkmoot.record.projection import rebuild
    from folkmoot.record.verify.whole import verify_log

    call_command("migrate", verbosity=0, interactive=False)
    newest = queries.latest_checkpoint()
    problem = ""
    if (
        os.environ["FOLKMOOT_KEYS"].startswith(os.environ["FOLKMOOT_DATA"])
        and keys.signer().verifier.vkey != key
    ):
        problem = "the key in the backup is not the key of its log"
    if newest is not None and not problem:
        log.mkdir(parents=True)
        export(log)
        report = verify_log(str(log), key=key, state=log.with_name("state"))
        problem = report.problem
    if not problem and (differences := rebuild()):
        first = differences[0]
        problem = f"{len(differences):,} rows do not follow from the record, first {first.table} {first.key}"
    if not problem and tables:
        problem = next(
            (
                words
                for one in registry.manifests()
                if one.restored
                for words in import_string(one.restored)()
            ),
            "",
        )
    return {
        "size": newest.size if newest else 0,
        "root": bytes(newest.root).hex() if newest else "",
        "waiting": queries.waiting_count(),
        "problem": problem,
    }


def main() -> int:
    """Print what was found as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.site.settings")
    django.setup()
    sys.stdout.write(json.dumps(verify(Path(sys.argv[1]), sys.argv[2], tables=bool(sys.argv[3]))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
