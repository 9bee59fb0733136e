// Files that take a while: that one is being made is said beside its link or button, and why one cannot be made.
// Without scripts the link and the form do the same, and say nothing meanwhile.
"use strict";

const words = document.currentScript.dataset;

// The name that the server gives a file.
function named(answer) {
  const said = answer.headers.get("content-disposition") ?? "";
  const plain = /filename="([^"]+)"/.exec(said), coded = /filename\*=utf-8''([^;]+)/i.exec(said);
  return coded ? decodeURIComponent(coded[1]) : plain?.[1] ?? "";
}

function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function make(from, address, request) {
  if (from.ariaBusy === "true") return;
  const beside = from.nextElementSibling;
  const said = beside?.matches(".making") ? beside : document.createElement("span");
  said.className = "making";
  said.setAttribute("role", "status");
  from.after(said);
  from.ariaBusy = "true";
  said.textContent = words.making;
  try {
    const answer = await fetch(address, { ...request, headers: { accept: "*/*" } });
    if (answer.ok) {
      keep(await answer.blob(), named(answer));
      said.remove();
    } else {
      const { detail, hint } = await answer.json();
      said.classList.add("failed");
      said.textContent = [detail, hint].filter(Boolean).join(" · ");
    }
  } catch {
    said.classList.add("failed");
    said.textContent = words.failed;
  } finally {
    from.ariaBusy = "false";
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-file]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  make(link, link.href, {});
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-file]")) return;
  event.preventDefault();
  make(event.target, event.target.action, { method: "POST", body: new URLSearchParams(new FormData(event.target)) });
});
