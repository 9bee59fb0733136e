// Keyboard and clipboard: / to the box, j k or arrows through the candidates, Enter opens, c copies the card, Esc back.
"use strict";

const CHOICES = ".candidate, .point, .gaps tbody tr, .ranking tbody tr, .choice";

function choose(step) {
  // Looked up each time: an answer comes and goes while its question is typed.
  const items = [...document.querySelectorAll(CHOICES)];
  if (!items.length) return false;
  const at = items.indexOf(document.activeElement.closest(CHOICES));
  const next = items[Math.min(Math.max(at + step, 0), items.length - 1)];
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
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
  const label = button.dataset.label ??= button.textContent;
  button.textContent = button.dataset.done;
  document.getElementById("status")?.replaceChildren(button.dataset.done);
  setTimeout(() => { button.textContent = label; }, 1500);
}

function box() {
  const found = document.getElementById("box");
  found?.focus();
  found?.select();
  return Boolean(found);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = event.target.closest("input, textarea, select");
  const key = event.ctrlKey || event.metaKey || event.altKey ? "" : event.key;
  if (event.key === "Escape") {
    // From a candidate back to the box; out of the box, so that the keys work again.
    if (typing) document.activeElement.blur(); else box();
  } else if (typing) {
    if (key === "ArrowDown" && typing.id === "box" && choose(1)) event.preventDefault();
  } else if (key === "/") {
    if (box()) event.preventDefault();
  } else if (["j", "k", "ArrowDown", "ArrowUp"].includes(key)) {
    const inside = key.length === 1 || event.target.closest(CHOICES);  // else the arrows scroll the page
    if (inside && !event.target.closest(".graph") && choose(key === "j" || key === "ArrowDown" ? 1 : -1)) {
      event.preventDefault();
    }
  } else if (key === "Enter" && event.target.matches(CHOICES)) {
    event.target.querySelector("a")?.click();
  } else if (key === "c") {
    copyCard();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("#copy")) copyCard();
  if (event.target.closest("#print, .print")) window.print();
});
