// How kinds look, in the order of a legend: Okabe and Ito's colours, and a shape for those who do not tell them apart.
export const COLOURS = ["#0072b2", "#b86e00", "#009e73", "#cc79a7", "#3a9fd6", "#d55e00", "#6b6f73"];
export const SHAPES = ["ellipse", "rectangle", "diamond", "triangle", "hexagon", "star", "octagon"];
export const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
export const INK = "#1b1f24";
export const LINE = "#9aa4ae";
export const PALE = "#e3e7eb";
export const ACCENT = "#0b5e8c";

// What lies in an area itself and in none of its parts has a mark beside them, whose id says so.
const address = (form, id) => form.replace("ID", encodeURIComponent(id.replace(/\.own$/, "")));

// The page of an entity on the day, in the language, that the picture is of.
export function entity(figure, id) {
  return address(figure.dataset.entity, id);
}

// What lies in an area that stands for its nodes, or is drawn round them.
export function inside(figure, id) {
  return address(figure.dataset.inside, id);
}

// Arrows move the picture, + and - change its size, 0 shows all of it.
export function keys(figure, { pan, zoom, fit }) {
  const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  figure.querySelector(".canvas").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in moves) pan(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  for (const [name, act] of Object.entries({ larger: () => zoom(1.3), smaller: () => zoom(1 / 1.3), all: fit })) {
    figure.querySelector(`button[data-act="${name}"]`)?.addEventListener("click", act);
  }
}
