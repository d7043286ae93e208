"""The full-text index of public words, in the way each database has it, and the words that are there already."""

import sqlite3

from django.db import migrations, models

from folkmoot.record.fold import MOST_LETTERS, fold

_SQLITE = [
    """CREATE VIRTUAL TABLE record_textindex USING fts5(words, content='record_textwords', content_rowid='id',
    tokenize='unicode61 remove_diacritics 0', prefix='2 3')""",
    """CREATE TRIGGER record_textwords_added AFTER INSERT ON record_textwords BEGIN
    INSERT INTO record_textindex(rowid, words) VALUES (new.id, new.words); END""",
    """CREATE TRIGGER record_textwords_removed AFTER DELETE ON record_textwords BEGIN
    INSERT INTO record_textindex(record_textindex, rowid, words) VALUES ('delete', old.id, old.words); END""",
]
if sqlite3.sqlite_version_info >= (3, 42):
    # What is deleted leaves the index at once, and not only when its segments are merged some day.
    _SQLITE.append("INSERT INTO record_textindex(record_textindex, rank) VALUES ('secure-delete', 1)")
_THERE = {
    "sqlite": _SQLITE,
    "postgresql": [
        """ALTER TABLE record_textwords ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, words)) STORED""",
        "CREATE INDEX record_text_vector ON record_textwords USING gin (vector)",
    ],
}
_BACK = {
    "sqlite": [
        "DROP TRIGGER record_textwords_added",
        "DROP TRIGGER record_textwords_removed",
        "DROP TABLE record_textindex",
    ],
    "postgresql": ["ALTER TABLE record_textwords DROP COLUMN vector"],
}
_BATCH = 2000


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


def _fill(apps, schema_editor):
    text, words = apps.get_model("record", "Text"), apps.get_model("record", "TextWords")
    rows = text.objects.filter(public=True, words__isnull=False).order_by("commitment")
    last = ""
    while batch := list(rows.filter(commitment__gt=last)[:_BATCH]):
        found = [
            words(
                commitment=one.commitment, subject=one.subject, words=" ".join(fold(one.words[:MOST_LETTERS]))
            )
            for one in batch
        ]
        words.objects.bulk_create([one for one in found if one.words])
        last = batch[-1].commitment


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="TextWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("commitment", models.CharField(max_length=64, unique=True)),
                ("subject", models.CharField(max_length=160)),
                ("words", models.TextField()),
            ],
        ),
        migrations.RunPython(_run(_THERE), _run(_BACK)),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
