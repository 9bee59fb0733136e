// Boxes that suggest names, answers while one types, and whole contacts for a purpose.
"use strict";

// A Chinese input method sends letters while a word is being composed: nothing is asked before it is done.
document.addEventListener("input", (event) => {
  if (event.isComposing) event.stopImmediatePropagation();
}, true);
document.addEventListener("compositionend", (event) => {
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
});

// ---- a box with a list of names under it (the pattern "combobox with listbox popup" of ARIA) ----
const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
const boxOf = (list) => list?.matches?.("[role=listbox]") && document.querySelector(`[aria-controls="${list.id}"]`);
const optionsOf = (box) => [...listOf(box).querySelectorAll("[data-value]")];
const markedOf = (box) => optionsOf(box).find((one) => one.getAttribute("aria-selected") === "true");

function open(box, is) {
  const list = listOf(box);
  list.hidden = !is || !list.children.length;
  box.setAttribute("aria-expanded", String(!list.hidden));
  if (list.hidden) box.removeAttribute("aria-activedescendant");
}

function mark(box, option) {
  for (const one of optionsOf(box)) one.setAttribute("aria-selected", String(one === option));
  if (!option) return box.removeAttribute("aria-activedescendant");
  option.id = `${listOf(box).id}-${optionsOf(box).indexOf(option)}`;
  box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function take(box, option) {
  box.value = option.dataset.value;
  open(box, false);
  box.dispatchEvent(new Event("change", { bubbles: true }));
  if (box.form?.matches(".find")) box.form.requestSubmit();  // a name is all that it asks
}

document.addEventListener("keydown", (event) => {
  const box = event.target.closest("[role=combobox]");
  if (!box || event.isComposing || listOf(box).hidden) return;
  const options = optionsOf(box);
  const marked = markedOf(box);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const at = options.indexOf(marked) + (event.key === "ArrowDown" ? 1 : -1);
    mark(box, options[(at + options.length) % options.length]);
  } else if (event.key === "Enter" && marked) {
    take(box, marked);
  } else if (event.key === "Escape") {
    open(box, false);
  } else {
    return;
  }
  event.preventDefault();
}, true);

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("[role=option][data-value]");
  const box = option && boxOf(option.parentElement);
  if (!box) return;
  event.preventDefault();
  take(box, option);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches("[role=combobox]")) open(event.target, false);
});

// Who has marked a name keeps the list he marked it in: an answer that comes later may not take it from under Enter.
document.addEventListener("input", (event) => { if (event.target.matches("[role=combobox]")) mark(event.target, null); });
document.addEventListener("htmx:beforeSwap", (event) => {
  const box = boxOf(event.detail.target);
  if (box && markedOf(box)) event.detail.shouldSwap = false;
});
document.addEventListener("htmx:afterSwap", (event) => {
  const box = boxOf(event.detail.target);
  if (box) open(box, box === document.activeElement);
});

// ---- the question: asked once as it stands; with Enter the answer takes the focus, and a later one keeps it ----
let asked = "";  // the question that is on its way or answered
let shown = "";  // the one that is answered
let wanted = -1;  // the candidate to be focused
const candidates = () => [...document.querySelectorAll("#answer .candidate")];

function focusWanted() {
  const found = candidates();
  found[Math.min(wanted, found.length - 1)]?.focus();
  wanted = -1;
}

document.addEventListener("htmx:confirm", (event) => {  // before anything on its way is given up
  if (event.target.id !== "ask") return;
  const now = new URLSearchParams(new FormData(event.target)).toString();
  if (now === asked) event.preventDefault();
  if (now === shown && wanted >= 0) focusWanted();
  asked = now;
});
document.addEventListener("submit", (event) => { if (event.target.id === "ask") wanted = 0; }, true);
document.addEventListener("input", (event) => { if (event.target.closest("#ask")) wanted = -1; });
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "answer") return;
  const at = candidates().indexOf(document.activeElement.closest(".candidate"));
  if (at >= 0) wanted = at;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "answer") return;
  shown = asked;
  if (wanted >= 0) focusWanted();
});
for (const failed of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failed, (event) => { if (event.target.id === "ask") asked = ""; });
}

// ---- a whole contact: person first, then the unit; on record before it is shown ----
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-unmask]");
  if (!form) return;
  event.preventDefault();
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  const output = form.querySelector("output");
  for (const address of form.dataset.unmask.trim().split(/\s+/)) {
    const answer = await fetch(address, {
      method: "POST", headers: { "content-type": "application/json", ...(token && { "x-csrf-token": token }) },
      body: JSON.stringify({ purpose: form.elements.purpose.value }),
    });
    const found = await answer.json();
    if (!answer.ok) { output.textContent = found.title ?? answer.statusText; return; }
    if (found.contacts.length) { output.textContent = found.contacts[0].value; return; }
  }
});
