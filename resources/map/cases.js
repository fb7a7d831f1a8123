/* The cases that the map knows, in columns, found by number. */

import { worldX, worldY } from "./mercator.js";
import { MARK_NAMES } from "./tokens.js";

export class Cases {
  constructor() {
    this.clear();
  }

  clear() {
    this.count = 0;
    this.numbers = [];
    this.labels = [];
    this.details = [];
    this.marks = new Uint8Array(1024);
    this.x = new Float64Array(1024);
    this.y = new Float64Array(1024);
    this._rows = new Map();
  }

  /** The row of a number; undefined for a case that is not here. */
  row(number) {
    return this._rows.get(number);
  }

  put(numbers, latitudes, longitudes, marks, labels, details) {
    this._grow(this.count + numbers.length);
    numbers.forEach((number, at) => {
      const row = this._rowFor(number);
      this.x[row] = worldX(longitudes[at]);
      this.y[row] = worldY(latitudes[at]);
      this.marks[row] = marks[at];
      this.labels[row] = labels[at];
      this.details[row] = details[at];
    });
  }

  /* The last row takes the place of the one that goes. */
  remove(numbers) {
    for (const number of numbers) {
      const row = this._rows.get(number);
      if (row === undefined) continue;
      this.count -= 1;
      this._rows.delete(number);
      if (row !== this.count) this._move(this.count, row);
      for (const column of [this.numbers, this.labels, this.details]) column.length = this.count;
    }
  }

  /** How many there are of each mark, the worst first. */
  countsByMark() {
    const counts = MARK_NAMES.map(() => 0);
    for (let row = 0; row < this.count; row += 1) counts[this.marks[row]] += 1;
    return counts;
  }

  _rowFor(number) {
    const known = this._rows.get(number);
    if (known !== undefined) return known;
    this._rows.set(number, this.count);
    this.numbers[this.count] = number;
    this.count += 1;
    return this.count - 1;
  }

  _move(from, to) {
    for (const column of [this.numbers, this.labels, this.details, this.marks, this.x, this.y]) {
      column[to] = column[from];
    }
    this._rows.set(this.numbers[to], to);
  }

  _grow(wanted) {
    if (wanted <= this.x.length) return;
    const size = 2 ** Math.ceil(Math.log2(wanted));
    for (const [name, kind] of [["marks", Uint8Array], ["x", Float64Array], ["y", Float64Array]]) {
      const larger = new kind(size);
      larger.set(this[name]);
      this[name] = larger;
    }
  }
}
