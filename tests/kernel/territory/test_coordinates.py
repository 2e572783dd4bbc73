"""Coordinates of public maps come back to where they were, and agree with an independent library."""

import pytest
from coordTransform import coordTransform as other
from hypothesis import given, settings
from hypothesis import strategies as st

from shiqiao.kernel.territory.errors import CoordinateInvalid
from shiqiao.kernel.territory.rules import coordinates

pytestmark = pytest.mark.unit
EXACT = 1e-6
lons, lats = st.floats(73.7, 135.0), st.floats(3.9, 53.5)  # inside the rectangles of both implementations
STREET = (116.98433, 36.65109)


@settings(deadline=None)
@given(lons, lats, st.sampled_from(["gcj02", "bd09"]))
def test_a_round_trip_stays_within_a_millionth_of_a_degree(lon: float, lat: float, system: str) -> None:
    back = coordinates.convert(*coordinates.convert(lon, lat, "wgs84", system), system)
    assert back == pytest.approx((lon, lat), abs=EXACT)


@settings(deadline=None)
@given(lons, lats)
def test_the_inverse_lands_on_the_shifted_point(lon: float, lat: float) -> None:
    assert coordinates.wgs84_to_gcj02(*coordinates.gcj02_to_wgs84(lon, lat)) == pytest.approx((lon, lat), abs=1e-8)
    assert coordinates.gcj02_to_bd09(*coordinates.bd09_to_gcj02(lon, lat)) == pytest.approx((lon, lat), abs=1e-8)


@settings(deadline=None)
@given(lons, lats)
def test_the_shift_agrees_with_coordtransform(lon: float, lat: float) -> None:
    assert coordinates.wgs84_to_gcj02(lon, lat) == pytest.approx(tuple(other.wgs84_to_gcj02(lon, lat)), abs=EXACT)
    assert coordinates.gcj02_to_bd09(lon, lat) == pytest.approx(tuple(other.gcj02_to_bd09(lon, lat)), abs=EXACT)


def test_the_shift_at_the_street_is_half_a_kilometre() -> None:
    lon, lat = coordinates.wgs84_to_gcj02(*STREET)
    metres = (((lon - STREET[0]) * 89_300) ** 2 + ((lat - STREET[1]) * 111_000) ** 2) ** 0.5
    assert 500 < metres < 540


@settings(deadline=None)
@given(st.floats(-180, 60), st.floats(-90, 90), st.sampled_from(coordinates.SYSTEMS))
def test_outside_china_nothing_is_shifted(lon: float, lat: float, system: str) -> None:
    assert coordinates.convert(lon, lat, system) == (lon, lat)


@pytest.mark.parametrize(("lon", "lat"), [(float("nan"), 36.0), (116.9, float("inf")), (36.6, 116.9), (500000.0, 4.0)])
def test_what_is_no_position_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(CoordinateInvalid, match="degrees"):
        coordinates.convert(lon, lat, "gcj02")


def test_an_unknown_system_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CoordinateInvalid, match="beijing54") as refused:
        coordinates.to_wgs84(*STREET, "beijing54")
    assert "bd09" in refused.value.fields["coordinates"]
