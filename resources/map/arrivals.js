/* A new case flashes its place: one ring, twice a second, for three seconds (map.css), then it is gone. */

const LASTS_MS = 3000;
const MOST_AT_ONCE = 8;

export class Arrivals {
  constructor(map) {
    this._map = map;
    this._rings = [];
    map.createPane("arrivals").classList.add("arrivals");
  }

  /** More than a few at once would be a flood, and a flickering map: the latest flash. */
  flash(places) {
    for (const place of places.slice(-MOST_AT_ONCE)) {
      while (this._rings.length >= MOST_AT_ONCE) this._remove(this._rings[0]);
      this._add(place);
    }
  }

  _add(place) {
    const icon = L.divIcon({ className: "arrival", html: false, iconSize: null });
    const ring = L.marker(place, { icon, interactive: false, keyboard: false, pane: "arrivals" });
    this._rings.push(ring.addTo(this._map));
    setTimeout(() => this._remove(ring), LASTS_MS);
  }

  _remove(ring) {
    this._rings = this._rings.filter((other) => other !== ring);
    ring.remove();
  }
}
