"""Longitude and latitude between WGS84, GCJ-02 (Chinese public maps) and BD-09 (Baidu).

CGCS2000 and WGS84 differ by centimetres and count as the same. The formulas are the public ones; the inverse is
iterated until it is exact to 1e-9 degrees (a tenth of a millimetre), since the usual single step is metres off.
Points outside China carry no offset and stay as they are.
"""

from collections.abc import Callable
from math import cos, isfinite, pi, sin, sqrt

from shiqiao.kernel.territory.errors import CoordinateInvalid

SYSTEMS = ("wgs84", "cgcs2000", "gcj02", "bd09")
_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323  # Krassowsky 1940
_BD = pi * 3000.0 / 180.0
_EXACT, _STEPS = 1e-10, 30
Pair = tuple[float, float]


def in_china(lon: float, lat: float) -> bool:
    """Tell whether a point lies in the rectangle in which the offset is applied."""
    return 72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271


def check(lon: float, lat: float) -> None:
    """Raise CoordinateInvalid unless the point is a finite longitude and latitude in degrees."""
    if not (isfinite(lon) and isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        remedy = "Give degrees: longitude between -180 and 180, latitude between -90 and 90, longitude first."
        raise CoordinateInvalid(lon=lon, lat=lat, fields={"lon": remedy, "lat": remedy})


def wgs84_to_gcj02(lon: float, lat: float) -> Pair:
    """Shift WGS84 degrees to GCJ-02."""
    if not in_china(lon, lat):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    root, wave = sqrt(abs(x)), 20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (wave + 20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (wave + 20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    radians = lat / 180.0 * pi
    flat = 1 - _ECCENTRICITY * sin(radians) ** 2
    return (
        lon + east * 180.0 / (_AXIS / sqrt(flat) * cos(radians) * pi),
        lat + north * 180.0 / (_AXIS * (1 - _ECCENTRICITY) / (flat * sqrt(flat)) * pi),
    )


def gcj02_to_wgs84(lon: float, lat: float) -> Pair:
    """Take the GCJ-02 offset out again."""
    return _inverse(wgs84_to_gcj02, lon, lat)


def gcj02_to_bd09(lon: float, lat: float) -> Pair:
    """Shift GCJ-02 degrees to Baidu's BD-09."""
    if not in_china(lon, lat):
        return lon, lat
    radius = sqrt(lon * lon + lat * lat) + 0.00002 * sin(lat * _BD)
    # cos and sin of the turned angle by the addition theorems: no atan2 needed.
    turn = 0.000003 * cos(lon * _BD)
    length = sqrt(lon * lon + lat * lat)
    c, s = lon / length, lat / length
    return (
        radius * (c * cos(turn) - s * sin(turn)) + 0.0065,
        radius * (s * cos(turn) + c * sin(turn)) + 0.006,
    )


def bd09_to_gcj02(lon: float, lat: float) -> Pair:
    """Take Baidu's shift out again."""
    return _inverse(gcj02_to_bd09, lon, lat)


def wgs84_to_bd09(lon: float, lat: float) -> Pair:
    """Shift WGS84 degrees to BD-09."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: float, lat: float) -> Pair:
    """Take both offsets out."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def convert(lon: float, lat: float, source: str, target: str = "wgs84") -> Pair:
    """Convert degrees from one of `SYSTEMS` to another; raises CoordinateInvalid, also for an unknown one."""
    check(lon, lat)
    for system in (source, target):
        if system not in SYSTEMS:
            raise CoordinateInvalid(
                "The coordinate system {system} is unknown.",
                fields={"coordinates": "Use wgs84, cgcs2000, gcj02 or bd09."},
                system=system,
            )
    lon, lat = _TO_WGS[source](lon, lat)
    return _FROM_WGS[target](lon, lat)


def to_wgs84(lon: float, lat: float, system: str) -> Pair:
    """Convert degrees of a named system to WGS84; raises CoordinateInvalid, also for an unknown system."""
    return convert(lon, lat, system)


def _inverse(forward: Callable[[float, float], Pair], lon: float, lat: float) -> Pair:
    if not in_china(lon, lat):
        return lon, lat
    guess_lon, guess_lat = lon, lat
    for _ in range(_STEPS):
        there_lon, there_lat = forward(guess_lon, guess_lat)
        off_lon, off_lat = there_lon - lon, there_lat - lat
        guess_lon, guess_lat = guess_lon - off_lon, guess_lat - off_lat
        if abs(off_lon) < _EXACT and abs(off_lat) < _EXACT:
            break
    return guess_lon, guess_lat


def _same(lon: float, lat: float) -> Pair:
    return lon, lat


_TO_WGS = {"wgs84": _same, "cgcs2000": _same, "gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}
_FROM_WGS = {"wgs84": _same, "cgcs2000": _same, "gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}
