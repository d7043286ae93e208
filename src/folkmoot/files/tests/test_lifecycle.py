"""A photo from its keeping to its end: bytes, row, page."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.db import transaction

from folkmoot.files import services
from folkmoot.files.models import StoredFile
from folkmoot.files.storage import Missing, store
from folkmoot.files.tests.uploads import upload
from folkmoot.record import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FOLKMOOT_FILES = tmp_path / "files"
    settings.FOLKMOOT_FILES_S3 = ""
    return settings.FOLKMOOT_FILES


@pytest.fixture
def row(folder):
    return services.keep_photo(upload(size=(1200, 600)), subject="requests/A-1")


def names():
    return {name for name, _written in store().names()}


def three(row):
    return {f"{row.pk}/{one}" for one in ("full", "medium", "thumb")}


def test_a_photo_is_kept_under_a_random_name_with_a_commitment(row):
    data = store().get(f"{row.pk}/full")
    assert len(row.pk) == 32
    assert row.commitment == hashlib.sha256(b"folkmoot/file/1\n" + bytes(row.salt) + data).hexdigest()
    assert (row.size, row.width, row.height, row.media_type) == (len(data), 1200, 600, "image/jpeg")
    assert names() == three(row)
    again = services.keep_photo(upload(size=(1200, 600)), subject="requests/A-1")
    assert again.commitment != row.commitment


def test_a_refused_photo_leaves_nothing():
    with pytest.raises(services.RefusedFile):
        services.keep_photo(upload(b"<svg/>"), subject="requests/A-1")
    assert not names()
    assert not StoredFile.objects.exists()


def test_erasing_destroys_bytes_digest_and_salt(row, django_capture_on_commit_callbacks):
    other = services.keep_photo(upload(), subject="requests/A-1")
    for count in (1, 0):
        with django_capture_on_commit_callbacks(execute=True):
            assert services.erase([row.pk, "unknown"]) == count
    row.refresh_from_db()
    assert (row.salt, row.sha256, row.public, bool(row.erased)) == (None, "", False, True)
    assert names() == three(other)


@pytest.mark.django_db(transaction=True)
def test_erasing_that_is_rolled_back_keeps_everything(row):
    with transaction.atomic():
        services.erase([row.pk])
        transaction.set_rollback(True)
    assert names() == three(row)
    row.refresh_from_db()
    assert row.public


def test_bytes_without_a_row_are_swept_once_they_are_old(row, folder):
    lost, fresh = "f" * 32 + "/full", "e" * 32 + "/full"
    store().put(lost, b"left by a crash", media_type="image/jpeg")
    draft = folder / "ff" / ("f" * 32) / ".full.half"
    draft.write_bytes(b"half a file")
    assert services.sweep() == 0
    then = (clock.now() - timedelta(days=3)).timestamp()
    for one in folder.rglob("*"):
        os.utime(one, (then, then))
    store().put(fresh, b"being kept now", media_type="image/jpeg")
    assert services.sweep() == 2
    assert names() == {*three(row), fresh}
    assert not draft.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "0" * 32, "0" * 32 + "/../x", "0" * 32 + "/full\n"])
def test_no_name_leaves_the_folder(name):
    with pytest.raises(ValueError, match="is not <32 hex>"):
        store().get(name)


def test_a_missing_file_says_so():
    with pytest.raises(Missing):
        store().get("0" * 32 + "/full")


@pytest.mark.parametrize("variant", ["full", "medium", "thumb"])
def test_a_public_file_is_shown(client, row, variant, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get(f"/files/{row.pk}/{variant}")
    assert answer.status_code == 200
    assert answer.content[:3] == b"\xff\xd8\xff"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert not answer.cookies
    again = client.get(f"/files/{row.pk}/{variant}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("end", ["original", "full/", "full%0a", "../full", ""])
def test_other_addresses_are_unknown(client, row, end):
    assert client.get(f"/files/{row.pk}/{end}").status_code == 404
    assert client.get(f"/elsewhere/files/{row.pk}/full").status_code == 404


def test_unknown_hidden_and_lost_files_are_not_found(client, row):
    assert client.get(f"/files/{'0' * 32}/full").status_code == 404
    store().delete(f"{row.pk}/thumb")
    assert client.get(f"/files/{row.pk}/thumb").status_code == 404
    services.publish([row.pk], public=False)
    assert client.get(f"/files/{row.pk}/full").status_code == 404


def test_an_erased_file_is_gone(client, row, django_capture_on_commit_callbacks):
    tag = client.get(f"/files/{row.pk}/full").headers["ETag"]
    with django_capture_on_commit_callbacks(execute=True):
        services.erase([row.pk])
    answer = client.get(f"/files/{row.pk}/full", headers={"If-None-Match": tag})
    assert answer.status_code == 410
    assert "erased" in answer.text
    assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_files_are_only_read(client, row):
    assert client.post(f"/files/{row.pk}/full").status_code == 405
    assert client.head(f"/files/{row.pk}/full").status_code == 200


def test_drafts_go_unless_they_are_adopted(row, django_capture_on_commit_callbacks):
    services.publish([row.pk], public=False)
    draft = services.keep_photo(upload(), subject="requests/draft", public=False)
    kept = services.keep_photo(upload(), subject="requests/draft", public=False)
    assert services.adopt([kept.pk], subject="requests/A-2") == 1
    day = timedelta(days=1)
    assert services.erase_drafts(subject="requests/draft", older_than=day) == 0
    with clock.telling(clock.now() + 2 * day), django_capture_on_commit_callbacks(execute=True):
        assert services.erase_drafts(subject="requests/draft", older_than=day) == 1
    assert names() == three(row) | three(kept)
    assert StoredFile.objects.get(pk=draft.pk).erased
    assert StoredFile.objects.get(pk=kept.pk).public
