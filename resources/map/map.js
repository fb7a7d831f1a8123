/* The map page. It draws what it is told and tells what was touched; it knows no rule of the city.

   Every message goes through one object, `bridge` (MapBridge in commandcenter/views/map/bridge.py).

   Program → page
     language_changed(language, words)            words of the page, by name
     text_size_changed(pixels)                    body text; marks and names scale with it
     base_map_changed(token, bounds, areas, cells, roads)      columns, see features.js
     cases_replaced(token, numbers, latitudes, longitudes, marks, labels, details)     all there are
     cases_changed(token, the same columns, removed)            new or changed ones; numbers that are gone
     selected(number)                             "" for none
     arrived(numbers)                             their places flash
     layers_shown(names)
     view_restored(latitude, longitude, zoom)     where the user had been before the page was reloaded
     view_resumed()                               forget gestures, show the whole
     keyboard_given()                             a key called for the map: a ring says so

   Page → program
     ready()                                      the page listens
     choose_case(number) · choose_cell(code)      clicked
     choose_point(latitude, longitude)            clicked, where no case is
     view_changed(latitude, longitude, zoom, touched)
     painted(token, milliseconds)                 from the second frame after drawing; time of our scripts
     problem(text)                                something here is broken

   `marks` are 0 overdue, 1 step late, 2 due soon, 3 running, 4 paused, 5 done. */

import { Arrivals } from "./arrivals.js";
import { BaseMap } from "./base_map.js";
import { CaseLayer } from "./case_layer.js";
import { Cases } from "./cases.js";
import { Legend } from "./legend.js";
import { forgetSprites } from "./marks.js";
import { worldX, worldY } from "./mercator.js";
import { NameLayer } from "./names.js";
import { Painter } from "./painter.js";
import { Popups } from "./popups.js";
import { setTextSize } from "./tokens.js";
import { Viewport } from "./viewport.js";

const SMALLEST_GROUP_DEGREES = 0.00005;
const POINTER_STILL_MS = 3000;

function start(bridge) {
  const map = window.map_frame;
  const cases = new Cases();
  const ground = new BaseMap(map);
  const marks = new CaseLayer(map, cases);
  const names = new NameLayer(map, ground, () => marks.occupied());
  const legend = new Legend(document.getElementById("legend"));
  const arrivals = new Arrivals(map);
  const view = new Viewport(map, () => ground.bounds ?? boundsOfCases(), bridge.view_changed);
  const popups = new Popups(
    map,
    cases,
    (row) => marks.place(row),
    (move) => view.quietly(move),
    (number) => bridge.choose_case(number),
  );
  const stale = new Set();
  const painter = new Painter(draw, bridge.painted);

  function draw() {
    if (stale.has("ground")) ground.layer.redraw();
    marks.layer.redraw();
    if (stale.has("names")) names.layer.redraw();
    popups.refresh();
    if (stale.has("counts")) legend.show(cases.countsByMark());
    stale.clear();
  }

  function redraw(...parts) {
    parts.forEach((part) => stale.add(part));
    painter.ask();
  }

  function boundsOfCases() {
    if (!cases.count) return null;
    return L.latLngBounds(Array.from({ length: cases.count }, (_, row) => marks.place(row)));
  }

  function changed(token, work) {
    stale.add("counts");
    painter.take(token, () => {
      work();
      view.fitFirst();
    });
  }

  function openGroup(members) {
    const bounds = L.latLngBounds(members.map((row) => marks.place(row)));
    const tiny = bounds.getNorth() - bounds.getSouth() < SMALLEST_GROUP_DEGREES
      && bounds.getEast() - bounds.getWest() < SMALLEST_GROUP_DEGREES;
    if (tiny || map.getZoom() >= map.getMaxZoom()) popups.open(members);
    else view.zoomTo(bounds);
  }

  function clicked({ latlng, layerPoint }) {
    const hit = marks.at(layerPoint);
    if (hit?.members) {
      openGroup(hit.members);
    } else if (hit) {
      popups.open([hit.row]);
      bridge.choose_case(cases.numbers[hit.row]);
    } else {
      const code = ground.chooseCell(worldX(latlng.lng), worldY(latlng.lat));
      redraw("ground");
      if (code) bridge.choose_cell(code);
      bridge.choose_point(latlng.lat, latlng.lng);
    }
  }

  map.on("click", clicked);
  map.on("mousemove", ({ layerPoint }) => {
    map.getContainer().classList.toggle("over-case", Boolean(marks.at(layerPoint)));
  });
  map.getContainer().addEventListener("keydown", ({ key }) => {
    if (key === "Home") view.resume();
  });

  const ring = new FocusRing(map.getContainer());
  if (!map.zoomControl) hideStillPointer(map.getContainer());  // on the wall
  takeFocus(map.getContainer());
  window.addEventListener("focus", () => takeFocus(map.getContainer()));

  bridge.language_changed.connect((language, words) => {
    document.documentElement.lang = language;
    popups.words = legend.words = words;
    nameControls(words);
    redraw("names", "counts");
  });
  bridge.text_size_changed.connect((pixels) => {
    setTextSize(pixels);
    forgetSprites();
    redraw("ground", "names", "counts");
  });
  bridge.base_map_changed.connect((token, bounds, areas, cells, roads) => {
    stale.add("ground").add("names");
    painter.take(token, () => {
      ground.replace(bounds, areas, cells, roads);
      view.fit();
    });
  });
  bridge.cases_replaced.connect((token, ...columns) => {
    stale.add("names");
    changed(token, () => {
      cases.clear();
      cases.put(...columns);
    });
  });
  bridge.cases_changed.connect((token, numbers, latitudes, longitudes, kinds, labels, details, removed) => {
    changed(token, () => {
      cases.put(numbers, latitudes, longitudes, kinds, labels, details);
      cases.remove(removed);
    });
  });
  bridge.selected.connect((number) => {
    marks.selected = number;
    if (!popups.numbers.includes(number)) popups.close();
    const row = cases.row(number);
    if (row !== undefined) view.reveal(marks.place(row));
    redraw();
  });
  bridge.arrived.connect((numbers) => {
    const rows = numbers.map((number) => cases.row(number)).filter((row) => row !== undefined);
    arrivals.flash(rows.map((row) => marks.place(row)));
  });
  bridge.layers_shown.connect((names) => {
    ground.shown = new Set(names);
    marks.shown = ground.shown.has("cases");
    redraw("ground", "names");
  });
  bridge.view_restored.connect((latitude, longitude, zoom) => view.restore(latitude, longitude, zoom));
  bridge.view_resumed.connect(() => view.resume());
  bridge.keyboard_given.connect(() => ring.show());

  bridge.ready();
}

/* Keys are for the map, unless a popup's list has them. */
function takeFocus(container) {
  if (document.activeElement === document.body) container.focus({ preventScroll: true });
}

/* The pointer lies over the map only while a hand moves it. */
function hideStillPointer(container) {
  let still;
  const hide = () => container.classList.add("still");
  container.addEventListener("pointermove", () => {
    container.classList.remove("still");
    clearTimeout(still);
    still = setTimeout(hide, POINTER_STILL_MS);
  });
  hide();
}

/* Shown for who came, or goes on, by keyboard; a press of the mouse takes it away. The browser's own
   :focus-visible does not see that a key of the program, outside the page, brought the focus. */
class FocusRing {
  constructor(container) {
    this._container = container;
    container.addEventListener("keydown", () => this._mark(true));
    container.addEventListener("pointerdown", () => this._mark(false));
  }

  show() {
    this._container.focus({ preventScroll: true });
    this._mark(true);
  }

  _mark(by_key) {
    this._container.classList.toggle("by-key", by_key);
  }
}

/* One Tab leaves the map, so its buttons are not stops; their keys are + and -. */
function nameControls(words) {
  for (const [name, word] of [["in", words.zoom_in], ["out", words.zoom_out]]) {
    const button = document.querySelector(`.leaflet-control-zoom-${name}`);
    if (!button) continue;
    button.tabIndex = -1;
    button.title = word;
    button.setAttribute("aria-label", word);
  }
}

new QWebChannel(qt.webChannelTransport, ({ objects: { bridge } }) => {
  window.addEventListener("error", ({ message, filename, lineno }) => {
    bridge.problem(`${message} (${filename}:${lineno})`);
  });
  window.addEventListener("unhandledrejection", ({ reason }) => bridge.problem(String(reason)));
  start(bridge);
});
