// Files dropped on the form, progress as it comes, and one key a decision.
"use strict";

const form = document.getElementById("drop");
if (form) {
  const box = form.querySelector("input[type=file]");
  const over = (event) => { event.preventDefault(); form.classList.add("over"); };
  form.addEventListener("dragenter", over);
  form.addEventListener("dragover", over);
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    box.files = event.dataTransfer.files;
  });
}

const progress = document.getElementById("progress");
if (progress) {
  const events = new EventSource(progress.dataset.events);
  events.addEventListener("progress", (event) => {
    const { rows, reading } = JSON.parse(event.data);
    progress.textContent = `${rows.toLocaleString()} ${progress.dataset.rows} ${reading}`;
  });
  events.addEventListener("end", () => { events.close(); window.location.reload(); });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const button = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  if (button && !button.disabled) {
    event.preventDefault();
    button.form.requestSubmit(button);
    button.form.querySelectorAll("button").forEach((one) => { one.disabled = true; });  // one key, one decision
  }
});
