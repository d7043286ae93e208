"""Documents are kept as they are, and shown only as downloads."""

import io

import pytest

from folkmoot.files import services
from folkmoot.files.models import StoredFile
from folkmoot.files.storage import Directory, Missing, store
from folkmoot.files.tests.uploads import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FOLKMOOT_FILES = tmp_path / "files"
    settings.FOLKMOOT_FILES_S3 = ""
    return settings.FOLKMOOT_FILES


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\n1 0 obj\n%%EOF\n", "application/pdf"),
        ("Grüße\nan alle".encode(), "text/plain"),
        (b"a;b\n1;2\n3;4\n", "text/csv"),
        ("a\tb\n1\t2\n".encode("utf-16"), "text/csv"),
        (b"No, a letter,\nnot a table", "text/plain"),
    ],
)
def test_documents_are_kept_as_they_are(data, media_type):
    row = services.keep_document(io.BytesIO(data), subject="requests/A-1")
    assert row.media_type == media_type
    assert services.open_file(row).data == data
    assert row.commitment == services.commitment_of(data, bytes(row.salt))
    with pytest.raises(Missing):
        services.open_file(row, "thumb")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\ncut off", "damaged"),
        (b"MZ\x90\0" + b"\0" * 50, "not a document"),
        (b"PK\x03\x04 word document", "not a document"),
        (b"<!DOCTYPE html><script>1</script>", "not a document"),
        (b"\xef\xbb\xbf  <svg onload=alert(1)>", "not a document"),
        (b"caf\xe9", "not a document"),
        (b"bell\x07", "not a document"),
        (b"", "empty"),
    ],
)
def test_other_documents_are_refused(data, words):
    with pytest.raises(services.RefusedFile, match=words):
        services.keep_document(io.BytesIO(data), subject="requests/A-1")
    assert not list(store().names())


def test_size_is_counted_not_believed(settings):
    settings.FOLKMOOT_MAX_DOCUMENT = 300
    with pytest.raises(services.RefusedFile, match="larger than"):
        services.keep_document(io.BytesIO(b"x" * 301), subject="requests/A-1")


def test_a_disk_that_fills_up_half_way_leaves_nothing(folder, monkeypatch):
    real = Directory.put

    def put(self, name, data, *, media_type):
        if name.endswith("/thumb"):
            raise OSError("No space left on device")
        real(self, name, data, media_type=media_type)

    monkeypatch.setattr(Directory, "put", put)
    with pytest.raises(OSError, match="No space"):
        services.keep_photo(upload(), subject="requests/A-1")
    assert not [one for one in folder.rglob("*") if one.is_file()]
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("data", "content_type", "ending"),
    [(b"%PDF-1.7\n%%EOF", "application/pdf", "pdf"), (b"a,b\n1,2\n", "text/csv; charset=utf-8", "csv")],
)
def test_documents_come_as_downloads_in_a_sandbox(client, data, content_type, ending):
    row = services.keep_document(io.BytesIO(data), subject="requests/A-1")
    answer = client.get(f"/files/{row.pk}/full")
    assert answer.content == data
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{row.pk}-full.{ending}"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert client.get(f"/files/{row.pk}/thumb").status_code == 404


def test_a_reader_who_has_it_gets_no_bytes(client):
    row = services.keep_photo(upload(), subject="requests/A-1")
    tag = {"If-None-Match": client.get(f"/files/{row.pk}/thumb").headers["ETag"]}
    answer = client.get(f"/files/{row.pk}/thumb", headers=tag)
    assert (answer.status_code, answer.content) == (304, b"")
    assert services.publish([row.pk], public=False) == 1
    assert client.get(f"/files/{row.pk}/thumb", headers=tag).status_code == 404
