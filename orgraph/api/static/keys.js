// Keyboard and clipboard: / to the box, j and k through the candidates, Enter opens, c copies the card, Esc leaves.
"use strict";

const items = [...document.querySelectorAll(".candidate, .point, .gaps tbody tr")];
let at = -1;

function choose(step) {
  if (!items.length) return;
  at = Math.min(Math.max(at + step, 0), items.length - 1);
  items[at].tabIndex = -1;
  items[at].focus();
  items[at].scrollIntoView({ block: "nearest" });
}

async function copyCard() {
  const card = document.getElementById("card");
  const button = document.getElementById("copy");
  if (!card) return;
  try {
    await navigator.clipboard.writeText(card.textContent);
  } catch {
    // No clipboard without TLS: select the text, so that the user's own copy command takes it.
    const range = document.createRange();
    range.selectNodeContents(card);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    document.execCommand("copy");
  }
  const label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = label; }, 1500);
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "Escape") {
    document.activeElement.blur();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const box = document.getElementById("box");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  } else if (event.key === "j" || event.key === "k") {
    choose(event.key === "j" ? 1 : -1);
  } else if (event.key === "Enter" && items.includes(event.target)) {
    event.target.querySelector("a").click();
  } else if (event.key === "c") {
    copyCard();
  }
});

document.getElementById("copy")?.addEventListener("click", copyCard);
document.getElementById("print")?.addEventListener("click", () => window.print());
