// Names beside the points of a large network: on the side that has room, short, none over another. Who is pointed at
// or chosen has the whole name, and its kind below it.
import { INK } from "./looks.js";

const GAP = 3; // pixels from a point to its name
const EDGE = 4;
const LONG = 14; // characters of a name that is one of many

const wide = (context) => context.canvas.width / window.devicePixelRatio;

// Where a text begins: right of the point, left of it where the right has no room, and never outside.
function begin(context, { x, size }, width) {
  const right = x + size + GAP, left = x - size - GAP - width, room = wide(context) - EDGE - width;
  return right <= room ? right : Math.max(EDGE, left >= EDGE ? left : room);
}

export class Labels {
  wanted = [];

  // Gathered while a picture is drawn and written in the end, so that of two that would cover each other the larger stays.
  draw = (context, data, { labelSize, labelFont }) => {
    if (data.label && !data.highlighted) this.wanted.push({ context, data, labelSize, labelFont });
  };

  write = () => {
    const taken = [];
    for (const { context, data, labelSize, labelFont } of this.wanted.sort((a, b) => b.data.size - a.data.size)) {
      const letters = [...data.label];
      const text = letters.length > LONG ? `${letters.slice(0, LONG - 1).join("")}…` : data.label;
      context.font = `${labelSize}px ${labelFont}`;
      const width = context.measureText(text).width;
      const x = begin(context, data, width), half = labelSize * 0.65;
      const box = { x1: x - GAP, x2: x + width + GAP, y1: data.y - half, y2: data.y + half };
      if (taken.some((one) => one.x1 < box.x2 && box.x1 < one.x2 && one.y1 < box.y2 && box.y1 < one.y2)) continue;
      taken.push(box);
      context.fillStyle = INK;
      context.fillText(text, x, data.y + labelSize / 3);
    }
    this.wanted = [];
    this.written = taken; // for tests
  };

  hover = (context, data, { labelSize, labelFont }) => {
    const lines = [data.name, data.kind].filter(Boolean);
    context.font = `${labelSize}px ${labelFont}`;
    const width = Math.max(...lines.map((line) => context.measureText(line).width));
    const x = begin(context, data, width), step = labelSize * 1.35, top = data.y - step * 0.65;
    context.fillStyle = "#fff";
    context.shadowBlur = 6;
    context.shadowColor = INK;
    context.beginPath();
    context.rect(x - GAP, top, width + 2 * GAP, step * lines.length + GAP);
    context.arc(data.x, data.y, data.size + 2, 0, 2 * Math.PI);
    context.fill("nonzero");
    context.shadowBlur = 0;
    context.fillStyle = INK;
    lines.forEach((line, at) => context.fillText(line, x, data.y + labelSize / 3 + at * step));
  };
}
