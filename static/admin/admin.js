// Every page works without this. It adds keys, and asks before what was typed is lost.
"use strict";

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "/") {
    const search = document.querySelector("[role=search] input");
    if (search) { event.preventDefault(); search.focus(); }
  }
  if (event.key === "j" || event.key === "k") {
    const names = [...document.querySelectorAll("td .name")];
    if (!names.length) return;
    const at = names.indexOf(document.activeElement);
    const next = event.key === "j" ? Math.min(at + 1, names.length - 1) : Math.max(at - 1, 0);
    names[next].focus();
  }
});

// A form that was changed and not sent.
let dirty = false;
document.addEventListener("input", (event) => { if (event.target.closest("form[method=post]")) dirty = true; });
document.addEventListener("submit", (event) => {
  dirty = false;
  const button = event.submitter;
  if (event.target.method === "post" && button) setTimeout(() => { button.disabled = true; });
});
window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
window.addEventListener("pageshow", () => document.querySelectorAll("button[disabled]").forEach((it) => { it.disabled = false; }));

// Where a form was refused, the summary of what is wrong comes first.
document.getElementById("errors")?.focus();

for (const zone of document.querySelectorAll(".drop")) {
  const input = zone.querySelector("input[type=file]");
  const over = (on) => zone.classList.toggle("over", on);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  zone.addEventListener("dragleave", () => over(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (input && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; dirty = true; }
  });
}

// The secret of a link stands behind its `#`, which no server and no log sees.
const token = new URLSearchParams(location.hash.slice(1)).get("token");
const place = document.getElementById("f-token");
if (token && place) {
  place.value = token;
  place.closest(".field").hidden = true;
  history.replaceState(null, "", location.pathname);
}
