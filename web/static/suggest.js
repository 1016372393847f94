// Suggestions while typing, as the site's own field and the search box for other sites have them: the editable combobox
// of the ARIA Authoring Practices. Nothing is chosen by itself, and what was typed is never changed. Whoever types by
// an input method is not disturbed: its keys are not ours, and nothing is asked before the typing rests.
"use strict";

const LEAST_TYPED = 2; // letters
const REST = 200; // milliseconds

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// Marks are ranges over code points; JavaScript counts in halves of them.
const marked = (text, marks) => {
  const letters = Array.from(text);
  const pieces = [];
  let at = 0;
  for (const [start, end] of marks) {
    pieces.push(letters.slice(at, start).join(""), make("mark", {}, letters.slice(start, end).join("")));
    at = end;
  }
  pieces.push(letters.slice(at).join(""));
  return pieces;
};

// A sentence about a number. `forms` are the sentence of one thing and that of several; {n} is where the number stands.
const counted = (forms, n, language) =>
  forms[new Intl.PluralRules(language).select(n) === "one" ? 0 : 1].replace("{n}", n.toLocaleString(language));

// Let a field suggest. `ask(text, signal)` promises the suggestions of the API for a text, in their groups, and fails
// where there is no answer; `words` are those of suggest_words.html; `choose` is called with the suggestion chosen.
const suggestWhileTyping = (input, { ask, words, language, choose }) => {
  const list = make("div", { className: "options", id: `${input.id}-goi-y`, hidden: true });
  // Two that take turns: a screen reader passes over a sentence that replaces the same one.
  const voices = [make("div", { className: "hidden" }), make("div", { className: "hidden" })];
  let options = []; // { element, suggestion } in order
  let active = -1; // the place in it of the option that the keyboard stands on, -1 for the text
  let answered = ""; // the text that the options are for
  let timer, asking;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.list);
  for (const voice of voices) voice.setAttribute("aria-live", "polite");
  input.after(list, ...voices);
  input.autocomplete = "off";
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  const typed = () => input.value.trim();

  const say = (sentence) => {
    voices.reverse();
    voices[0].textContent = sentence;
    voices[1].textContent = "";
  };

  const stand = (place) => {
    options[active]?.element.setAttribute("aria-selected", "false");
    active = place;
    const option = options[active]?.element;
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const open = (wanted) => {
    stand(-1);
    list.hidden = !wanted;
    input.setAttribute("aria-expanded", String(wanted));
    if (!wanted) say("");
  };

  // Whatever was asked comes too late.
  const forget = () => {
    clearTimeout(timer);
    asking?.abort();
  };

  const leave = () => {
    forget();
    open(false);
  };

  const show = (text, suggestions) => {
    stand(-1);
    answered = text;
    const groups = new Map();
    options = suggestions.map((suggestion, place) => {
      const { kind, text, marks } = suggestion;
      if (!groups.has(kind)) {
        const name = make("li", { className: "group", id: `${list.id}-${kind}` }, words.groups[kind]);
        name.setAttribute("role", "presentation");
        const group = make("ul", {}, name);
        group.setAttribute("role", "group");
        group.setAttribute("aria-labelledby", name.id);
        groups.set(kind, group);
      }
      // What is suggested is of the collection, whatever language the page speaks.
      const element = make("li", { id: `${list.id}-${place}`, lang: "vi" }, make("span", {}, ...marked(text, marks)));
      element.setAttribute("role", "option");
      element.setAttribute("aria-selected", "false");
      groups.get(kind).append(element);
      return { element, suggestion };
    });
    list.replaceChildren(...groups.values());
    open(options.length > 0);
    say(options.length ? counted(words.some, options.length, language) : words.none);
  };

  const look = async () => {
    const text = typed();
    const mine = (asking = new AbortController());
    let suggestions;
    try {
      suggestions = await ask(text, mine.signal);
    } catch {
      // Suggestions are a help: where they fail, the field is a plain one.
      suggestions = null;
    }
    // An answer to what is no longer typed, or for somebody who has gone on, is none.
    if (mine.signal.aborted || input.getRootNode().activeElement !== input) return;
    if (suggestions) show(text, suggestions);
    else open(false);
  };

  const wait = () => {
    forget();
    stand(-1);
    if (Array.from(typed()).length < LEAST_TYPED) open(false);
    else timer = setTimeout(look, REST);
  };

  const take = ({ suggestion }) => {
    leave();
    choose(suggestion);
  };

  input.addEventListener("input", wait);
  input.addEventListener("compositionend", wait);
  input.addEventListener("blur", leave);
  input.form?.addEventListener("submit", leave);

  input.addEventListener("keydown", (event) => {
    // 229 is the key of an input method where the browser does not say that it is composing.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length && (!list.hidden || answered === typed())) {
      event.preventDefault();
      if (list.hidden) open(true);
      // The text is one of the places: behind the last option and before the first.
      const places = options.length + 1;
      stand(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      take(options[active]);
    } else if (event.key === "Escape" && (!list.hidden || input.value)) {
      event.preventDefault();
      if (list.hidden) input.value = "";
      leave();
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
      stand(-1);
    }
  });

  // Pressing an option must not take the focus from the field, which would close the list before it is chosen.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = options.find(({ element }) => element.contains(event.target));
    if (option) take(option);
  });
};

// Ask the API at this address.
const askSuggestions = (address, settings) => async (text, signal) => {
  const answer = await fetch(`${address}?${new URLSearchParams({ q: text })}`, { ...settings, signal });
  if (!answer.ok) throw new Error(`suggestions: ${answer.status}`);
  return (await answer.json()).suggestions;
};
