/* What the shapes mean, and how many of each the map holds: the cases that the list shows and
   that have a place. */

import { markElement } from "./marks.js";

export class Legend {
  constructor(root) {
    this.words = {};
    this._root = root;
  }

  show(counts) {
    const entries = counts.map((count, mark) => this._entry(mark, count));
    const place = document.createElement("span");
    place.textContent = this.words.on_map ?? "";
    this._root.replaceChildren(place, ...entries);
  }

  _entry(mark, count) {
    const entry = document.createElement("span");
    entry.className = count ? "entry" : "entry none";
    const number = document.createElement("b");
    number.textContent = count.toLocaleString("en").replaceAll(",", "\u202f");
    entry.append(markElement(mark), this.words[`mark_${mark}`] ?? "", number);
    return entry;
  }
}
