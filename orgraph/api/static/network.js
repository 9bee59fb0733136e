// Draws every figure of a network on the page: large ones by WebGL, small ones with a tie's arrows, boxes and shapes.
const DRAW = { whole: () => import("./network_whole.js"), other: () => import("./network_small.js") };

async function draw(figure) {
  figure.dataset.state = "loading";
  try {
    const answer = await fetch(figure.dataset.address, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const [module, content] = await Promise.all([(DRAW[figure.dataset.look] ?? DRAW.other)(), answer.json()]);
    if (!figure.querySelector(".canvas").clientWidth) {  // hidden since it was asked for: when it is seen again
      delete figure.dataset.state;
      seen.observe(figure);
      return;
    }
    module.draw(figure, content);
    figure.dataset.state = "drawn";
  } catch (error) {
    figure.dataset.state = "failed";
    figure.querySelector(".failed").hidden = false;
    console.warn("network view:", error);
  }
}

// A figure is drawn when it is first seen, so that a page with several of them opens at once; the rest when there is
// nothing else to do, for paper shows them all and waits for none.
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) {
      seen.unobserve(target);
      draw(target);
    }
  }
}, { rootMargin: "200px" });

function all(root) {
  for (const figure of root.querySelectorAll("figure.network:not([data-state])")) seen.observe(figure);
}

function rest() {
  for (const figure of document.querySelectorAll("figure.network:not([data-state])")) {
    seen.unobserve(figure);
    draw(figure);
  }
}

// A drawing has the size of the screen and would be cut: paper gets one picture of it, which fits its width.
function still(figure) {
  figure.picture.render?.();
  const layers = [...figure.querySelectorAll(".canvas canvas")];
  const paper = document.createElement("canvas");
  paper.className = "still";
  paper.width = Math.max(...layers.map((one) => one.width));
  paper.height = Math.max(...layers.map((one) => one.height));
  const ink = paper.getContext("2d");
  for (const layer of layers) ink.drawImage(layer, 0, 0, paper.width, paper.height);
  figure.prepend(paper);
}

window.addEventListener("beforeprint", () => {
  rest();
  document.querySelectorAll("figure.network[data-state=drawn]").forEach(still);
});
window.addEventListener("afterprint", () => document.querySelectorAll("figure.network .still").forEach((one) => one.remove()));

all(document);
// Safari has no such moment: there it is a while after the page is there.
(window.requestIdleCallback ?? ((act) => setTimeout(act, 2000)))(rest);
document.addEventListener("htmx:load", (event) => all(event.target.parentNode ?? document));
