/* Names of streets, communities and roads: placed where there is room, the important ones first. */

import { inView, isInside } from "./features.js";
import { colour, font, isChinese, textSize } from "./tokens.js";

const COMMUNITY_NAMES_FROM_ZOOM = 15.5;
const ROAD_NAMES_FROM_ZOOM = { main: 13, "": 15, lane: 15.75 };
const ROAD_TEXT = { main: 0.87, "": 0.8, lane: 0.76 };
const SAME_NAME_APART_PX = 600;
const STRAIGHT = 0.94;
const STEEP = Math.PI / 4;

export function drawNames(context, view, areas, roads) {
  const taken = [];
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = colour("map-land");
  const streets = areas.filter((area) => area.kind === "street");
  areaNames(context, view, streets, font(1.07, 600), taken);
  roadNames(context, view, roads, "main", taken);
  if (view.zoom >= COMMUNITY_NAMES_FROM_ZOOM) {
    const communities = areas.filter((area) => area.kind === "community");
    areaNames(context, view, communities, font(0.87), taken);
  }
  roadNames(context, view, roads, "", taken);
  roadNames(context, view, roads, "lane", taken);
}

function areaNames(context, view, areas, style, taken) {
  context.font = style;
  context.fillStyle = colour("map-area-name");
  for (const area of inView(areas, view)) {
    area.anchor ??= middleOf(area);
    const x = area.anchor[0] * view.scale - view.left;
    const y = area.anchor[1] * view.scale - view.top;
    const box = boxAround(x, y, context.measureText(area.name).width, textSize() * 1.2);
    if (take(taken, box)) write(context, area.name, x, y, 0);
  }
}

function roadNames(context, view, roads, kind, taken) {
  if (view.zoom < ROAD_NAMES_FROM_ZOOM[kind]) return;
  context.font = font(ROAD_TEXT[kind]);
  context.fillStyle = colour("map-road-name");
  const written = new Map();
  for (const road of inView(roads, view)) {
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
  if (!take(taken, boxAround(place.x, place.y, wide, high))) return;
  written.set(road.name, [...(written.get(road.name) ?? []), place]);
  if (steep && isChinese()) writeDown(context, road.name, place);
  else write(context, road.name, place.x, place.y, place.angle);
}

/* The middle of what the view shows of a line, if the name fits there on a stretch that is straight enough. */
function stretch(line, view, length) {
  const points = visiblePoints(line, view);
  const total = lengthOf(points);
  if (total < length) return null;
  const from = along(points, (total - length) / 2);
  const to = along(points, (total + length) / 2);
  if (Math.hypot(to[0] - from[0], to[1] - from[1]) < STRAIGHT * length) return null;
  let angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  if (angle > Math.PI / 2) angle -= Math.PI;
  if (angle <= -Math.PI / 2) angle += Math.PI;
  return { x: (from[0] + to[0]) / 2, y: (from[1] + to[1]) / 2, angle };
}

/* The longest run of the line inside the view, cut at its edge. */
function visiblePoints(line, view) {
  let best = [];
  let bestLength = 0;
  let run = [];
  const end = () => {
    const length = lengthOf(run);
    if (length > bestLength) [best, bestLength] = [run, length];
    run = [];
  };
  for (let at = 0; at + 3 < line.length; at += 2) {
    const cut = clipped(
      line[at] * view.scale - view.left,
      line[at + 1] * view.scale - view.top,
      line[at + 2] * view.scale - view.left,
      line[at + 3] * view.scale - view.top,
      view,
    );
    if (!cut) {
      end();
      continue;
    }
    if (!run.length) run.push(cut[0]);
    run.push(cut[1]);
  }
  end();
  return best;
}

/* Liang and Barsky: the part of a segment that lies in the box of the view. */
function clipped(x1, y1, x2, y2, view) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  let [from, to] = [0, 1];
  const edges = [[-dx, x1], [dx, view.width - x1], [-dy, y1], [dy, view.height - y1]];
  for (const [step, room] of edges) {
    if (step === 0 && room < 0) return null;
    if (step < 0) from = Math.max(from, room / step);
    if (step > 0) to = Math.min(to, room / step);
  }
  if (from > to) return null;
  return [[x1 + from * dx, y1 + from * dy], [x1 + to * dx, y1 + to * dy]];
}

function lengthOf(points) {
  let length = 0;
  for (let at = 1; at < points.length; at += 1) {
    length += Math.hypot(points[at][0] - points[at - 1][0], points[at][1] - points[at - 1][1]);
  }
  return length;
}

function along(points, distance) {
  let left = distance;
  for (let at = 1; at < points.length; at += 1) {
    const [[x1, y1], [x2, y2]] = [points[at - 1], points[at]];
    const step = Math.hypot(x2 - x1, y2 - y1);
    if (step >= left && step > 0) return [x1 + ((x2 - x1) * left) / step, y1 + ((y2 - y1) * left) / step];
    left -= step;
  }
  return points[points.length - 1];
}

const isNear = (places, { x, y }) =>
  (places ?? []).some((other) => Math.hypot(other.x - x, other.y - y) < SAME_NAME_APART_PX);

const boxAround = (x, y, width, height) => [x - width / 2, y - height / 2, x + width / 2, y + height / 2];

function take(taken, box) {
  const meets = (other) =>
    box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
  if (taken.some(meets)) return false;
  taken.push(box);
  return true;
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

/* A point well inside the surface: the one of a coarse lattice that is farthest from every border. */
function middleOf({ lines, box }) {
  const fine = 14;
  let best = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  let room = -1;
  for (let n = 0; n < fine * fine; n += 1) {
    const x = box[0] + ((box[2] - box[0]) * ((n % fine) + 0.5)) / fine;
    const y = box[1] + ((box[3] - box[1]) * (Math.floor(n / fine) + 0.5)) / fine;
    const far = isInside(lines, x, y) ? distanceToBorder(lines, x, y) : -1;
    if (far > room) [best, room] = [[x, y], far];
  }
  return best;
}

function distanceToBorder(lines, x, y) {
  let nearest = Infinity;
  for (const line of lines) {
    for (let at = 0; at + 3 < line.length; at += 2) {
      const [dx, dy] = [line[at + 2] - line[at], line[at + 3] - line[at + 1]];
      const share = ((x - line[at]) * dx + (y - line[at + 1]) * dy) / (dx * dx + dy * dy || 1);
      const inside = Math.min(1, Math.max(0, share));
      nearest = Math.min(nearest, Math.hypot(line[at] + inside * dx - x, line[at + 1] + inside * dy - y));
    }
  }
  return nearest;
}
