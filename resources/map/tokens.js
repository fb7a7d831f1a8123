/* The tokens of theme.py as canvas needs them: colours, font and the size of text. */

const root = document.documentElement;
const style = getComputedStyle(root);

/** The colour with this name in theme.py, in lower case with dashes. */
export const colour = (name) => style.getPropertyValue(`--${name}`).trim();

export const MARK_NAMES = ["overdue", "step-late", "due-soon", "running", "paused", "done"];

let text = 15;

export const textSize = () => text;

export function setTextSize(pixels) {
  text = pixels;
  root.style.setProperty("--text-size", `${pixels}px`);
}

/** A CSS font of so many times the body text. */
export const font = (share, weight = 400) =>
  `${weight} ${Math.round(text * share)}px ${style.getPropertyValue("--font")}`;

export const isChinese = () => root.lang === "zh";
