"""The store of a field device in real Chromium: it opens with PIN, device and server together, and with nothing less."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shiqiao.testing.browsers import FLAGS, browsing, chromium
from shiqiao.testing.serving import serving, session_of
from shiqiao.testing.street import Street

pytestmark = pytest.mark.browser
AS_A_PHONE = {"locale": "zh-CN", "viewport": {"width": 360, "height": 800}}
PIN = "482915"
WORDS = "春元里小区3号楼402室白石老人"
CALL = """async ([name, args]) => {
  const vault = await import("/static/kit/vault.js");
  try { return { value: await vault[name](...args) }; }
  catch (error) { return { code: error.code || String(error), left: error.left, status: error.status }; }
}"""


class Device:
    """A browser with a folder of its own, whose module is called by name."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base

    def __call__(self, name: str, *args: Any) -> Any:
        said = self.page.evaluate(CALL, [name, list(args)])
        return said["code"] if "code" in said else said.get("value")

    def reload(self) -> None:
        self.page.goto(f"{self.base}/people/me/")

    def asks(self, path: str, body: Any) -> tuple[int, Any]:
        """Send to the API as the page itself would."""
        told = self.page.evaluate(
            """async ([path, body]) => {
              const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
              const sent = { method: "POST", body: JSON.stringify(body) };
              sent.headers = { "content-type": "application/json", "x-csrftoken": token };
              const answer = await fetch("/api/v1/" + path, sent);
              return [answer.status, await answer.json()];
            }""",
            [path, body],
        )
        return told[0], told[1]


@pytest.fixture
def device(live_street: Street) -> Iterator[Device]:
    key = session_of("c1g1")
    with serving() as base, browsing() as browser:
        yield entered(browser.new_context(**AS_A_PHONE), base, key)


def entered(context: Any, base: str, key: str) -> Device:
    context.add_cookies([{"name": "sessionid", "value": key, "url": base}])
    found = Device(context.pages[0] if context.pages else context.new_page(), base)
    found.reload()
    return found


def test_what_is_put_comes_back_after_a_reload_with_the_pin_alone(device: Device) -> None:
    number = device("register", {"name": "网格手机", "pin": PIN})
    assert isinstance(number, int), number
    device("put", "visit-1", {"note": WORDS})
    device("put", "visit-2", [1, 2])
    device.reload()
    assert device("state") == "locked"
    assert device("get", "visit-1") == "locked"
    assert device("sign", "x") == "locked"
    assert device("unlock", PIN) is None
    assert device("get", "visit-1") == {"note": WORDS}
    assert sorted(row["id"] for row in device("all")) == ["visit-1", "visit-2"]
    device("remove", "visit-2")
    assert device("get", "visit-2") is None
    device("lock")
    assert device("all") == "locked"


def test_weak_pins_are_refused_before_anything_is_made(device: Device) -> None:
    for pin in ("12345", "123456", "654321", "111111", "abcdef", ""):
        assert device("register", {"name": "手机", "pin": pin}) == "pin_weak"
    assert device("state") == "none"


def test_five_wrong_pins_wipe_the_store_also_over_reloads(device: Device) -> None:
    device("register", {"name": "网格手机", "pin": PIN})
    device("put", "a", WORDS)
    for _ in range(4):
        device.reload()
        assert device("unlock", "739164") == "pin"
    assert device("unlock", "739164") == "wiped"
    assert device("state") == "none"
    assert device("unlock", PIN) == "none"


def test_the_right_pin_starts_the_count_anew(device: Device) -> None:
    device("register", {"name": "网格手机", "pin": PIN})
    for _ in range(2):
        assert [device("unlock", "739164") for _ in range(4)] == ["pin"] * 4
        assert device("unlock", PIN) is None


def test_a_device_revoked_on_the_server_wipes_itself_at_the_next_contact(device: Device) -> None:
    number = device("register", {"name": "网格手机", "pin": PIN})
    device("put", "a", WORDS)
    assert device("contact") is None
    assert device.asks(f"devices/{number}/revoke", {})[0] == 200
    assert device("contact") == "revoked"
    assert device("state") == "none"


def test_a_revocation_that_the_server_did_not_make_wipes_nothing(device: Device) -> None:
    device("register", {"name": "网格手机", "pin": PIN})
    device("put", "a", WORDS)
    said = {"state": "revoked", "at": "2026-01-01T00:00:00+08:00", "notice": "AAAA"}
    device.page.route("**/contact", lambda route: route.fulfill(json=said))
    assert device("contact") == "forged"
    device.page.unroute("**/contact")
    assert device("get", "a") == WORDS


def test_after_the_days_allowed_the_store_stays_shut_until_the_server_gives_its_half_again(device: Device) -> None:
    device("register", {"name": "网格手机", "pin": PIN})
    device("put", "a", WORDS)
    device.reload()
    ahead = "() => { const real = Date.now; Date.now = () => real() + 73 * 3600 * 1000; }"
    device.page.evaluate(ahead)
    assert device("unlock", PIN) == "contact"
    device.reload()  # the clock is right again, and the half is gone all the same
    assert device("unlock", PIN) == "contact"
    assert device("contact") is None
    assert device("unlock", PIN) is None
    assert device("get", "a") == WORDS


def test_a_clock_turned_back_opens_nothing(device: Device) -> None:
    device("register", {"name": "网格手机", "pin": PIN})
    device.reload()
    device.page.evaluate("() => { const real = Date.now; Date.now = () => real() - 3600 * 1000; }")
    assert device("unlock", PIN) == "contact"


def test_a_signature_counts_once(device: Device) -> None:
    number = device("register", {"name": "网格手机", "pin": PIN})
    sent = device("sign", "contact")
    body = {"counter": sent["counter"], "signature": sent["signature"]}
    assert device.asks(f"devices/{number}/contact", body)[0] == 200
    status, said = device.asks(f"devices/{number}/contact", body)
    assert (status, said["code"]) == (409, "act_replayed")
    status, said = device.asks(f"devices/{number}/contact", {**body, "counter": sent["counter"] + 1})
    assert (status, said["code"]) == (403, "signature_wrong")
    assert device("sign", "contact")["counter"] == sent["counter"] + 1


def test_a_record_that_was_moved_or_changed_is_not_read(device: Device) -> None:
    device("register", {"name": "网格手机", "pin": PIN})
    device("put", "a", "one")
    device("put", "b", "two")
    device.page.evaluate(
        """async () => {
          const done = (r) => new Promise((yes, no) => { r.onsuccess = () => yes(r.result); r.onerror = no; });
          const base = await done(indexedDB.open("shiqiao-vault"));
          const rows = base.transaction("records", "readwrite").objectStore("records");
          const [one, two] = await done(rows.getAllKeys()), first = await done(rows.get(one));
          await done(rows.put(first, two));
          base.close();
        }"""
    )
    assert {str(device("get", "a")), str(device("get", "b"))} > {"damaged"}


def test_keys_do_not_leave_the_browser_and_the_disk_shows_no_word(live_street: Street, tmp_path: Path) -> None:
    folder, key = tmp_path / "browser", session_of("c1g1")
    with serving() as base, browsing() as browser:
        start = browser.browser_type.launch_persistent_context
        context = start(str(folder), executable_path=chromium(), args=FLAGS, **AS_A_PHONE)
        device = entered(context, base, key)
        device("register", {"name": "网格手机", "pin": PIN})
        device("put", "matter-180627000011", {"note": WORDS, "phone": "13912345678"})
        let_out = device.page.evaluate(
            """async () => {
              const done = (r) => new Promise((yes, no) => { r.onsuccess = () => yes(r.result); r.onerror = no; });
              const base = await done(indexedDB.open("shiqiao-vault"));
              const device = await done(base.transaction("keys").objectStore("keys").get("device"));
              base.close();
              const keys = Object.values(device).filter((one) => one instanceof CryptoKey);
              return keys.map((key) => key.extractable).concat(keys.length);
            }"""
        )
        assert let_out == [False, False, False, 3]
        device("lock")
        context.close()  # and what it had is on the disk
    content = b"".join(path.read_bytes() for path in (folder / "Default" / "IndexedDB").rglob("*") if path.is_file())
    assert len(content) > 1000
    for words in (WORDS, "13912345678", "matter-180627000011", PIN):
        for encoding in ("utf-8", "utf-16-le"):
            assert words.encode(encoding) not in content, words
    assert json.dumps(WORDS)[1:-1].encode() not in content
