/* Where one looks. The map fits itself until a hand touches it; from then on only hands move it. */

import { textSize } from "./tokens.js";

const PADDING_PX = 12;
const LEGEND_LINES = 2.6;
const CLOSEST_FIT = 17;

export class Viewport {
  /** `told(latitude, longitude, zoom, touched)` hears of every move; `whole()` gives the bounds of all, or null. */
  constructor(map, whole, told) {
    this.touched = false;
    this._map = map;
    this._whole = whole;
    this._quiet = 0;
    this._fitted = false;
    map.on("movestart zoomstart", () => this._touch());
    map.on("resize", () => this.fit());
    map.on("moveend", () => this._fitted && this._tell(told));
  }

  /** Runs a move that is not the user's. */
  quietly(move) {
    this._quiet += 1;
    move();
    this._quiet -= 1;
  }

  fit() {
    const bounds = this._whole();
    if (this.touched || !bounds) return;
    const paddingTopLeft = [PADDING_PX, PADDING_PX];
    const paddingBottomRight = [PADDING_PX, PADDING_PX + LEGEND_LINES * textSize()];
    const options = { animate: false, paddingTopLeft, paddingBottomRight, maxZoom: CLOSEST_FIT };
    this._fitted = true;
    this.quietly(() => this._map.fitBounds(bounds, options));
  }

  /** Fits once, when there is something to fit to for the first time. */
  fitFirst() {
    if (!this._fitted) this.fit();
  }

  resume() {
    this.touched = false;
    this.fit();
  }

  restore(latitude, longitude, zoom) {
    this.quietly(() => this._map.setView([latitude, longitude], zoom, { animate: false }));
    this.touched = this._fitted = true;
  }

  /** Brings a place into sight if it is out of it, at the same zoom. */
  reveal(place) {
    if (this._map.getBounds().pad(-0.05).contains(place)) return;
    this.quietly(() => this._map.panTo(place, { animate: false }));
  }

  /** The user asked for it, so it counts as a gesture. */
  zoomTo(bounds) {
    this._map.fitBounds(bounds, { animate: false, padding: [60, 60] });
  }

  _touch() {
    if (!this._quiet) this.touched = true;
  }

  _tell(told) {
    const { lat, lng } = this._map.getCenter();
    told(lat, lng, this._map.getZoom(), this.touched);
  }
}
