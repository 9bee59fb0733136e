// A small network: a node with those round it, a way, or areas inside areas. Places come from the server.
import cytoscape from "./vendor/cytoscape.js";
import { ACCENT, COLOURS, FONT, INK, LINE, SHAPES, entity, inside, keys } from "./looks.js";

// cytoscape would add a style element, which the security policy refuses; it adds none where this id is taken.
const WIDE = 132; // pixels of a name at most
const SHEET = "__________cytoscape_stylesheet";

// On which side of its mark a name stands: away from the middle, where there is a middle.
function side(one, step) {
  if (!step) return "";
  const steep = Math.abs(one.y) > 2.2 * Math.abs(one.x);
  return steep ? (one.y < 0 ? "above" : "") : one.x > 0 ? "right" : "left";
}

// Names that would cover others, or marks, are left to whoever points at the mark: the earlier in rank stays.
function thin(view) {
  const taken = view.nodes("[shape]").map((node) => {
    const { x, y } = node.position(), half = node.data("size") / 2;
    return { id: node.id(), x1: x - half, x2: x + half, y1: y - half, y2: y + half };
  });
  for (const node of view.nodes("[shape]").sort((a, b) => a.data("rank") - b.data("rank"))) {
    const { x, y } = node.position(), half = node.data("size") / 2;
    const wide = Math.min(WIDE, [...node.data("name")].reduce((sum, c) => sum + (c.codePointAt(0) > 255 ? 12 : 7), 0));
    const left = { right: x + half + 3, left: x - half - 3 - wide }[node.data("side")] ?? x - wide / 2;
    const top = { right: y - 7, left: y - 7, above: y - half - 17 }[node.data("side")] ?? y + half + 3;
    const box = { id: node.id(), x1: left, x2: left + wide, y1: top, y2: top + 14 };
    const free = taken.every((one) => one.id === box.id || one.x1 > box.x2 || one.x2 < box.x1 || one.y1 > box.y2 || one.y2 < box.y1);
    if (free) taken.push(box);
    node.toggleClass("quiet", !free);
  }
}

function elements({ marks, frames, bonds }, focus, bends) {
  const most = Math.max(1, ...marks.map((one) => one.holds));
  const thickest = Math.max(4, ...bonds.map((one) => one.ties));
  return [
    ...frames.map((one) => ({
      data: { id: one.id, name: one.name, leads: one.leads, holds: true, parent: one.inside ?? undefined }, classes: "frame",
    })),
    ...marks.map((one) => ({
      data: {
        leads: one.leads, holds: one.holds > 1, rank: one.rank, side: side(one, bends && one.step),
        id: one.id, name: one.holds > 1 ? `${one.name} ${one.holds}` : one.name, parent: one.inside ?? undefined,
        colour: COLOURS[one.look], shape: SHAPES[one.look], size: one.holds ? 14 + 26 * Math.sqrt(one.holds / most) : 16,
      },
      position: { x: one.x, y: one.y },
      classes: one.id === focus ? "focus" : "",
    })),
    ...bonds.map((one, at) => ({ data: { id: `b${at}`, source: one.a, target: one.b, width: 0.8 + 4 * (one.ties / thickest) } })),
  ];
}

const STYLE = [
  { selector: "node[shape]", style: {
    "background-color": "data(colour)", shape: "data(shape)", width: "data(size)", height: "data(size)",
  } },
  { selector: "node", style: {
    label: "data(name)", "font-family": FONT, "font-size": 12, color: INK, "text-valign": "bottom", "text-margin-y": 3,
    "text-wrap": "ellipsis", "text-max-width": WIDE, "min-zoomed-font-size": 7, "text-background-color": "#fff",
    "text-background-opacity": 0.85, "text-background-padding": 1,
  } },
  { selector: "node.frame", style: {
    shape: "rectangle", "background-color": "#fff", "background-opacity": 0.6, "border-width": 1, "border-color": LINE,
    "text-valign": "top", "text-halign": "center", "text-margin-y": -2, "font-weight": 600, "font-size": 15, padding: 12,
    "text-max-width": 260,
  } },
  { selector: "node.focus", style: { width: 26, height: 26, "font-weight": 700, "border-width": 3, "border-color": ACCENT } },
  { selector: "edge", style: { width: "data(width)", "line-color": LINE, "curve-style": "straight", opacity: 0.5 } },
  { selector: '[side = "right"]', style: { "text-halign": "right", "text-valign": "center", "text-margin-x": 3, "text-margin-y": 0 } },
  { selector: '[side = "left"]', style: { "text-halign": "left", "text-valign": "center", "text-margin-x": -3, "text-margin-y": 0 } },
  { selector: '[side = "above"]', style: { "text-valign": "top", "text-margin-y": -3 } },
  { selector: ".quiet", style: { label: "" } },
  { selector: ".near", style: { "line-color": ACCENT, opacity: 1, "z-index": 9 } },
  { selector: "node.near, node.named", style: { label: "data(name)", "z-index": 9 } },
  { selector: "node.near", style: { "border-width": 3, "border-color": ACCENT } },
  { selector: ".far", style: { opacity: 0.18 } },
];

export function draw(figure, content) {
  if (!document.getElementById(SHEET)) {
    const taken = document.createElement("meta");
    taken.id = SHEET;
    document.head.append(taken);
  }
  const canvas = figure.querySelector(".canvas");
  const view = cytoscape({
    container: canvas, elements: elements(content, figure.dataset.focus, figure.dataset.look === "around"), style: STYLE, layout: { name: "preset", padding: 24 },
    minZoom: 0.05, maxZoom: 3, autoungrabify: false, boxSelectionEnabled: false,
  });
  if (view.zoom() > 1.3) {
    view.zoom(1.3);
    view.center();
  }
  thin(view);
  const clear = () => view.elements().removeClass("near far named");
  const show = (node) => {
    clear();
    const near = node.closedNeighborhood();
    view.elements().difference(near.union(near.ancestors()).union(node.descendants())).addClass("far");
    near.edges().union(node).addClass("near");
    if (near.length < 60) near.nodes().addClass("named");
  };
  view.on("mouseover", "node[colour]", ({ target }) => { canvas.classList.add("over"); show(target); });
  view.on("mouseout", "node[colour]", () => { canvas.classList.remove("over"); clear(); });
  view.on("mouseover mouseout", "node.frame[?leads]", ({ type }) => canvas.classList.toggle("over", type === "mouseover"));
  view.on("tap", "node[?leads]", ({ target }) => window.location.assign((target.data("holds") ? inside : entity)(figure, target.id())));
  keys(figure, {
    pan: (right, down) => view.panBy({ x: right, y: down }),
    zoom: (by) => view.zoom({ level: view.zoom() * by, renderedPosition: { x: view.width() / 2, y: view.height() / 2 } }),
    fit: () => view.fit(undefined, 24),
  });
  for (const row of document.querySelectorAll("tr[data-id]")) {
    const node = view.getElementById(row.dataset.id);
    if (node.empty()) continue;
    for (const name of ["mouseenter", "focusin"]) row.addEventListener(name, () => show(node));
    for (const name of ["mouseleave", "focusout"]) row.addEventListener(name, clear);
    row.querySelector("button.locate")?.addEventListener("click", () => { view.center(node); show(node); });
  }
  figure.picture = { view };
}
