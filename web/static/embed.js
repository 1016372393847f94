// The search box for other sites. It stands where its script tag stands, inside a shadow root, so that neither page
// can break the other. No cookie, no storage, no inline style, nothing loaded from anywhere but the site of this script.
(() => {
  "use strict";

  const TAG = "tin-tim-kiem";
  const MOST = 5; // results shown in place
  const PATIENCE = 10000; // milliseconds
  const FILTERS = ["source", "category", "instrument"];

  const WORDS = {
    label: "Tìm tin chính sách",
    button: "Tìm",
    waiting: "Đang tìm…",
    found: (n) => `Tìm thấy ${n.toLocaleString("vi-VN")} bài.`,
    none: "Không tìm thấy bài nào.",
    all: (n) => `Xem tất cả ${n.toLocaleString("vi-VN")} kết quả`,
    down: "Không kết nối được máy chủ tìm kiếm.",
    wrong: "Ô tìm kiếm chưa được cấu hình đúng.",
    open: "Mở trang tìm kiếm",
    from: "Kết quả từ",
    untitled: "(Bài không có tiêu đề)",
  };

  const STYLE = `
    .box { font: inherit; line-height: 1.5; color: inherit; text-align: start; text-transform: none; letter-spacing: normal; overflow-wrap: anywhere; }
    form { display: flex; flex-wrap: wrap; gap: .5em; margin: 0; }
    label { flex: 1 0 100%; font-weight: 600; }
    input, button { box-sizing: border-box; font: inherit; line-height: 1.5; min-height: 44px; padding: .3em .8em; border-radius: 6px; }
    input { flex: 1 1 12em; min-width: 0; color: inherit; background: transparent; border: 1px solid currentColor; }
    input::placeholder { color: inherit; opacity: .75; }
    button { border: 1px solid transparent; background: var(--tin-accent, #0b5a57); color: var(--tin-on-accent, #fff); font-weight: 600; cursor: pointer; }
    :focus-visible { outline: 3px solid var(--tin-accent, #0b5a57); outline-offset: 2px; box-shadow: 0 0 0 2px #fff; }
    p { margin: .6em 0 0; }
    p:empty { display: none; }
    ol { list-style: none; margin: .5em 0 0; padding: 0; }
    li { padding: .6em 0; border-top: 1px solid; border-color: color-mix(in srgb, currentColor 25%, transparent); }
    a { color: inherit; text-underline-offset: .2em; }
    .title { font-weight: 600; }
    .meta, .from { font-size: .9em; opacity: .85; }
    .all { display: inline-flex; align-items: center; min-height: 44px; }
  `;

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

  class SearchBox extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.lang = "vi";
      const base = this.dataset.base;
      this.input = make("input", { type: "search", name: "q", id: "q", placeholder: this.dataset.placeholder || "", enterKeyHint: "search" });
      this.form = make(
        "form",
        { action: new URL("tim-kiem", base).href, method: "get" },
        make("label", { htmlFor: "q" }, WORDS.label),
        this.input,
        ...FILTERS.filter((name) => this.dataset[name]).map((name) =>
          make("input", { type: "hidden", name, value: this.dataset[name] })
        ),
        make("button", { type: "submit" }, WORDS.button)
      );
      this.form.setAttribute("role", "search");
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.search();
      });
      this.status = make("p");
      this.status.setAttribute("role", "status");
      this.results = make("div");
      const root = this.attachShadow({ mode: "open" });
      try {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        root.adoptedStyleSheets = [sheet];
      } catch {
        // An old browser shows the box in its own plain style.
      }
      const home = make("a", { href: base }, new URL(base).host);
      root.append(
        make("div", { className: "box" }, this.form, this.status, this.results, make("p", { className: "from" }, WORDS.from + " ", home))
      );
    }

    // The address of this search: of the page to open, or of the API to ask.
    address(path, more = {}) {
      const url = new URL(path, this.dataset.base);
      const parameters = { q: this.input.value.trim(), ...more };
      for (const name of FILTERS) parameters[name] = this.dataset[name];
      for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
      return url.href;
    }

    async search() {
      if (!this.input.value.trim()) return this.input.focus();
      if (this.asking) this.asking.abort();
      const asking = (this.asking = new AbortController());
      const timer = setTimeout(() => asking.abort(), PATIENCE);
      this.results.replaceChildren();
      this.status.replaceChildren(WORDS.waiting);
      try {
        const answer = await fetch(this.address("api/v1/search", { size: String(MOST) }), {
          credentials: "omit",
          signal: asking.signal,
        });
        // A filter that no longer works is an error, never a wider search.
        if (answer.status === 400) throw new Error(WORDS.wrong);
        if (!answer.ok) throw new Error(WORDS.down);
        const result = await answer.json();
        if (asking === this.asking) this.show(result);
      } catch (error) {
        if (asking !== this.asking) return;
        const sentence = error.message === WORDS.wrong ? WORDS.wrong : WORDS.down;
        this.status.replaceChildren(sentence + " ", make("a", { href: this.address("tim-kiem") }, WORDS.open));
      } finally {
        clearTimeout(timer);
      }
    }

    show({ total, hits, notices }) {
      const said = notices.map((notice) => notice.message);
      this.status.replaceChildren([total ? WORDS.found(total) : WORDS.none, ...said].join(" "));
      if (!hits.length) return;
      const list = make(
        "ol",
        {},
        ...hits.map((hit) => {
          const meta = [hit.date && hit.date.split("-").reverse().join("/"), hit.source].filter(Boolean).join(" · ");
          return make(
            "li",
            {},
            make("a", { className: "title", href: hit.link }, ...marked(hit.title || WORDS.untitled, hit.title_marks)),
            make("div", { className: "meta" }, meta),
            make("div", {}, ...marked(hit.snippet.text, hit.snippet.marks))
          );
        })
      );
      list.setAttribute("role", "list");
      this.results.replaceChildren(list);
      if (total > hits.length) {
        this.results.append(make("a", { className: "all", href: this.address("tim-kiem") }, WORDS.all(total)));
      }
    }
  }

  const script = document.currentScript;
  if (!script || !window.customElements) return;
  if (!customElements.get(TAG)) customElements.define(TAG, SearchBox);
  const box = document.createElement(TAG);
  Object.assign(box.dataset, script.dataset, { base: new URL("./", script.src).href });
  // In the head there is no place to stand: then the box goes to the end of the page.
  if (document.body && document.body.contains(script)) script.after(box);
  else if (document.readyState !== "loading") document.body.append(box);
  else addEventListener("DOMContentLoaded", () => document.body.append(box));
})();
