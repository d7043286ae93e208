"""Taking words and photos off a page, and blacking out parts of them."""

import io
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.fixtures.town import person

from folkmoot.files import rules as files_rules
from folkmoot.files.models import StoredFile
from folkmoot.files.services import RefusedFile, keep_photo, open_file
from folkmoot.modules.service_requests import events, life, queries, rules, services
from folkmoot.people.models import Person, Role
from folkmoot.record import text
from folkmoot.record.projection import assert_replays

BOX = files_rules.Box(0.25, 0.25, 0.5, 0.5)


def snapshot():
    out = io.BytesIO()
    Image.new("RGB", (400, 200), (20, 120, 220)).save(out, "JPEG")
    return keep_photo(SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg"), subject="requests/web")


@pytest.fixture
def report(town):
    photo = snapshot()
    return services.report(
        problem=services.Problem(
            service_code="pothole",
            title="Hole in front of Erika Mustermann",
            description="Ask Erika Mustermann, she lives at number 9.",
            lat=52.48,
            long=1.7,
            answers={"SIZE": ["large"], "MORE": ["Her phone is 0170 1234567"]},
            photos=[events.Photo(file=photo.pk, commitment=photo.commitment)],
        ),
        reporter=person(),
    ).service_request_id


@pytest.fixture
def moderator(town):
    someone = Person.objects.create_user("moderator@example.org")
    Role.objects.create(person=someone, role="moderator", office="")
    return someone


def commitment_of(number, name):
    [shown] = queries.shown([queries.request(number)])
    return next(one.commitment for one in life.texts(shown) if name in one.name)


def test_black_out_words_of_every_sort(client, report, moderator):
    client.force_login(moderator)
    page = client.get(f"/reports/{report}/parts").content
    assert page.count(b"Erika Mustermann") >= 2
    assert b"0170 1234567" in page
    for name, part in (
        ("Title", "Erika Mustermann"),
        ("Description", "Erika Mustermann"),
        ("MORE", "0170 1234567"),
    ):
        old = commitment_of(report, name)
        sent = {"commitment": old, "parts": part, "reason": "personal"}
        client.post(f"/reports/{report}/parts/redact", sent)
        assert text.private_words_of([old]) == {}, "the old words are destroyed"
        assert_replays()
    for path in (f"/reports/{report}", f"/reports/{report}/parts", "/reports"):
        page = client.get(path).content.decode()
        assert "Mustermann" not in page
        assert "0170" not in page
    page = client.get(f"/reports/{report}").content.decode()
    assert f"Ask {rules.MASK}, she lives" in page
    assert "Parts were blacked out" in page


def test_black_out_twice_and_take_off_what_is_left(client, report, moderator):
    client.force_login(moderator)
    for part in ("Erika Mustermann", "number 9"):
        sent = {"commitment": commitment_of(report, "Description"), "parts": part, "reason": "personal"}
        client.post(f"/reports/{report}/parts/redact", sent)
    assert (
        f"Ask {rules.MASK}, she lives at {rules.MASK}." in client.get(f"/reports/{report}").content.decode()
    )
    sent = {"commitment": commitment_of(report, "Description"), "reason": "erasure"}
    client.post(f"/reports/{report}/parts/remove", sent)
    assert "she lives" not in client.get(f"/reports/{report}").content.decode()
    assert_replays()


def test_what_cannot_be_blacked_out_is_said(report):
    old = commitment_of(report, "Title")
    black_out = {"number": report, "actor": "office:moderation", "commitment": old, "reason": "personal"}
    with pytest.raises(services.Refused, match="not in the text"):
        services.redact_words(**black_out, parts=["Somebody else"])
    with pytest.raises(services.Refused, match="one part on a line"):
        services.redact_words(**black_out, parts=[" "])
    with pytest.raises(services.Refused, match="one of personal"):
        services.redact_words(**black_out | {"reason": "whim"}, parts=["Erika"])
    with pytest.raises(services.Refused, match="not of this report"):
        services.redact_words(**black_out | {"commitment": "0" * 64}, parts=["Erika"])
    services.redact_words(**black_out, parts=["Erika"])
    with pytest.raises(services.Refused, match="removed before"):
        services.redact_words(**black_out, parts=["Erika"])
    with pytest.raises(services.NotFound):
        services.redact_words(**black_out | {"number": "NONE"}, parts=["Erika"])
    assert_replays()


def test_black_out_a_photo(client, report, moderator):
    client.force_login(moderator)
    [old] = StoredFile.objects.all()
    sent = {"commitment": old.commitment, "box": ["25 25 50 50", "", "nonsense"], "reason": "personal"}
    client.post(f"/reports/{report}/parts/redact", sent)
    old.refresh_from_db()
    assert old.erased
    assert client.get(f"/files/{old.pk}/full").status_code == 410
    new = StoredFile.objects.get(erased__isnull=True)
    assert new.commitment != old.commitment
    for variant in ("full", "medium", "thumb"):
        picture = Image.open(io.BytesIO(open_file(new, variant).data)).convert("RGB")
        width, height = picture.size
        assert max(picture.getpixel((int(width * 0.37), int(height * 0.37)))) < 12
        assert picture.getpixel((int(width * 0.75), int(height * 0.75)))[2] > 150
    page = client.get(f"/reports/{report}").content.decode()
    assert new.pk in page
    assert old.pk not in page
    assert_replays()


def test_a_box_outside_the_photo_is_refused_and_nothing_is_left(report):
    [old] = StoredFile.objects.all()
    for boxes in ([], [files_rules.Box(0.5, 0.5, 0.5, 0.9)], [files_rules.Box(-0.1, 0, 1, 1)]):
        with pytest.raises(RefusedFile, match="Draw at least one box"):
            services.redact_photo(
                number=report, actor="office:moderation", file=old, boxes=boxes, reason="personal"
            )
    with pytest.raises(services.Refused):
        services.redact_photo(number=report, actor="office:moderation", file=old, boxes=[BOX], reason="whim")
    assert StoredFile.objects.filter(erased__isnull=True).get() == old


def test_only_a_moderator_of_the_office_may(client, report):
    stranger = Person.objects.create_user("lights@example.org")
    Role.objects.create(person=stranger, role="moderator", office="lighting")
    client.force_login(stranger)
    sent = {"commitment": commitment_of(report, "Title"), "reason": "personal"}
    assert client.post(f"/reports/{report}/parts/remove", sent).status_code == 404
    officer = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=officer, role="officer", office="streets")
    client.force_login(officer)
    assert client.get(f"/reports/{report}/parts").status_code == 403
    assert client.post(f"/reports/{report}/parts/remove", sent).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_blacking_out_races_itself(report):
    [old] = StoredFile.objects.all()
    title, done = commitment_of(report, "Title"), []

    def work(act):
        try:
            act()
            done.append(1)
        except services.Refused:
            pass
        finally:
            connection.close()

    by = {"number": report, "actor": "office:moderation", "reason": "personal"}
    for act in (
        lambda: services.redact_words(**by, commitment=title, parts=["Erika"]),
        lambda: services.redact_photo(**by, file=old, boxes=[BOX]),
    ):
        done.clear()
        threads = [threading.Thread(target=work, args=(act,)) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert done == [1]
    assert StoredFile.objects.filter(erased__isnull=True).count() == 1
    assert_replays()


@given(
    box=st.tuples(*[st.floats(0, 1)] * 4),
    size=st.tuples(st.integers(1, 3000), st.integers(1, 3000)),
)
def test_a_box_covers_every_pixel_that_it_touches(box, size):
    found = files_rules.Box(*box)
    if not files_rules.is_box(found):
        return
    left, top, right, bottom = files_rules.pixels(found, *size)
    width, height = size
    assert 0 <= left <= right <= width - 1
    assert 0 <= top <= bottom <= height - 1
    assert left <= found.left * width
    assert right >= min(width - 1, found.right * width)
    assert bottom >= min(height - 1, found.bottom * height)
