// A layer of heat on a canvas: each warm cell is a soft dot, and where dots add up it glows. Cells are [lon, lat, number].
const RADIUS = 34;

function ramp() {
  const strip = document.createElement("canvas");
  strip.width = 256;
  strip.height = 1;
  const pen = strip.getContext("2d");
  const fade = pen.createLinearGradient(0, 0, 256, 0);
  for (const [at, colour] of [[0, "rgba(253,230,138,0)"], [0.25, "#fde68a"], [0.5, "#f59e0b"], [0.75, "#dc2626"], [1, "#7f1d1d"]]) fade.addColorStop(at, colour);
  pen.fillStyle = fade;
  pen.fillRect(0, 0, 256, 1);
  return pen.getImageData(0, 0, 256, 1).data;
}

function dot() {
  const one = document.createElement("canvas");
  one.width = one.height = 2 * RADIUS;
  const pen = one.getContext("2d");
  const fade = pen.createRadialGradient(RADIUS, RADIUS, 0, RADIUS, RADIUS, RADIUS);
  fade.addColorStop(0, "rgba(0,0,0,1)");
  fade.addColorStop(1, "rgba(0,0,0,0)");
  pen.fillStyle = fade;
  pen.fillRect(0, 0, 2 * RADIUS, 2 * RADIUS);
  return one;
}

export function heatLayer(L) {
  const colours = ramp();
  const stamp = dot();
  const Heat = L.Layer.extend({
    cells: [],
    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "desk-heat leaflet-zoom-hide", map.getPanes().overlayPane);
      map.on("moveend resize", this.draw, this);
      this.draw();
    },
    onRemove(map) {
      this.canvas.remove();
      map.off("moveend resize", this.draw, this);
    },
    show(cells) {
      this.cells = cells;
      if (this._map) this.draw();
    },
    draw() {
      const map = this._map;
      const { x: wide, y: high } = map.getSize();
      L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
      this.canvas.width = wide;
      this.canvas.height = high;
      if (!wide || !high) return;
      const pen = this.canvas.getContext("2d", { willReadFrequently: true });
      const most = Math.max(1, ...this.cells.map(([, , n]) => n));
      for (const [lon, lat, n] of this.cells) {
        const at = map.latLngToContainerPoint([lat, lon]);
        pen.globalAlpha = Math.max(0.08, Math.min(1, n / most));
        pen.drawImage(stamp, at.x - RADIUS, at.y - RADIUS);
      }
      const picture = pen.getImageData(0, 0, wide, high);
      const { data } = picture;
      for (let at = 3; at < data.length; at += 4) {
        if (!data[at]) continue;
        const from = data[at] * 4;
        data[at - 3] = colours[from];
        data[at - 2] = colours[from + 1];
        data[at - 1] = colours[from + 2];
        data[at] = colours[from + 3];
      }
      pen.putImageData(picture, 0, 0);
    },
  });
  return new Heat();
}
