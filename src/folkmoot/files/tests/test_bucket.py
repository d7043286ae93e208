"""The S3 side against moto's server, which others wrote."""

from datetime import timedelta

import pytest

from folkmoot.files import services
from folkmoot.files.storage import Bucket, Missing, store
from folkmoot.files.tests.uploads import upload
from folkmoot.record import clock


@pytest.fixture
def bucket(settings, monkeypatch):
    boto3 = pytest.importorskip("boto3")
    server = pytest.importorskip("moto.server")
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    settings.FOLKMOOT_S3_ENDPOINT = f"http://{host}:{port}"
    settings.FOLKMOOT_FILES_S3 = "s3://town/photos"
    boto3.client("s3", endpoint_url=settings.FOLKMOOT_S3_ENDPOINT).create_bucket(Bucket="town")
    yield store()
    running.stop()


@pytest.mark.django_db
def test_a_photo_lives_in_a_bucket(bucket, client, django_capture_on_commit_callbacks):
    assert isinstance(bucket, Bucket)
    row = services.keep_photo(upload(), subject="requests/A-1")
    assert {name for name, _ in bucket.names()} == {f"{row.pk}/{one}" for one in ("full", "medium", "thumb")}
    assert client.get(f"/files/{row.pk}/thumb").status_code == 200
    bucket.put("f" * 32 + "/full", b"left by a crash", media_type="image/jpeg")
    assert services.sweep() == 0
    with clock.telling(clock.now() + timedelta(days=3)):
        assert services.sweep() == 1
    with django_capture_on_commit_callbacks(execute=True):
        services.erase([row.pk])
    assert not list(bucket.names())
    with pytest.raises(Missing):
        bucket.get(f"{row.pk}/thumb")
    assert client.get(f"/files/{row.pk}/thumb").status_code == 410
