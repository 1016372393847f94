// The search box for other sites. It stands where its script tag stands, inside a shadow root, so that neither page
// can break the other. No cookie, no storage, no inline style, nothing loaded from anywhere but the site of this script.
// Served behind suggest.js and WORDS: what the box says, a row a language (embed_words.html).

const TAG = "tin-tim-kiem";
const MOST = 5; // results shown in place, and instruments that a number may mean
const PATIENCE = 10000; // milliseconds
const SCOPE = ["source", "category", "instrument", "from", "to"]; // what narrows every search of the box
const LOCALES = { vi: "vi-VN", en: "en-GB" }; // of numbers and dates
const THEMES = ["light", "dark"]; // besides that of the page around the box

// Ours, told from what goes wrong on the way: its message is a sentence for the reader.
class Told extends Error {}

const STYLE = `
  :host { display: block; }
  :host([hidden]), [hidden] { display: none; }
  *, ::before, ::after { box-sizing: border-box; }
  .box { --ground: Canvas; --ink: CanvasText; --accent: var(--tin-accent, #0b5a57); --on-accent: var(--tin-on-accent, #fff); --ring: #fff;
    position: relative; font: inherit; line-height: 1.5; color: inherit; text-align: start; text-transform: none; text-indent: 0; letter-spacing: normal; word-spacing: normal; white-space: normal; overflow-wrap: anywhere; }
  .light { --ground: #fff; --ink: #1c2423; color-scheme: light; }
  .dark { --ground: #1b2220; --ink: #e5e9e6; --accent: var(--tin-accent, #7fd0c7); --on-accent: var(--tin-on-accent, #06211f); --ring: #1b2220; color-scheme: dark; }
  mark { background: #ffe49a; color: #2a2000; border-radius: 2px; }
  .dark mark { background: #6b5300; color: #fff4cf; }
  .light, .dark { padding: 1em; border-radius: 6px; background: var(--ground); color: var(--ink); }
  form { position: relative; display: flex; flex-wrap: wrap; gap: .5em; margin: 0; }
  label { flex: 1 0 100%; font-weight: 600; }
  .field { flex: 1 1 12em; min-width: 0; }
  input, button { font: inherit; line-height: 1.5; min-height: 44px; margin: 0; padding: .3em .8em; border-radius: 6px; }
  input { display: block; width: 100%; color: inherit; background: transparent; border: 1px solid currentColor; }
  input::placeholder { color: inherit; opacity: .75; }
  button { border: 1px solid transparent; background: var(--accent); color: var(--on-accent); font-weight: 600; cursor: pointer; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; box-shadow: 0 0 0 2px var(--ring); }
  .options { position: absolute; left: 0; right: 0; z-index: 1000; margin-top: 4px; padding: .3em; border: 1px solid; border-radius: 6px; background: var(--ground); color: var(--ink); box-shadow: 0 6px 20px rgb(0 0 0 / .25); }
  .options ul { list-style: none; margin: 0; padding: 0; }
  .options .group { padding: .4em .6em .1em; font-size: .875em; }
  [role=option] { display: flex; align-items: center; min-height: 44px; padding: .3em .6em; border-radius: 4px; cursor: pointer; }
  [role=option]:hover { text-decoration: underline; }
  [role=option][aria-selected=true] { outline: 2px solid var(--accent); outline-offset: -2px; text-decoration: underline; }
  .box .options mark { background: none; color: inherit; font-weight: 700; }
  .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  p { margin: .6em 0 0; }
  p:empty { margin: 0; }
  ol, ul { list-style: none; margin: .5em 0 0; padding: 0; }
  .results li, .meant { padding: .6em 0; border-top: 1px solid; border-color: color-mix(in srgb, currentColor 25%, transparent); }
  .meant { margin-top: .6em; }
  .meant li { padding: .3em 0; border: 0; }
  h2, h3, h4, h5, h6 { margin: 0; font: inherit; font-weight: 600; }
  a { color: inherit; text-underline-offset: .2em; }
  .results p { margin: 0; }
  .meta, .from { font-size: .9em; }
  .all { display: inline-flex; align-items: center; min-height: 44px; }
`;

const dress = (root) => {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // An old browser. Where the page around forbids this too, the box stands in the browser's own plain style.
    root.append(make("style", { textContent: STYLE }));
  }
};

class SearchBox extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const { language, path, box: words, suggest } = WORDS.find((one) => one.language === this.dataset.lang) || WORDS[0];
    this.words = words;
    this.lang = language;
    this.locale = LOCALES[language];
    this.home = new URL(path, this.dataset.base).href;
    const level = Number(this.dataset.heading);
    this.heading = level >= 2 && level <= 6 ? `h${Math.floor(level)}` : "h3";
    const root = this.attachShadow({ mode: "open" });
    dress(root);
    this.status = make("p");
    this.status.setAttribute("role", "status");
    this.results = make("div", { className: "results" });
    const from = make("p", { className: "from" }, `${words.from} `, make("a", { href: this.home, lang: "vi" }, words.site));
    const box = make("div", { className: "box" }, this.makeForm(words), this.status, this.results, from);
    if (THEMES.includes(this.dataset.theme)) box.classList.add(this.dataset.theme);
    root.append(box);
    suggestWhileTyping(this.input, {
      ask: async (text, signal) => this.inScope(await askSuggestions(this.url("api/v1/suggest"), { credentials: "omit" })(text, signal)),
      words: suggest,
      language: this.lang,
      choose: ({ kind, value, link }) => (kind === "phrase" ? this.searchFor(value) : location.assign(link)),
    });
  }

  makeForm({ label, button, site }) {
    this.input = make("input", { type: "search", name: "q", id: "q", enterKeyHint: "search", autocomplete: "off" });
    this.input.placeholder = this.dataset.placeholder || "";
    this.form = make(
      "form",
      { action: this.url("tim-kiem"), method: "get" },
      make("label", { htmlFor: "q" }, label),
      make("div", { className: "field" }, this.input),
      make("button", { type: "submit" }, button)
    );
    // Two boxes of one page are told apart by the reader of its landmarks.
    const place = document.querySelectorAll(TAG).length;
    this.form.setAttribute("role", "search");
    this.form.setAttribute("aria-label", place > 1 ? `${site} (${place})` : site);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.search();
    });
    return this.form;
  }

  url(path) {
    return new URL(path, this.home).href;
  }

  // The address of a search in the scope of this box: of the page to open, or of the API to ask.
  address(path, more) {
    const url = new URL(path, this.home);
    for (const name of SCOPE) if (this.dataset[name]) url.searchParams.set(name, this.dataset[name]);
    for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
    return url.href;
  }

  // A category or an article may lie outside of the scope, and its page knows nothing of it.
  inScope(suggestions) {
    const scoped = SCOPE.some((name) => this.dataset[name]);
    return suggestions.filter(({ kind }) => !scoped || kind === "phrase" || kind === "instrument");
  }

  // What the reader chose to search for instead; what was clicked may be gone when it is found.
  searchFor(text) {
    this.input.value = text;
    this.input.focus();
    this.search();
  }

  async search() {
    const q = this.input.value.trim();
    if (!q) return this.input.focus();
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const timer = setTimeout(() => asking.abort(), PATIENCE);
    this.results.replaceChildren();
    this.status.replaceChildren(this.words.waiting);
    try {
      const result = await this.ask(q, asking.signal);
      if (asking === this.asking) this.show(q, result);
    } catch (error) {
      if (asking !== this.asking) return;
      const way = make("a", { href: this.address("tim-kiem", { q }) }, this.words.open);
      this.status.replaceChildren(error instanceof Told ? error.message : this.words.down, " ", way);
    } finally {
      clearTimeout(timer);
    }
  }

  async ask(q, signal) {
    const address = this.address("api/v1/search", { q, size: MOST });
    const answer = await fetch(address, { credentials: "omit", signal });
    if (answer.status === 429) throw new Told(this.words.busy);
    // A preset that cannot be used is an error, never a wider search.
    if (answer.status === 400) {
      const { parameter } = await answer.json().catch(() => ({}));
      throw new Told(parameter ? this.words.wrong_preset.replace("{name}", () => `data-${parameter}`) : this.words.wrong);
    }
    if (!answer.ok) throw new Error(`search: ${answer.status}`);
    return answer.json();
  }

  show(q, { total, hits, notices, advice, instruments, read_as }) {
    const { words, locale } = this;
    const found = total ? counted(words.found, total, locale) : words.none.replace("{q}", () => q);
    this.status.replaceChildren([found, ...notices.map((notice) => notice.message)].join(" "));
    if (read_as) this.results.append(make("p", {}, make("a", { href: this.address("tim-kiem", { q, literal: 1 }) }, words.literal.replace("{q}", () => q))));
    for (const { text } of advice) {
      const link = make("a", { href: this.address("tim-kiem", { q: text }), lang: "vi" }, text);
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.searchFor(text);
      });
      this.results.append(make("p", {}, `${words.meant} `, link, "?"));
    }
    if (instruments.length) this.results.append(this.showInstruments(instruments));
    if (!hits.length) return;
    const list = make("ol", {}, ...hits.map((hit) => this.showHit(hit)));
    list.setAttribute("role", "list");
    this.results.append(list);
    if (total > hits.length) {
      const all = make("a", { className: "all", href: this.address("tim-kiem", { q }) }, counted(words.all, total, locale));
      this.results.append(all);
    }
  }

  showHit({ title, title_marks, link, date, source, snippet }) {
    const name = make("a", { href: link, lang: "vi" }, ...(title ? marked(title, title_marks) : [this.words.untitled]));
    const meta = make("p", { className: "meta" });
    if (date) meta.append(this.day(date), source ? " · " : "");
    meta.append(make("span", { lang: "vi" }, source));
    const passage = [snippet.cut_before ? "…\u00a0" : "", ...marked(snippet.text, snippet.marks), snippet.cut_after ? "\u00a0…" : ""];
    return make("li", {}, make(this.heading, {}, name), meta, make("p", { lang: "vi" }, ...passage));
  }

  // What the number in the query may mean.
  showInstruments(cards) {
    const { words, locale } = this;
    const shown = cards.slice(0, MOST).map(({ label, link, issuer, articles }) => {
      const told = make("p", { className: "meta" });
      if (issuer) told.append(make("span", { lang: "vi" }, issuer), " · ");
      told.append(counted(words.cited, articles, locale));
      return make("li", {}, make("a", { href: link, lang: "vi" }, label), told);
    });
    const name = cards.length > 1 ? words.instruments : words.instrument;
    const list = make("ul", {}, ...shown);
    list.setAttribute("role", "list");
    return make("div", { className: "meant" }, make(this.heading, {}, name), list);
  }

  day(date) {
    const pattern = this.lang === "vi" ? { day: "2-digit", month: "2-digit", year: "numeric" } : { dateStyle: "long" };
    return new Intl.DateTimeFormat(this.locale, { ...pattern, timeZone: "UTC" }).format(new Date(date));
  }
}

// A script of the kind "module" is not told which tag it came by: then every such tag of this name is meant.
const scripts = document.currentScript
  ? [document.currentScript]
  : document.querySelectorAll('script[type="module"][src$="/embed.js"]');

if (!customElements.get(TAG)) customElements.define(TAG, SearchBox);
for (const script of scripts) {
  const box = document.createElement(TAG);
  Object.assign(box.dataset, script.dataset, { base: new URL("./", script.src).href });
  // In the head there is no place to stand: then the box goes to the end of the page.
  if (document.body?.contains(script)) script.after(box);
  else if (document.body && document.readyState !== "loading") document.body.append(box);
  else addEventListener("DOMContentLoaded", () => document.body.append(box));
}
