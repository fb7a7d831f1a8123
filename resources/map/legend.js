/* What the shapes mean, and how many of each the map holds: the same number as the list's. */

import { markElement } from "./marks.js";

export class Legend {
  constructor(root) {
    this.words = {};
    this._root = root;
  }

  show(counts) {
    const entries = counts.map((count, mark) => this._entry(mark, count));
    this._root.replaceChildren(...entries);
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
