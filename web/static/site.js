// Small touches. Every page works without them.
"use strict";

// An address without empty parameters is easier to read and to pass on.
for (const form of document.querySelectorAll("form[data-tidy]")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) {
      if (typeof value === "string" && !value.trim()) formData.delete(name);
    }
    if (formData.get("sort") === "relevance") formData.delete("sort");
  });
}

// A page brought back whole by the back button shows the state of its address, not what was ticked after it.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) form.reset();
});

// A link to a part inside something folded opens it.
const unfold = () => {
  const target = location.hash === "#bo-loc" && document.querySelector("#bo-loc > details");
  if (target) target.open = true;
};
addEventListener("hashchange", unfold);
unfold();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Copying needs a page that came by https, or from this machine.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.nextElementSibling.textContent = button.dataset.done;
    });
  }
}

for (const field of document.querySelectorAll("input[data-suggest]")) {
  suggestWhileTyping(field, {
    ask: askSuggestions(field.dataset.suggest),
    words: JSON.parse(field.dataset.words),
    language: document.documentElement.lang,
    choose: (suggestion) => location.assign(suggestion.link),
  });
}
