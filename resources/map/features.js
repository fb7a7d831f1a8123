/* Areas, cells and roads as they come over the bridge: unpacked, projected once, found by box or by point. */

import { worldX, worldY } from "./mercator.js";

/** [{code, name, kind, lines: [Float64Array x, y, x, y …], box: [west, north, east, south]}] from columns. */
export function unpack(columns) {
  const [codes, names, kinds] = [columns.codes, columns.names, columns.kinds].map((text) => text.split("\n"));
  const lineCounts = new Int32Array(decoded(columns.line_counts));
  const pointCounts = new Int32Array(decoded(columns.point_counts));
  const numbers = new Float64Array(decoded(columns.coordinates));
  let line = 0;
  let at = 0;
  return Array.from(lineCounts, (lineCount, index) => {
    const lines = [];
    for (let n = 0; n < lineCount; n += 1, line += 1) {
      const end = at + 2 * pointCounts[line];
      lines.push(projected(numbers.subarray(at, end)));
      at = end;
    }
    return { code: codes[index], name: names[index], kind: kinds[index], lines, box: boxOf(lines) };
  });
}

/** Those that touch what the view shows. */
export function inView(features, view) {
  const west = view.left / view.scale;
  const north = view.top / view.scale;
  const east = west + view.width / view.scale;
  const south = north + view.height / view.scale;
  return features.filter(
    ({ box }) => box[0] <= east && box[2] >= west && box[1] <= south && box[3] >= north,
  );
}

/** The first surface that covers the point; a border belongs to whichever comes first. */
export function covering(features, x, y) {
  return features.find(
    ({ box, lines }) =>
      x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3] && isInside(lines, x, y),
  );
}

export function isInside(lines, x, y) {
  let inside = false;
  for (const line of lines) {
    for (let at = 0; at + 3 < line.length; at += 2) {
      const [x1, y1, x2, y2] = [line[at], line[at + 1], line[at + 2], line[at + 3]];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    }
  }
  return inside;
}

function decoded(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes.buffer;
}

function projected(degrees) {
  const line = new Float64Array(degrees.length);
  for (let at = 0; at < degrees.length; at += 2) {
    line[at] = worldX(degrees[at]);
    line[at + 1] = worldY(degrees[at + 1]);
  }
  return line;
}

function boxOf(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (let at = 0; at < line.length; at += 2) {
      box[0] = Math.min(box[0], line[at]);
      box[1] = Math.min(box[1], line[at + 1]);
      box[2] = Math.max(box[2], line[at]);
      box[3] = Math.max(box[3], line[at + 1]);
    }
  }
  return box;
}
