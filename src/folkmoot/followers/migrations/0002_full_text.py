"""The full-text index beside SearchEntry, in the way each database has it."""

from django.db import migrations

_SQLITE = (
    """CREATE VIRTUAL TABLE followers_searchindex USING fts5(title_words, body_words, content='followers_searchentry',
    content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3')""",
    """CREATE TRIGGER followers_searchentry_added AFTER INSERT ON followers_searchentry BEGIN
    INSERT INTO followers_searchindex(rowid, title_words, body_words)
    VALUES (new.id, new.title_words, new.body_words); END""",
    """CREATE TRIGGER followers_searchentry_removed AFTER DELETE ON followers_searchentry BEGIN
    INSERT INTO followers_searchindex(followers_searchindex, rowid, title_words, body_words)
    VALUES ('delete', old.id, old.title_words, old.body_words); END""",
    """CREATE TRIGGER followers_searchentry_changed AFTER UPDATE ON followers_searchentry BEGIN
    INSERT INTO followers_searchindex(followers_searchindex, rowid, title_words, body_words)
    VALUES ('delete', old.id, old.title_words, old.body_words);
    INSERT INTO followers_searchindex(rowid, title_words, body_words)
    VALUES (new.id, new.title_words, new.body_words); END""",
)
_POSTGRES = (
    """ALTER TABLE followers_searchentry ADD COLUMN words tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple'::regconfig, title_words), 'A') ||
    setweight(to_tsvector('simple'::regconfig, body_words), 'B')) STORED""",
    "CREATE INDEX followers_search_words ON followers_searchentry USING gin (words)",
)
_BACK = {
    "sqlite": (
        "DROP TRIGGER followers_searchentry_added",
        "DROP TRIGGER followers_searchentry_removed",
        "DROP TRIGGER followers_searchentry_changed",
        "DROP TABLE followers_searchindex",
    ),
    "postgresql": ("ALTER TABLE followers_searchentry DROP COLUMN words",),
}
_THERE = {"sqlite": _SQLITE, "postgresql": _POSTGRES}


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("followers", "0001_initial")]
    operations = [migrations.RunPython(_run(_THERE), _run(_BACK))]
