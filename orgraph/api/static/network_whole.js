// A network of thousands of nodes by WebGL; where they stand comes from the server.
import { EdgeLineProgram, Graph, Sigma } from "./vendor/sigma.js";
import { ACCENT, COLOURS, FONT, PALE, entity, keys } from "./looks.js";
import { Labels } from "./network_labels.js";
import { ShapeProgram } from "./network_points.js";

const MANY = 15_000; // links that are left out while the picture moves

function graphOf({ ids, names, looks, x, y, links, ends }, kinds) {
  const graph = new Graph({ type: "undirected", multi: false });
  const large = ids.length > 2000 ? 1 : ids.length > 300 ? 1.6 : 3.4;
  ids.forEach((id, at) => graph.addNode(id, {
    label: names[at], name: names[at], kind: kinds[looks[at]], look: looks[at], x: x[at], y: y[at], color: COLOURS[looks[at]],
    size: large * (1 + Math.sqrt(links[at]) / 2.5),
  }));
  for (let at = 0; at < ends.length; at += 2) graph.addEdge(ids[ends[at]], ids[ends[at + 1]]);
  return graph;
}

export function draw(figure, content) {
  const graph = graphOf(content, [...figure.querySelectorAll(".legend li")].map((line) => line.dataset.kind));
  const canvas = figure.querySelector(".canvas");
  let chosen = graph.hasNode(figure.dataset.focus) ? figure.dataset.focus : null;
  let near = chosen ? new Set(graph.neighbors(chosen)) : null;
  const labels = new Labels();
  const sigma = new Sigma(graph, canvas, {
    defaultEdgeColor: "#b3bdc7", labelFont: FONT, labelSize: 13, labelDensity: 0.6,
    labelGridCellSize: 150, labelRenderedSizeThreshold: 3, minEdgeThickness: 0.6,
    defaultDrawNodeLabel: labels.draw, defaultDrawNodeHover: labels.hover,
    // A point a node and a line a link, in place of triangles: a machine without a graphics card draws them faster.
    nodeProgramClasses: { circle: ShapeProgram }, edgeProgramClasses: { line: EdgeLineProgram },
    hideEdgesOnMove: graph.size > MANY, zIndex: true, stagePadding: 24, renderEdgeLabels: false,
    nodeReducer: (id, data) => {
      if (!chosen) return data;
      if (id === chosen) return { ...data, color: ACCENT, highlighted: true, zIndex: 2, size: data.size * 1.6 };
      return near.has(id) ? { ...data, forceLabel: near.size < 40, zIndex: 1 } : { ...data, color: PALE, label: null };
    },
    edgeReducer: (id, data) => {
      if (!chosen) return data;
      return graph.hasExtremity(id, chosen) ? { ...data, color: ACCENT, zIndex: 1 } : { ...data, hidden: graph.size > 2000 };
    },
  });
  const choose = (id) => {
    chosen = id;
    near = id ? new Set(graph.neighbors(id)) : null;
    sigma.refresh({ skipIndexation: true });
  };
  labels.write(); // the first picture, drawn already
  sigma.on("afterRender", labels.write);
  const camera = sigma.getCamera();
  const show = (id) => {
    if (!graph.hasNode(id)) return;
    choose(id);
    const { x, y } = sigma.getNodeDisplayData(id);
    camera.animate({ x, y, ratio: Math.min(camera.ratio, 0.15) }, { duration: 300 });
  };
  sigma.on("enterNode", () => { canvas.classList.add("over"); });
  sigma.on("leaveNode", () => { canvas.classList.remove("over"); });
  sigma.on("clickNode", ({ node }) => (node === chosen ? window.location.assign(entity(figure, node)) : choose(node)));
  sigma.on("clickStage", () => choose(null));
  keys(figure, {
    pan: (right, down) => camera.animate(
      { x: camera.x - (right / 900) * camera.ratio, y: camera.y + (down / 900) * camera.ratio }, { duration: 80 }),
    zoom: (by) => camera.animate({ ratio: camera.ratio / by }, { duration: 120 }),
    fit: () => camera.animatedReset(),
  });
  for (const row of document.querySelectorAll("tr[data-id]")) {
    row.querySelector("button.locate")?.addEventListener("click", () => show(row.dataset.id));
  }
  if (chosen) show(chosen);
  figure.picture = { sigma, graph, camera, labels, render: () => sigma.render() };
}
