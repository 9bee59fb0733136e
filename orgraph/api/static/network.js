// Draws every figure of a network on the page: large ones by WebGL, small ones with a tie's arrows, boxes and shapes.
const DRAW = { whole: () => import("./network_whole.js"), other: () => import("./network_small.js") };

async function draw(figure) {
  figure.dataset.state = "loading";
  try {
    const answer = await fetch(figure.dataset.address, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const [module, content] = await Promise.all([(DRAW[figure.dataset.look] ?? DRAW.other)(), answer.json()]);
    module.draw(figure, content);
    figure.dataset.state = "drawn";
  } catch (error) {
    figure.dataset.state = "failed";
    figure.querySelector(".failed").hidden = false;
    console.warn("network view:", error);
  }
}

// A figure is drawn when it is first seen, so that a page with several of them opens at once.
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

all(document);
document.addEventListener("htmx:load", (event) => all(event.target.parentNode ?? document));
