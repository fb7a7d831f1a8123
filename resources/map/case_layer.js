/* The cases on the map: single marks where there is room, groups where there is none; found again under the mouse. */

import { CanvasLayer } from "./canvas_layer.js";
import { Grouping } from "./grouping.js";
import { drawGroup, drawMark, drawRing, groupRadius, markRadius } from "./marks.js";
import { latLng } from "./mercator.js";
import { MARK_NAMES, textSize } from "./tokens.js";

const CLOSE_ZOOM = 17;
const SMALLEST_TARGET_PX = 12;
const MARKS = MARK_NAMES.length;

export class CaseLayer {
  constructor(map, cases) {
    this.cases = cases;
    this.selected = "";
    this.shown = true;
    this._squares = new Map();
    this.layer = new CanvasLayer((context, view) => this._paint(context, view), 3).addTo(map);
  }

  place(row) {
    return latLng(this.cases.x[row], this.cases.y[row]);
  }

  /** What is drawn at a point of the map: {row} for a case, {members} for a group, null for neither. */
  at(layerPoint) {
    if (!this.shown || !this._view) return null;
    const [x, y] = [layerPoint.x - this._view.corner.x, layerPoint.y - this._view.corner.y];
    const near = this._grouping.around(x, y, this._view).flatMap((square) => this._squares.get(square) ?? []);
    const hits = [...this._single(), ...near].filter((item) => isHit(item, x, y));
    return hits.sort((one, other) => one.worst - other.worst)[0] ?? null;
  }

  /** The boxes that marks and groups stand in, [west, north, east, south] on the canvas. */
  occupied() {
    return [...this._squares.values()].flat().map((item) => {
      const radius = item.members ? groupRadius(item.count) : markRadius();
      const top = item.members ? radius + markRadius() : radius;  // the shape of the worst stands on top
      return [item.x - radius, item.y - top, item.x + radius, item.y + radius];
    });
  }

  _paint(context, view) {
    this._view = view;
    this._squares.clear();
    if (!this.shown) return;
    this._arrange(view);
    context.textAlign = "center";
    context.textBaseline = "middle";
    const items = [...this._squares.values()].flat();
    for (let mark = MARKS - 1; mark >= 0; mark -= 1) {
      for (const item of items) if (item.worst === mark) drawItem(context, item);
    }
    for (const item of this._single()) {
      drawRing(context, item.x, item.y);
      drawMark(context, item.worst, item.x, item.y);
    }
  }

  /* Far away three in a square become a group; close by only what would cover one another. */
  _arrange(view) {
    const close = view.zoom >= CLOSE_ZOOM;
    const size = Math.round(textSize() * (close ? 1.6 : 5));
    const room = close ? 1 : 2;
    this._grouping = new Grouping(this.cases, view, size, this.cases.row(this.selected));
    for (const square of this._grouping.squares()) {
      const members = this._grouping.members(square);
      const items = members.length <= room ? members.map((row) => this._mark(row)) : [this._group(members)];
      this._squares.set(square, items);
    }
  }

  _single() {
    const row = this.cases.row(this.selected);
    return row === undefined ? [] : [this._mark(row)];
  }

  _mark(row) {
    const { left, top, scale } = this._view;
    const { x, y, marks } = this.cases;
    return { row, x: x[row] * scale - left, y: y[row] * scale - top, worst: marks[row], count: 1 };
  }

  _group(members) {
    const shares = MARK_NAMES.map(() => 0);
    const group = { members, x: 0, y: 0, worst: MARKS, count: members.length, shares };
    for (const row of members) {
      const { x, y, worst } = this._mark(row);
      group.x += x / members.length;
      group.y += y / members.length;
      shares[worst] += 1 / members.length;
      group.worst = Math.min(group.worst, worst);
    }
    return group;
  }
}

function drawItem(context, item) {
  if (item.members) drawGroup(context, item);
  else drawMark(context, item.worst, item.x, item.y);
}

function isHit({ members, x, y, count }, atX, atY) {
  const radius = Math.max(SMALLEST_TARGET_PX, members ? groupRadius(count) : markRadius());
  return Math.hypot(x - atX, y - atY) <= radius;
}
