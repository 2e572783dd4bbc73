"""Everything else that is read: YAML of a locality, maps, pictures, papers, recordings, keys. A known error, or taken."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shiqiao.base.actor import system
from shiqiao.base.db.secret_file import read_secrets
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.catalogue.actions import publish_catalogue
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.flows.actions import publish_flow
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.imports.mapping import read_mapping
from shiqiao.kernel.phrases.rules import parse_file
from shiqiao.kernel.routing.rules.table import parse as parse_routing
from shiqiao.kernel.territory.actions import import_grids
from shiqiao.kernel.territory.models import Boundary, Grid
from shiqiao.kernel.visits.publishing import publish_checklist
from shiqiao.places.schema import read_locality
from shiqiao.scenes.hotline.exchange import exchange_of
from shiqiao.scenes.hotline.mapping import read_order_mapping
from shiqiao.testing.street import STREET, Street
from tests.fuzz.formats import bad_or_any, examples
from tests.kernel.files.samples import EVERY, XYZ, film, repacked, word

SHIQIAO = Path(settings.BASE_DIR) if hasattr(settings, "BASE_DIR") else Path(__file__).resolve().parents[2] / "shiqiao"
GANSHIQIAO, BY = settings.LOCALITIES / "ganshiqiao", system("test", street=STREET)
OUTCOMES = next(SHIQIAO.rglob("outcomes.yaml"))
MAPPING = (
    b"street: '370103003'\nsource: old\ncolumns: {source_id: a, text: b, happened_at: c}\n"
    b"defaults: {channel: phone, item: '06010'}\n"
)


def _catalogue(content: bytes, folder: Path) -> Any:
    texts = {"street_city": content.decode(errors="replace")}
    return publish_catalogue(street=STREET, texts=texts, outcomes=OUTCOMES.read_text(), by=BY, at=now())


def _locality(content: bytes, folder: Path) -> Any:
    (folder / "locality.yaml").write_bytes(content)
    return read_locality(folder)


def _exchange(content: bytes, folder: Path) -> Any:
    (folder / "hotline").mkdir(exist_ok=True)
    (folder / "hotline" / f"{STREET}.yaml").write_bytes(content)
    return exchange_of(STREET)


def _file(read: Callable[[Path], Any]) -> Callable[[bytes, Path], Any]:
    def take(content: bytes, folder: Path) -> Any:
        (folder / "map.yaml").write_bytes(content)
        return read(folder / "map.yaml")

    return take


def _text(read: Callable[[str], Any]) -> Callable[[bytes, Path], Any]:
    return lambda content, folder: read(content.decode(errors="replace"))


YAML: dict[str, tuple[bytes, Callable[[bytes, Path], Any]]] = {
    "locality": ((GANSHIQIAO / "locality.yaml").read_bytes(), _locality),
    "routing": ((GANSHIQIAO / "routing.yaml").read_bytes(), _text(parse_routing)),
    "catalogue": ((GANSHIQIAO / "catalogue" / "street_city.yaml").read_bytes()[:6000], _catalogue),
    "flow": (next((SHIQIAO / "scenes/grid/flows").glob("*.yaml")).read_bytes(),
             _text(lambda text: publish_flow(text=text, by=BY, at=now()))),
    "checklist": (next((SHIQIAO / "scenes/grid/visits").glob("*.yaml")).read_bytes(),
                  _text(lambda text: publish_checklist(street=STREET, text=text, by=BY, at=now()))),
    "phrases": (next(SHIQIAO.rglob("phrases*.yaml")).read_bytes()[:4000], _text(parse_file)),
    "import mapping": (MAPPING, _file(read_mapping)),
    "order mapping": (next((SHIQIAO / "scenes/hotline/mappings").glob("*.yaml")).read_bytes(), _file(read_order_mapping)),
    "exchange": (b"mapping: jinan\n", _exchange),
}  # fmt: skip
CUT = ("catalogue", "phrases")  # long files, of which the beginning serves
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)  # fmt: skip
ODD_YAML: dict[str, str | bytes] = {
    "a bomb": BOMB,
    "a bomb of merges": "a: &a {x: 1}\nb: &b {<<: *a}\nc: {<<: *b}",
    "deep": "[" * 5000,
    "deep and shut": "[" * 300 + "]" * 300,
    "an object": "!!python/object/apply:os.system ['true']",
    "a name twice": "street: 1\nstreet: 2",
    "no date": "a: 2018-13-45",
    "a long number": "a: " + "9" * 6000,
    "NUL": "a: \x00",
    "a tab": "a:\n\tb: 1",
    "two files": "a: 1\n---\na: 2",
    "unknown anchor": "a: *b",
    "GB18030": "名称: 石桥".encode("gb18030"),
    "a cycle": "a: &a [*a]",
    "a list as name": "? [1]\n: 2",
    "a mark": "\ufeffa: 1",
    "huge": "a: " + "x" * 5_000_000,
    "octal": "a: 0o9",
    "sixty": "a: 190:20:30",
    "binary": "a: !!binary '=='",
    "set": "a: !!set {x, y}",
    "float": "a: .inf",
}


def known(take: Callable[[], Any], *models: Any) -> str:
    """Take something inside a savepoint that is undone; an error must be one of ours and leave nothing behind."""
    with transaction.atomic():
        before = [model.objects.count() for model in models]
        try:
            take()
            said = "taken"
        except ShiqiaoError as error:
            said = str(error)
            assert said.strip()
            assert before == [model.objects.count() for model in models], said
        transaction.set_rollback(True)
    return said


@pytest.fixture
def folder(street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


@pytest.mark.parametrize("kind", YAML)
def test_yaml_of_every_kind(folder: Path, kind: str) -> None:
    whole, take = YAML[kind]
    for content in (value.encode() if isinstance(value, str) else value for value in ODD_YAML.values()):
        known(lambda content=content: take(content, folder), JournalLine)

    @examples(10, 1000)
    @given(bad_or_any(whole))
    def run(content: bytes) -> None:
        known(lambda: take(content, folder), JournalLine)

    run()


@pytest.mark.parametrize(
    "what", ["a bomb", "deep", "an object", "a name twice", "no date", "NUL", "huge", "GB18030", "a cycle"]
)
def test_yaml_that_is_none_is_refused_with_its_place(what: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_yaml(ODD_YAML[what], name="routing.yaml", field="text")
    assert "text" in caught.value.fields
    assert "routing.yaml" in caught.value.text()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=6,
)  # fmt: skip


@pytest.mark.parametrize("kind", YAML)
def test_any_value_at_any_place_of_a_right_file(folder: Path, kind: str) -> None:
    import yaml

    whole, take = YAML[kind]
    complete = whole.decode(errors="ignore").rsplit("\n", 1)[0] if kind in CUT else whole
    right = yaml.safe_load(complete)

    @examples(10, 800)
    @given(st.data())
    def run(data: Any) -> None:
        changed = json.loads(json.dumps(right, default=str))
        place = changed
        for _ in range(data.draw(st.integers(0, 4))):
            inside = list(place.values()) if isinstance(place, dict) else place
            deeper = [one for one in inside if isinstance(one, dict | list) and one]
            if not deeper:
                break
            place = data.draw(st.sampled_from(deeper))
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else list(range(len(place)))))
        place[key] = data.draw(VALUES)
        text = yaml.safe_dump(changed, allow_unicode=True)
        known(lambda: take(text.encode(errors="replace"), folder), JournalLine)

    run()


# ── maps ───────────────────────────────────────────────────────────────────────────────────────────────────────────

SQUARE = [[116.98, 36.65], [116.99, 36.65], [116.99, 36.66], [116.98, 36.66], [116.98, 36.65]]


def a_map(geometry: Any, **properties: Any) -> bytes:
    said = {"code": "370103003001001", "name": "一", **properties}
    feature = {"type": "Feature", "properties": said, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


POINTS = st.lists(st.lists(st.floats() | st.integers() | st.none() | st.text(max_size=3), max_size=4), max_size=8)
GEOMETRY = st.one_of(
    POINTS.map(lambda ring: {"type": "Polygon", "coordinates": [ring]}),
    st.lists(st.tuples(st.floats(116.9, 117.0), st.floats(36.6, 36.7)), min_size=3, max_size=9).map(
        lambda ring: {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    ),
    st.sampled_from(
        [
            None,
            {},
            [],
            1,
            {"type": "Point"},
            {"type": "Polygon"},
            {"type": "Polygon", "coordinates": None},
            {"type": "GeometryCollection", "geometries": []},
            {"type": "Polygon", "coordinates": [[[1e308, 1e308]] * 4]},
            {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
            {"type": "Polygon", "coordinates": [SQUARE, SQUARE]},
        ]
    ),
)


def test_maps(street: Street, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"

    @examples(40, 3000)
    @given(st.one_of(bad_or_any(a_map({"type": "Polygon", "coordinates": [SQUARE]})), GEOMETRY.map(a_map)),
           st.sampled_from(["wgs84", "gcj02", "bd09", "cgcs2000"]))  # fmt: skip
    def run(content: bytes, system_: str) -> None:
        path.write_bytes(content)
        known(lambda: import_grids(path, by=BY, at=now(), system=system_), JournalLine, Boundary, Grid)

    run()
    path.write_bytes(b'{"type": "FeatureCollection", "features": ' + b"[" * 100_000)
    assert known(lambda: import_grids(path, by=BY, at=now()), Boundary) != "taken"


# ── attachments ────────────────────────────────────────────────────────────────────────────────────────────────────


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 24), "green").save(out, kind)
    return out.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: picture("JPEG"), "png": lambda: picture("PNG"), "webp": lambda: picture("WEBP"), **EVERY,
    "mp4 with a place": lambda: film(moov=(XYZ,)),
}  # fmt: skip


def kept(street: Street, content: bytes, name: str) -> str:
    by = street.actor("dispatch1")
    return known(
        lambda: store(io.BytesIO(content), name=name, subject=UPLOAD, purpose="report", street=STREET, by=by, at=now()),
        Attachment,
    )


@pytest.mark.parametrize("kind", FILES)
def test_attachments(folder: Path, kind: str) -> None:
    street, whole = Street(), FILES[kind]()
    name = f"a.{kind.split()[0]}"
    assert kept(street, whole, name) == "taken"

    @examples(6 if kind == "heic" else 12, 600)
    @given(bad_or_any(whole))
    def run(content: bytes) -> None:
        kept(street, content, name)

    run()
    assert not list(folder.rglob("*.new"))


def _header(width: int, height: int) -> bytes:
    """Return a PNG that says it is enormous."""
    whole = bytearray(picture("PNG"))
    whole[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    from zlib import crc32

    whole[29:33] = crc32(bytes(whole[12:29])).to_bytes(4, "big")
    return bytes(whole)


def _flood() -> bytes:
    out = io.BytesIO()
    Image.new("1", (16_000, 16_000)).save(out, "PNG")
    return out.getvalue()


HARM: dict[str, Callable[[], bytes]] = {
    "a picture of 100,000 pixels each way": lambda: _header(100_000, 100_000),
    "a picture without width": lambda: _header(0, 10),
    "256 million pixels in a few bytes": _flood,
    "a paper with entities": lambda: repacked(
        word(), parts={"word/document.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>' * 9}
    ),
    "a paper that unpacks to much": lambda: repacked(word(), parts={"word/media/a.bin": b" " * 2**26}),
    "a paper without its document": lambda: repacked(
        word(), parts={"word/document.xml": None, "[Content_Types].xml": None}
    ),
    "boxes within boxes": lambda: film(after=b"\x00\x00\x00\x08moov" * 200_000),
}


@pytest.mark.parametrize("what", HARM)
def test_attachments_that_mean_harm_end_soon(folder: Path, what: str) -> None:
    for name in ("a.png", "a.docx", "a.mp4"):
        kept(Street(), HARM[what](), name)
    shutil.rmtree(folder / "files", ignore_errors=True)


# ── keys ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_file_of_keys(tmp_path: Path) -> None:
    whole = json.dumps({"django": "a", "field_keys": {"1": "11" * 32}, "current": 1}).encode()

    @examples(60, 3000)
    @given(bad_or_any(whole))
    def run(content: bytes) -> None:
        (tmp_path / "secrets.json").write_bytes(content)
        try:
            found = read_secrets(tmp_path)
        except ShiqiaoError as error:
            found = {"said": error.text()}
        assert isinstance(found, dict)
        assert "said" not in found or "secrets.json" in found["said"]

    run()
