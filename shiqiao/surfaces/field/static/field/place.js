// Where is this? The phone's place, and the grid it lies in, found on the phone from the kept outlines.
export function within(point, polygons) { // even-odd over all rings of a polygon: holes are outside
  const [x, y] = point;
  return polygons.some((rings) => {
    let inside = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [ax, ay] = ring[i], [bx, by] = ring[j];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      }
    }
    return inside;
  });
}

export function gridAt(lon, lat, grids) {
  return grids.find((grid) => within([lon, lat], grid.polygons)) || null;
}

export function locate() { // resolves with { lon, lat, exact } or null; the better of what comes within some seconds
  return new Promise((resolve) => {
    if (!navigator.geolocation) { resolve(null); return; }
    setTimeout(() => resolve(null), 20000); // a question of the browser that nobody answers holds up nothing
    const got = ({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude, exact: Math.round(coords.accuracy) });
    const coarse = () => navigator.geolocation.getCurrentPosition(got, () => resolve(null), { enableHighAccuracy: false, timeout: 8000, maximumAge: 120000 });
    navigator.geolocation.getCurrentPosition(got, (error) => (error.code === error.PERMISSION_DENIED ? resolve(null) : coarse()), { enableHighAccuracy: true, timeout: 10000, maximumAge: 15000 });
  });
}
