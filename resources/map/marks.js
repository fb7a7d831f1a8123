/* How a case looks: six shapes in six colours with an outline of the base colour, and groups with a number. */

import { MARK_NAMES, colour, font, textSize } from "./tokens.js";

const DUE_SOON = 2;
const LEAST_SHARE = 0.1;
const OUTLINE_PX = 2;
const SHAPES = [diamond, frame, triangle, circle, bars, ring];

let sprites = new Map();

/** Radius of a mark on the canvas. */
export const markRadius = () => textSize() * 0.5;

export const groupRadius = (count) => textSize() * (0.95 + 0.16 * Math.log10(count));

/** Colours, size or sharpness have changed: draw the marks anew. */
export function forgetSprites() {
  sprites = new Map();
}

export function drawMark(context, mark, x, y, share = 1) {
  const picture = sprite(mark, share);
  const size = picture.width / window.devicePixelRatio;
  context.drawImage(picture, x - size / 2, y - size / 2, size, size);
}

/* How many, on a dark disc; its rim is shared out among the states, and the shape of the worst stands on top. */
export function drawGroup(context, { x, y, worst, count, shares }) {
  const radius = groupRadius(count);
  disc(context, x, y, radius + OUTLINE_PX, colour("base"));
  drawRim(context, x, y, radius, shares);
  disc(context, x, y, radius - textSize() * 0.2, colour("panel"));
  context.fillStyle = colour("text");
  context.font = font(count < 1000 ? 0.8 : 0.68, 600);
  context.fillText(count, x, y + textSize() * 0.06);
  drawMark(context, worst, x, y - radius, 0.7);
}

/* Clockwise, the worst round the top; of what presses one sees a piece however little it is. */
function drawRim(context, x, y, radius, shares) {
  const seen = shares.map((share, mark) => (share && mark <= DUE_SOON ? Math.max(share, LEAST_SHARE) : share));
  const whole = seen.reduce((sum, share) => sum + share, 0);
  const top = seen.find((share) => share) / whole;
  let from = -Math.PI / 2 - top * Math.PI;
  seen.forEach((share, mark) => {
    if (!share) return;
    const to = from + (share / whole) * 2 * Math.PI;
    context.beginPath();
    context.moveTo(x, y);
    context.arc(x, y, radius, from, to);
    context.fillStyle = colour(MARK_NAMES[mark]);
    context.fill();
    from = to;
  });
}

/* Two rings, dark and light, so that it holds on any ground. */
export function drawRing(context, x, y) {
  const radius = markRadius() * 2;
  for (const [name, width] of [["base", 0.42], ["text", 0.2]]) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.strokeStyle = colour(name);
    context.lineWidth = textSize() * width;
    context.stroke();
  }
}

/** A mark as an element of its own, for legend and popups. */
export function markElement(mark) {
  const picture = sprite(mark, 1);
  const canvas = document.createElement("canvas");
  canvas.className = "mark";
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas;
}

function sprite(mark, share) {
  const key = `${mark} ${share} ${window.devicePixelRatio}`;
  if (!sprites.has(key)) sprites.set(key, drawn(mark, share));
  return sprites.get(key);
}

function drawn(mark, share) {
  const sharpness = window.devicePixelRatio;
  const radius = markRadius() * share;
  const half = Math.ceil((radius * 1.3 + OUTLINE_PX + 1) * sharpness);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2 * half;
  const context = canvas.getContext("2d");
  context.translate(half, half);
  context.scale(sharpness, sharpness);
  context.lineJoin = "round";
  context.beginPath();
  SHAPES[mark](context, radius);
  context.strokeStyle = colour("base");
  context.lineWidth = 2 * OUTLINE_PX;
  context.stroke();
  context.fillStyle = colour(MARK_NAMES[mark]);
  context.fill("evenodd");
  return canvas;
}

function diamond(context, radius) {
  const reach = radius * 1.22;
  context.moveTo(0, -reach);
  context.lineTo(reach, 0);
  context.lineTo(0, reach);
  context.lineTo(-reach, 0);
  context.closePath();
}

/* A diamond with a hole. */
function frame(context, radius) {
  diamond(context, radius);
  const hole = radius * 0.62;
  context.moveTo(0, -hole);
  context.lineTo(hole, 0);
  context.lineTo(0, hole);
  context.lineTo(-hole, 0);
  context.closePath();
}

function triangle(context, radius) {
  const reach = radius * 1.15;
  context.moveTo(0, -reach);
  context.lineTo(reach, reach * 0.8);
  context.lineTo(-reach, reach * 0.8);
  context.closePath();
}

function circle(context, radius) {
  context.arc(0, 0, radius * 0.9, 0, 2 * Math.PI);
}

function bars(context, radius) {
  for (const side of [-1, 1]) context.rect(side * radius * 0.5 - radius * 0.25, -radius * 0.85, radius * 0.5, radius * 1.7);
}

function ring(context, radius) {
  context.arc(0, 0, radius * 0.95, 0, 2 * Math.PI);
  context.moveTo(radius * 0.5, 0);
  context.arc(0, 0, radius * 0.5, 0, 2 * Math.PI);
}

function disc(context, x, y, radius, paint) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = paint;
  context.fill();
}
