/* Names of streets, communities and roads: placed where there is room, the important ones first. They are placed
   anew when the view changes, never when a case does: a name that dances cannot be read. */

import { CanvasLayer } from "./canvas_layer.js";
import { inView } from "./features.js";
import { roomyPoints, stretch } from "./lines.js";
import { colour, font, isChinese, textSize } from "./tokens.js";

const COMMUNITY_NAMES_FROM_ZOOM = 15.5;
const ROAD_NAMES_FROM_ZOOM = { main: 13, "": 15, lane: 15.75 };
const ROAD_TEXT = { main: 0.87, "": 0.8, lane: 0.76 };
const SAME_NAME_APART_PX = 600;
const STEEP = Math.PI / 4;
/* How far above or below its place an area's name may give way to a group, in sizes of its text. */
const ASIDE = [0, -0.7, 0.7, -1.4, 1.4];

export class NameLayer {
  /** `ground` knows areas and roads; `occupied()` gives the boxes that marks and groups stand in. */
  constructor(map, ground, occupied) {
    this._ground = ground;
    this._occupied = occupied;
    this.layer = new CanvasLayer((context, view) => this._paint(context, view), 2).addTo(map);
  }

  _paint(context, view) {
    const { areas, roads, shown } = this._ground;
    if (!shown.has("names")) return;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.strokeStyle = colour("map-land");
    const of = (level) => inView(areas.filter((area) => area.kind === level), view);
    const visible = shown.has("roads") ? inView(roads, view) : [];
    const taken = this._occupied();
    areaNames(context, view, of("street"), font(1.07, 600), taken);
    roadNames(context, view, visible, "main", taken);
    if (view.zoom >= COMMUNITY_NAMES_FROM_ZOOM) areaNames(context, view, of("community"), font(0.87), taken);
    roadNames(context, view, visible, "", taken);
    roadNames(context, view, visible, "lane", taken);
  }
}

function areaNames(context, view, areas, style, taken) {
  context.font = style;
  context.fillStyle = colour("map-area-name");
  for (const area of areas) {
    area.choices ??= roomyPoints(area);
    const width = context.measureText(area.name).width;
    const boxes = area.choices.flatMap(({ x, y }) =>
      ASIDE.map((lines) => {
        const down = y * view.scale - view.top + lines * textSize();
        return boxAround(x * view.scale - view.left, down, width, textSize() * 1.25);
      }),
    );
    const best = leastCovered(boxes, taken);
    if (!best) continue;
    taken.push(best);
    write(context, area.name, (best[0] + best[2]) / 2, (best[1] + best[3]) / 2, 0);
  }
}

function roadNames(context, view, roads, kind, taken) {
  if (view.zoom < ROAD_NAMES_FROM_ZOOM[kind]) return;
  context.font = font(ROAD_TEXT[kind]);
  context.fillStyle = colour("map-road-name");
  const written = new Map();
  for (const road of roads) {
    const known = road.kind === "main" || road.kind === "lane" ? road.kind : "";
    if (road.name && known === kind) roadName(context, view, road, taken, written);
  }
}

function roadName(context, view, road, taken, written) {
  const length = context.measureText(road.name).width + textSize() * 0.6;
  const place = stretch(road.lines[0], view, length);
  if (!place || isNear(written.get(road.name), place)) return;
  const steep = Math.abs(place.angle) > STEEP;
  const height = textSize();
  const wide = Math.abs(Math.cos(place.angle)) * length + Math.abs(Math.sin(place.angle)) * height;
  const high = Math.abs(Math.sin(place.angle)) * length + Math.abs(Math.cos(place.angle)) * height;
  const box = boxAround(place.x, place.y, wide, high);
  if (!isFree(taken, box)) return;
  taken.push(box);
  written.set(road.name, [...(written.get(road.name) ?? []), place]);
  if (steep && isChinese()) writeDown(context, road.name, place);
  else write(context, road.name, place.x, place.y, place.angle);
}

const isNear = (places, { x, y }) =>
  (places ?? []).some((other) => Math.hypot(other.x - x, other.y - y) < SAME_NAME_APART_PX);

const boxAround = (x, y, width, height) => [x - width / 2, y - height / 2, x + width / 2, y + height / 2];

const isFree = (taken, box) => taken.every((other) => overlap(box, other) === 0);

/* The first box that is free, else the one of which least is hidden. */
function leastCovered(boxes, taken) {
  const covered = boxes.map((box) => taken.reduce((sum, other) => sum + overlap(box, other), 0));
  return boxes[covered.indexOf(Math.min(...covered))];
}

function overlap(one, other) {
  const width = Math.min(one[2], other[2]) - Math.max(one[0], other[0]);
  const height = Math.min(one[3], other[3]) - Math.max(one[1], other[1]);
  return Math.max(0, width) * Math.max(0, height);
}

function write(context, text, x, y, angle) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.lineWidth = textSize() / 4;
  context.strokeText(text, 0, 0);
  context.fillText(text, 0, 0);
  context.restore();
}

/* Chinese along a steep road stands upright, one character below the other. */
function writeDown(context, text, { x, y, angle }) {
  const signs = [...text];
  const step = textSize();
  const down = angle < 0 ? angle + Math.PI : angle;
  signs.forEach((sign, at) => {
    const distance = (at - (signs.length - 1) / 2) * step;
    write(context, sign, x + Math.cos(down) * distance, y + Math.sin(down) * distance, 0);
  });
}
