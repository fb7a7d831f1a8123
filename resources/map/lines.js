/* Where on a line or a surface a name can stand. Points are [x, y] on the canvas, or of the world for surfaces. */

import { isInside } from "./features.js";

const STRAIGHT = 0.94;
const ROOMY = 0.25;
const CHOICES = 60;

/** The middle of what the view shows of a line, if so long a name fits there on a stretch that is straight enough:
    {x, y, angle}, else null. */
export function stretch(line, view, length) {
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

/** Points well inside a surface, the roomiest first. */
export function roomyPoints({ lines, box }) {
  const fine = 14;
  const points = [];
  for (let n = 0; n < fine * fine; n += 1) {
    const x = box[0] + ((box[2] - box[0]) * ((n % fine) + 0.5)) / fine;
    const y = box[1] + ((box[3] - box[1]) * (Math.floor(n / fine) + 0.5)) / fine;
    if (isInside(lines, x, y)) points.push({ x, y, room: distanceToBorder(lines, x, y) });
  }
  points.sort((one, other) => other.room - one.room);
  const enough = (points[0]?.room ?? 0) * ROOMY;
  return points.filter(({ room }) => room >= enough).slice(0, CHOICES);
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
