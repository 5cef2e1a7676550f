// The console's one script: what pages do more of where there is JavaScript. All of them work without.

/** Parts of our own pages, fetched from our own origin, become HTML through this one policy. */
const policy = globalThis.trustedTypes?.createPolicy("rechime", { createHTML: (html) => html }) ?? {
  createHTML: (html) => html,
};

document.documentElement.classList.add("js");

/** Runs `work` once things have been quiet for `quiet` ms, and at most once in `least` ms. */
const calm = (work, quiet, least) => {
  let timer, last = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => { last = Date.now(); work(); }, Math.max(quiet, last + least - Date.now()));
  };
};

/** A form whose previews follow what is typed: the answer's parts take the place of the page's. */
class LivePreview extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form[data-preview]");
    if (!this.form) return;
    this.refresh = calm(() => this.load(), 300, 1000);
    this.form.addEventListener("input", () => this.refresh());
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("focusout", (event) => { if (event.target.matches("textarea")) this.last = event.target; });
  }

  /** Puts a merge tag where the cursor is, or a mended text in place of the other. */
  click(event) {
    const button = event.target.closest("[data-into]");
    if (!button) return;
    event.preventDefault();
    const field = document.getElementById(button.dataset.into);
    if ("text" in button.dataset) {
      field.focus();
      field.select();
    } else {
      const at = this.last === field ? [field.selectionStart, field.selectionEnd] : [field.value.length, field.value.length];
      field.focus();
      field.setSelectionRange(...at);
    }
    // Typed, and not set, so that the browser can undo it.
    const before = field.value.slice(0, field.selectionStart);
    const space = "insert" in button.dataset && /\S$/.test(before) && !/[(\/]$/.test(before) ? " " : "";
    const text = button.dataset.text ?? space + button.dataset.insert;
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  async load() {
    this.request?.abort();
    this.request = new AbortController();
    const body = new URLSearchParams(new FormData(this.form));
    try {
      const answer = await fetch(this.form.dataset.preview, {
        method: "POST", body, headers: { "X-Fragment": "1" }, signal: this.request.signal,
      });
      if (!answer.ok) return;
      const parts = new DOMParser().parseFromString(policy.createHTML(await answer.text()), "text/html");
      for (const part of parts.querySelectorAll("[data-part]")) {
        const place = this.querySelector(`[data-into-part="${CSS.escape(part.dataset.part)}"]`);
        if (place && !place.contains(document.activeElement)) place.replaceChildren(...part.childNodes);
      }
      for (const field of this.querySelectorAll("[aria-invalid][aria-describedby^='meter-']")) {
        field.ariaInvalid = String(!!document.getElementById(`${field.id}-error`));
      }
    } catch (error) {
      if (error.name !== "AbortError") console.warn(error);
    }
  }
}

/** The flow editor: a bubble opens its text, tags go where the cursor is, unsaved words survive a reload. */
class FlowEditor extends LivePreview {
  connectedCallback() {
    super.connectedCallback();
    this.key = `draft:${this.dataset.draft}`;
    this.saved = this.words();
    this.form.addEventListener("input", () => this.keep());
    this.form.addEventListener("submit", (event) => {
      if (event.submitter?.value.startsWith("test:")) this.remember();
    });
    for (const details of this.querySelectorAll("details.step")) {
      details.addEventListener("toggle", () => this.mark(details));
    }
    const isDraft = location.search === "?draft";
    if ("saved" in this.dataset && !isDraft) this.restore(); else this.keep();
    if (isDraft) this.offerDiscard();
    this.phones();
  }

  /** The phones that tests went to from this browser, the last one first. */
  remembered() {
    try { return JSON.parse(localStorage.getItem("test-phones")) ?? []; } catch { return []; }
  }

  remember() {
    const phone = this.form.elements.test_to.value.trim();
    const phones = [phone, ...this.remembered().filter((other) => other !== phone)].filter(Boolean).slice(0, 5);
    try { localStorage.setItem("test-phones", JSON.stringify(phones)); } catch { /* then it is typed again */ }
  }

  phones() {
    const phones = this.remembered();
    const field = this.form.elements.test_to;
    field.list.replaceChildren(...phones.map((value) => Object.assign(document.createElement("option"), { value })));
    if (field.value === "" && phones.length) field.value = phones[0];
  }

  /** What a merchant typed, without the token and the buttons. */
  words() {
    return JSON.stringify([...new FormData(this.form)].filter(([name]) => !["csrf", "open", "as", "test_to", "event"].includes(name)));
  }

  keep() {
    const words = this.words();
    const changed = words !== this.saved || !("saved" in this.dataset);
    this.querySelector("[data-unsaved]").hidden = !changed;
    try {
      const open = this.form.elements.open.value;
      if (changed) localStorage.setItem(this.key, JSON.stringify({ version: this.dataset.version, words, open }));
      else localStorage.removeItem(this.key);
    } catch { /* a browser that keeps nothing loses nothing else */ }
  }

  restore() {
    const asked = new URLSearchParams(location.search);
    let draft;
    try { draft = JSON.parse(localStorage.getItem(this.key)); } catch { return; }
    if (!draft || draft.words === this.saved) return;
    const done = asked.get("done");
    if (["saved", "activated", "reset", "restored", "theirs"].includes(done)) return localStorage.removeItem(this.key);
    // Pausing saved a version that differs in nothing else: the unsaved words go on from it.
    if (done === "paused") {
      draft.words = JSON.stringify(JSON.parse(draft.words).map(([name, value]) => [name, name === "version" ? this.dataset.version : value]));
      draft.version = this.dataset.version;
    }
    const fields = JSON.parse(draft.words);
    // A draft with more messages or tests than the page has is drawn by the server.
    const known = new Set([...this.form.elements].map((element) => element.name));
    if (draft.version === this.dataset.version && fields.every(([name]) => known.has(name))) {
      const values = new Map();
      for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
      for (const element of this.form.elements) {
        if (["csrf", "open", "as", "test_to", "event", ""].includes(element.name)) continue;
        if (element.type === "checkbox") element.checked = (values.get(element.name) ?? []).includes(element.value);
        else if (values.has(element.name)) element.value = values.get(element.name)[0];
      }
      const step = asked.has("step") ? null : document.getElementById(`step-${draft.open}`);
      if (step) step.open = true;
      this.offerDiscard();
      this.keep();
      this.refresh();
    } else {
      const form = document.createElement("form");
      form.method = "post";
      form.action = `${this.form.action}?draft`;
      const put = (name, value) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      fields.forEach(([name, value]) => put(name, value));
      put("csrf", this.form.elements.csrf.value);
      put("open", draft.open ?? "");
      put("do", "preview");
      document.body.append(form);
      form.submit();
    }
  }

  /** Says that the words are unsaved ones of before, and takes them out by a click. */
  offerDiscard() {
    const notice = this.querySelector("[data-draft-notice]");
    notice.hidden = false;
    notice.querySelector("[data-discard]").addEventListener("click", () => {
      localStorage.removeItem(this.key);
      const open = this.form.elements.open.value;
      location.assign(location.pathname + (open === "" ? "" : `?step=${open}`));
    });
  }

  click(event) {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      event.preventDefault();
      const step = document.getElementById(opener.dataset.opens);
      step.open = true;
      const field = document.getElementById(opener.dataset.field);
      field?.focus({ preventScroll: true });
      step.scrollIntoView({ block: "nearest" });
      return;
    }
    super.click(event);
  }

  /** One message is open at a time; the page's address says which. */
  mark(details) {
    const place = details.id.replace("step-", "");
    const open = this.form.elements.open;
    if (details.open) {
      open.value = place;
      for (const other of this.querySelectorAll("details.step[open]")) if (other !== details) other.open = false;
    } else if (open.value === place) open.value = "";
    for (const bubble of this.querySelectorAll(".bubble[data-opens]")) {
      if (bubble.dataset.opens === `step-${open.value}`) bubble.setAttribute("aria-current", "true");
      else bubble.removeAttribute("aria-current");
    }
    const address = new URL(location);
    address.search = open.value === "" ? "" : `?step=${open.value}`;
    history.replaceState(null, "", address);
  }
}

/** A list that follows what happens, as long as somebody looks at it and reads none of its lines. Ends some time after
    the last key or click, because a page that is left open must not keep its session alive. */
class LiveList extends HTMLElement {
  connectedCallback() {
    const every = this.dataset.every * 1000;
    let last = Date.now();
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { last = Date.now(); });
    this.timer = setInterval(() => { if (Date.now() - last < 15 * 60_000) this.load(); }, every);
  }

  disconnectedCallback() { clearInterval(this.timer); }

  async load() {
    const isRead = this.querySelector("details[open]") || this.contains(document.activeElement);
    if (document.hidden || isRead) return;
    try {
      const answer = await fetch(location.href, { headers: { "X-Fragment": "1" } });
      if (!answer.ok) return clearInterval(this.timer);
      const parts = new DOMParser().parseFromString(policy.createHTML(await answer.text()), "text/html");
      const part = parts.querySelector("[data-part]");
      if (part && !this.querySelector("details[open]")) this.firstElementChild.replaceChildren(...part.childNodes);
    } catch { /* the next time */ }
  }
}

/** A part of the page that takes the server some time: it is fetched once the rest is there. */
class LazyPart extends HTMLElement {
  async connectedCallback() {
    if (!this.dataset.from) return;
    try {
      const answer = await fetch(this.dataset.from, { headers: { "X-Fragment": "1" } });
      if (!answer.ok) return;
      const parts = new DOMParser().parseFromString(policy.createHTML(await answer.text()), "text/html");
      this.firstElementChild.replaceChildren(parts.querySelector("[data-part]"));
    } catch (error) { console.warn(error); }
  }
}

/** A link to a list that the server answers in parts: its click saves them as one file. */
class WholeFile extends HTMLElement {
  connectedCallback() {
    const link = this.querySelector("a");
    const state = this.querySelector("p");
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      if (this.busy) return;
      this.busy = true;
      try {
        const parts = [];
        let lines = -1, cursor = null;
        do {
          const answer = await fetch(link.href + (cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""));
          if (!answer.ok) throw new Error(answer.statusText);
          const part = await answer.text();
          parts.push(part);
          lines += part.split("\n").length - 1;
          cursor = answer.headers.get("Next-Cursor");
          state.textContent = `${cursor ? this.dataset.busy : this.dataset.done} ${Math.max(lines, 0).toLocaleString()}`;
        } while (cursor);
        save(parts, this.dataset.name);
      } catch (error) {
        console.warn(error);
        state.textContent = this.dataset.failed;
      }
      this.busy = false;
    });
  }
}

/** The import of a file of any length: its lines are sent in parts, first to be looked at, then to be imported. */
class ListImport extends HTMLElement {
  connectedCallback() {
    this.run = this.querySelector("[data-run]");
    this.addEventListener("submit", (event) => this.submit(event));
  }

  async submit(event) {
    const { target: form, submitter } = event;
    const deed = submitter?.dataset.upload ?? form.dataset.upload;
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.csrf = form.elements.csrf.value;
    try {
      const chosen = form.elements.file.files[0];
      if (chosen) this.file = await utf8(chosen);
      if (deed === "refused") await this.refused(form);
      else if (deed === "begin") await this.begin(form);
      else await this.goOn(form);
    } catch (error) {
      if (error instanceof Error) console.warn(error);
      this.tell(error.problem ?? this.dataset.broken, "bad");
      if (error.problem && deed === "begin") form.querySelector("details").open = true;
    }
    this.busy = false;
  }

  async begin(form) {
    const fields = new FormData(form);
    fields.set("file", this.file.slice(0, 100_000), form.elements.file.files[0].name);
    const begun = await (await this.post(form.action, fields)).json();
    await this.parts(`${begun.address}/preview`, begun.next_line);
    await this.show(begun.address);
    history.replaceState(null, "", begun.address);
  }

  /** Imports; or looks at the lines that were not looked at. Lines that are done are left out by the server. */
  async goOn(form) {
    const first = Number(form.dataset.line);
    await this.parts(`${form.action}/preview`, first);
    await this.parts(form.action, first);
    await this.show(form.action);
  }

  async refused(form) {
    const table = [];
    await this.parts(`${form.action}/refused`, Number(form.dataset.line), async (answer) => {
      table.push(await answer.text());
      return { next_line: Number(answer.headers.get("Next-Line")) };
    });
    save(table, "refused-lines.csv");
    this.bar?.remove();
  }

  /** Sends the file from a line on, part by part. Each answer names the line to go on with. */
  async parts(address, line, read = (answer) => answer.json()) {
    const file = this.file, size = 512 * 1024;
    let offset = await offsetOf(file, 0, line - 1);
    for (;;) {
      this.progress(offset / file.size);
      const end = Math.min(offset + size, file.size), last = end === file.size;
      const fields = new FormData();
      fields.set("csrf", this.csrf);
      fields.set("line", line);
      if (last) fields.set("last", "yes");
      fields.set("file", file.slice(offset, end), "part");
      const { next_line, is_whole } = await read(await this.post(address, fields));
      if (is_whole || (is_whole === undefined && last)) return this.progress(1);
      offset = await offsetOf(file, offset, next_line - line);
      line = next_line;
    }
  }

  /** Tried again where the connection breaks or the server is too busy: what is done is not done twice. */
  async post(address, body) {
    for (let wait = 500; ; wait *= 2) {
      const answer = await fetch(address, { method: "POST", body, headers: { "X-Fragment": "1" } }).catch(() => null);
      if (answer?.ok) return answer;
      if (answer && answer.status < 500) throw await answer.json().catch(() => ({}));
      if (wait > 8_000) throw {};
      await new Promise((done) => setTimeout(done, wait));
    }
  }

  async show(address) {
    const answer = await fetch(address, { headers: { "X-Fragment": "1" } });
    const parts = new DOMParser().parseFromString(policy.createHTML(await answer.text()), "text/html");
    this.run.replaceChildren(parts.querySelector("[data-part]"));
    // The file is known: nobody chooses it again.
    for (const again of this.run.querySelectorAll("[data-file-again]")) {
      again.hidden = true;
      again.querySelector("input").required = false;
    }
    this.querySelector("form[data-upload='begin'] .primary")?.classList.remove("primary");
    this.run.querySelector("h2").focus();
  }

  progress(share) {
    this.bar ??= Object.assign(document.createElement("progress"), { max: 100, ariaLabel: "%" });
    if (!this.bar.isConnected) this.run.before(this.bar);
    this.bar.value = Math.floor(share * 100);
    this.notice?.remove();
    if (share === 1) this.bar.remove();
  }

  tell(text, kind) {
    this.bar?.remove();
    this.notice ??= Object.assign(document.createElement("div"), { className: `notice ${kind}`, role: "alert" });
    this.notice.textContent = text;
    this.run.before(this.notice);
  }
}

/** A file as UTF-8; Excel also saves UTF-16. */
const utf8 = async (file) => {
  const [one, two] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const kind = one === 0xff && two === 0xfe ? "utf-16le" : one === 0xfe && two === 0xff ? "utf-16be" : null;
  return kind ? new Blob([new TextDecoder(kind).decode(await file.arrayBuffer())]) : file;
};

/** Where so many lines after `offset` the next one begins. Lines end with LF, CR LF or CR. */
const offsetOf = async (file, offset, lines) => {
  while (lines > 0 && offset < file.size) {
    const bytes = new Uint8Array(await file.slice(offset, offset + 1024 * 1024).arrayBuffer());
    const isEnd = offset + bytes.length >= file.size;
    let at = 0;
    for (let i = 0; i < bytes.length && lines > 0; i++) {
      if (bytes[i] === 13 && i + 1 === bytes.length && !isEnd) break;
      if (bytes[i] === 10 || (bytes[i] === 13 && bytes[i + 1] !== 10)) lines--;
      at = i + 1;
    }
    offset += at;
  }
  return offset;
};

/** Saves parts of a table as one file. */
const save = (parts, download) => {
  const href = URL.createObjectURL(new Blob(parts, { type: "text/csv" }));
  Object.assign(document.createElement("a"), { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
};

/** A button that copies what it names. */
class CopyText extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const words = button.textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(this.dataset.from).textContent.trim());
      button.textContent = this.dataset.done;
      setTimeout(() => { button.textContent = words; }, 2000);
    });
  }
}

customElements.define("live-preview", LivePreview);
customElements.define("flow-editor", FlowEditor);
customElements.define("live-list", LiveList);
customElements.define("lazy-part", LazyPart);
customElements.define("whole-file", WholeFile);
customElements.define("list-import", ListImport);
customElements.define("copy-text", CopyText);

// A new store is most likely where its merchant is.
const zone = document.querySelector("input[data-zone]");
if (zone && zone.value === "") zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

// A select of a filter applies at once; its button is for browsers without JavaScript.
for (const select of document.querySelectorAll("form[method=get] select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// Signing out takes the unsaved words of this browser with it.
document.querySelector("form[action='/sign-out']")?.addEventListener("submit", () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
});
