"""The pages of field devices: one's own, and all for the security administrator; nobody else's from here."""

from shiqiao.base import snapshots
from shiqiao.kernel.people.models import FieldDevice, Post
from shiqiao.testing.street import Street
from tests.kernel.people.test_field_devices import Phone

from .conftest import Enter


def test_a_person_sees_and_revokes_only_own_devices(street: Street, enter: Enter) -> None:
    phone, client = Phone(street), enter("c1g1")
    assert "外勤设备" in client.get("/people/me/").content.decode()
    assert "网格手机" in client.get("/people/me/devices/").content.decode()
    assert "网格手机" not in enter("c1head").get("/people/me/devices/").content.decode()
    assert enter("c1head").post(f"/people/field-devices/{phone.number}/revoke/").status_code == 404
    done = client.post(f"/people/field-devices/{phone.number}/revoke/", follow=True)
    assert "已停用" in done.content.decode()
    assert FieldDevice.objects.get().half is None


def test_the_security_administrator_sees_whose_devices_there_are(street: Street, enter: Enter) -> None:
    Phone(street)
    assert enter("admin1").get("/people/field-devices/").status_code == 403
    Post.objects.filter(code="general.admin").update(roles=["security_admin"])
    snapshots.drop()
    shown = enter("admin1").get("/people/field-devices/").content.decode()
    assert "网格手机" in shown
    assert "春一梅" in shown
