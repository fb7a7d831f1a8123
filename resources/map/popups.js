/* What a click opens: a case, or the list of a group that no zoom can part. Words of people are put in as text
   and never as HTML. */

import { markElement } from "./marks.js";

const LONGEST_LIST = 12;

export class Popups {
  /** `quietly(move)` runs a move that is not the user's; `choose(number)` tells the program. */
  constructor(map, cases, place, quietly, choose) {
    this.words = {};
    this._map = map;
    this._cases = cases;
    this._place = place;
    this._quietly = quietly;
    this._choose = choose;
    this._numbers = [];
    this._popup = L.popup({ className: "case-popup", maxWidth: 340, minWidth: 160, autoPan: true });
    map.on("popupclose", () => (this._numbers = []));
  }

  /** Numbers of what stands open, none when nothing does. */
  get numbers() {
    return this._numbers;
  }

  open(rows) {
    const numbers = rows.map((row) => this._cases.numbers[row]);
    this._fill(numbers);
    this._popup.options.autoPan = true;
    this._quietly(() => this._popup.setLatLng(this._place(rows[0])).openOn(this._map));
    this._popup.options.autoPan = false;  // from now on updates come, and they must not move the map
    this._numbers = numbers;
  }

  close() {
    this._map.closePopup(this._popup);
  }

  /** After an update: new words, new place, and closed when nothing is left. */
  refresh() {
    if (!this._numbers.length) return;
    const left = this._numbers.filter((number) => this._cases.row(number) !== undefined);
    if (!left.length) {
      this.close();
      return;
    }
    this._numbers = left;
    this._fill(left);
    this._popup.setLatLng(this._place(this._cases.row(left[0])));
  }

  _fill(numbers) {
    const rows = numbers.map((number) => this._cases.row(number));
    this._popup.setContent(rows.length === 1 ? this._caseElement(rows[0]) : this._listElement(rows));
    this._popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("tabindex", "-1");
  }

  _caseElement(row) {
    const { labels, details, numbers, marks } = this._cases;
    const box = element("div", "case");
    const head = element("div", "state");
    head.append(markElement(marks[row]), element("span", "", this.words[`mark_${marks[row]}`]));
    box.append(head, element("strong", "label", labels[row]), element("p", "detail", details[row]));
    box.append(element("span", "number", numbers[row]));
    return box;
  }

  _listElement(rows) {
    const { labels, numbers, marks } = this._cases;
    const box = element("div", "group");
    const sorted = [...rows].sort((one, other) => marks[one] - marks[other]);
    for (const row of sorted.slice(0, LONGEST_LIST)) {
      const line = element("button", "line");
      line.tabIndex = -1;
      const number = numbers[row];
      line.append(markElement(marks[row]), element("span", "label", labels[row]));
      line.addEventListener("click", () => this._choose(number));
      box.append(line);
    }
    if (rows.length > LONGEST_LIST) box.append(element("p", "detail", this._more(rows.length - LONGEST_LIST)));
    return box;
  }

  _more(count) {
    return this.words.more.replace("{count}", count);
  }
}

function element(name, style, text = "") {
  const made = document.createElement(name);
  if (style) made.className = style;
  made.textContent = text;
  return made;
}
