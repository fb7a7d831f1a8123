/* The ground: land, unit grids, roads, lines of communities and streets. Quiet on purpose. */

import { CanvasLayer } from "./canvas_layer.js";
import { covering, inView, unpack } from "./features.js";
import { colour, textSize } from "./tokens.js";

const CELLS_FROM_ZOOM = 12.5;
const LANES_FROM_ZOOM = 14;
const SMALLEST_STEP_PX = 0.7;

export class BaseMap {
  constructor(map) {
    this.areas = [];
    this.cells = [];
    this.roads = [];
    this.bounds = null;
    this.chosenCell = null;
    this.shown = new Set();
    this.layer = new CanvasLayer((context, view) => this._paint(context, view), 1).addTo(map);
  }

  replace(bounds, areas, cells, roads) {
    this.areas = unpack(areas);
    this.cells = unpack(cells);
    this.roads = unpack(roads);
    this.bounds = bounds.length ? L.latLngBounds([bounds[1], bounds[0]], [bounds[3], bounds[2]]) : null;
  }

  /** The code of the cell at a point of the world, which is outlined from now on; null outside. */
  chooseCell(x, y) {
    this.chosenCell = covering(this.cells, x, y) ?? null;
    return this.chosenCell?.code ?? null;
  }

  _paint(context, view) {
    context.lineJoin = "round";
    this._paintLand(context, view);
    if (this.shown.has("cells") && view.zoom >= CELLS_FROM_ZOOM) {
      stroke(context, view, this.cells, "map-cell-line", 1);
    }
    if (this.shown.has("roads")) this._paintRoads(context, view);
    this._paintAreaLines(context, view);
    if (this.chosenCell) stroke(context, view, [this.chosenCell], "accent", 2);
  }

  _paintLand(context, view) {
    context.fillStyle = colour("map-land");
    trace(context, view, inView(this.areas.length ? this.areas : this.cells, view));
    context.fill("nonzero");
  }

  _paintRoads(context, view) {
    const width = Math.max(1, (textSize() / 15) * 1.6 ** (view.zoom - 14));
    const kinds = [["lane", "map-lane", 0.7], ["", "map-road", 1.2], ["main", "map-main-road", 2.2]];
    for (const [kind, name, share] of kinds) {
      if (kind === "lane" && view.zoom < LANES_FROM_ZOOM) continue;
      const some = this.roads.filter((road) => roadKind(road) === kind);
      stroke(context, view, some, name, Math.min(width * share, 14 * share));
    }
  }

  _paintAreaLines(context, view) {
    const line = textSize() / 15;
    if (this.shown.has("communities")) {
      const communities = this.areas.filter((area) => area.kind === "community");
      stroke(context, view, communities, "map-community-line", line);
    }
    const streets = this.areas.filter((area) => area.kind !== "community");
    stroke(context, view, streets, "map-area-line", 1.5 * line);
  }
}

const roadKind = (road) => (road.kind === "main" || road.kind === "lane" ? road.kind : "");

function stroke(context, view, features, name, width) {
  context.strokeStyle = colour(name);
  context.lineWidth = width;
  trace(context, view, inView(features, view));
  context.stroke();
}

/* Steps smaller than a pixel are left out: nobody sees them, and there are many. */
function trace(context, view, features) {
  const { scale, left, top } = view;
  context.beginPath();
  for (const feature of features) {
    for (const line of feature.lines) {
      let [lastX, lastY] = [line[0] * scale - left, line[1] * scale - top];
      context.moveTo(lastX, lastY);
      for (let at = 2; at < line.length; at += 2) {
        const [x, y] = [line[at] * scale - left, line[at + 1] * scale - top];
        const far = Math.abs(x - lastX) + Math.abs(y - lastY) >= SMALLEST_STEP_PX;
        if (far || at === line.length - 2) {
          context.lineTo(x, y);
          [lastX, lastY] = [x, y];
        }
      }
    }
  }
}
