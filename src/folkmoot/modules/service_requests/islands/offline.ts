/**
 * <fm-offline>: a report written without a network. It is kept on the phone, with its photos, and sent when it can be.
 *
 * The form inside is the server's; this adds what only a script can: show the questions of the chosen kind, find the
 * place, keep, send, and list what is kept. All words come from the data- attributes of the element.
 */
import { TAG, all, flush, keep, remove, type Kept } from "../../../web/islands/_outbox";

type Refused = [field: string, words: string];

const WAITING = "folkmoot-outbox";

function element<K extends keyof HTMLElementTagNameMap>(name: K, words = "", look = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.textContent = words;
  if (look) made.className = look;
  return made;
}

class FmOffline extends HTMLElement {
  private get form(): HTMLFormElement {
    return this.querySelector("form")!;
  }

  private words(name: string): string {
    return this.dataset[name] ?? "";
  }

  connectedCallback(): void {
    this.querySelectorAll<HTMLElement>("[data-needs-script]").forEach((one) => (one.hidden = false));
    const kind = this.form.elements.namedItem("service") as HTMLSelectElement;
    kind.addEventListener("change", () => this.questions(kind.value));
    this.questions(kind.value);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
    this.querySelector("[data-locate]")?.addEventListener("click", () => this.locate());
    window.addEventListener("online", this.online);
    navigator.serviceWorker?.addEventListener("message", this.heard);
    void this.show().then(this.send);
  }

  disconnectedCallback(): void {
    window.removeEventListener("online", this.online);
    navigator.serviceWorker?.removeEventListener("message", this.heard);
  }

  private readonly online = (): void => void this.send();

  private readonly heard = (event: MessageEvent): void => {
    if (event.data === TAG) void this.show();
  };

  /** Only the questions of the chosen kind are asked and sent. */
  private questions(code: string): void {
    for (const set of this.querySelectorAll<HTMLFieldSetElement>("fieldset[data-service]")) {
      set.hidden = set.disabled = set.dataset.service !== code;
    }
    const notice = this.querySelector<HTMLElement>("[data-notice]");
    const words = this.querySelector<HTMLOptionElement>(`option[value="${CSS.escape(code)}"]`)?.dataset.notice ?? "";
    if (notice) {
      notice.textContent = words;
      notice.hidden = !words;
    }
  }

  private locate(): void {
    const said = this.querySelector<HTMLElement>("[data-located]")!;
    said.textContent = this.words("locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.field("lat").value = coords.latitude.toFixed(6);
        this.field("lon").value = coords.longitude.toFixed(6);
        said.textContent = this.words("located").replace("%d", String(Math.round(coords.accuracy)));
      },
      () => (said.textContent = this.words("nowhere")),
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
    );
  }

  private field(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  private wrong(): Refused[] {
    const found: Refused[] = [];
    if (!this.field("service").value) found.push(["service", this.words("needService")]);
    for (const set of this.querySelectorAll<HTMLFieldSetElement>("fieldset[data-service]:not([disabled]) [data-required]")) {
      const answered = new FormData(this.form).getAll(set.dataset.required!).some((one) => String(one).trim());
      if (!answered) found.push([set.dataset.required!, `${this.words("needAnswer")} ${set.dataset.label}`]);
    }
    if (!this.field("title").value.trim()) found.push(["title", this.words("needTitle")]);
    if (!this.field("lat").value && !this.field("address").value.trim()) found.push(["address", this.words("needPlace")]);
    if ((this.field("photos").files?.length ?? 0) > Number(this.words("mostPhotos"))) found.push(["photos", this.words("fewerPhotos")]);
    return found;
  }

  private complain(found: Refused[]): void {
    const box = this.querySelector<HTMLElement>("[data-problems]")!;
    box.hidden = !found.length;
    const list = box.querySelector("ul")!;
    list.replaceChildren(
      ...found.map(([name, words]) => {
        const line = element("li");
        const target = this.form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]:not([disabled])`);
        if (target?.id) {
          const link = element("a", words, "ds-link");
          link.href = `#${target.id}`;
          line.append(link);
        } else line.textContent = words;
        return line;
      }),
    );
    if (found.length) box.focus();
  }

  private async submit(): Promise<void> {
    const found = this.wrong();
    this.complain(found);
    if (found.length) return;
    const data = new FormData(this.form);
    const photos = data.getAll("photos").filter((one): one is File => one instanceof File && one.size > 0);
    data.delete("photos");
    const message: Kept = {
      id: crypto.randomUUID(),
      to: this.words("to"),
      title: String(data.get("title")),
      written: new Date().toISOString(),
      state: "waiting",
      fields: [...data.entries()].map(([name, value]) => [name, String(value)]),
      files: photos.map((one) => ({ field: "photos", name: one.name, data: one })),
    };
    try {
      await keep(message);
    } catch {
      // A full or private browser: what was written stays in the form.
      this.complain([["", this.words("notKept")]]);
      return;
    }
    this.form.reset();
    this.field("lat").value = this.field("lon").value = "";
    this.querySelector<HTMLElement>("[data-located]")!.textContent = "";
    this.questions("");
    await this.show();
    this.querySelector<HTMLElement>("[data-kept]")?.focus();
    await this.register();
    await this.send();
  }

  /** Where the browser can, it sends by itself, even when the page is closed (Background Sync). */
  private async register(): Promise<void> {
    try {
      const ready = (await navigator.serviceWorker?.getRegistration()) as
        | (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } })
        | undefined;
      await ready?.sync?.register(TAG);
    } catch {
      // Without it the next start or the next network does the same.
    }
  }

  private readonly send = async (): Promise<void> => {
    if (navigator.onLine) await flush().catch(() => undefined);
    await this.show();
  };

  private async show(): Promise<void> {
    const kept = await all().catch(() => [] as Kept[]);
    if (kept.some((one) => one.state === "waiting")) localStorage.setItem(WAITING, "1");
    else localStorage.removeItem(WAITING);
    const list = this.querySelector<HTMLElement>("[data-list]")!;
    list.replaceChildren(...kept.map((one) => this.item(one)));
    this.querySelector<HTMLElement>("[data-kept]")!.hidden = !kept.length;
  }

  private item(one: Kept): HTMLElement {
    const line = element("li", "", "fm-kept");
    line.dataset.state = one.state;
    const at = new Date(one.written).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
    line.append(element("h3", one.title), element("p", at, "fm-small fm-muted"));
    const photos = one.files.length ? ` ${this.words("withPhotos").replace("%d", String(one.files.length))}` : "";
    const said = { waiting: this.words("waiting") + photos, refused: this.words("refused"), sent: this.words("sent") }[one.state];
    line.append(element("p", said.replace("%s", one.result?.service_request_id ?? "")));
    for (const problem of one.problems ?? []) line.append(element("p", problem.description, "fm-error"));
    const row = element("div", "", "fm-actions");
    if (one.result) {
      for (const [href, words] of [[one.result.url, this.words("see")], [one.result.receipt, this.words("receipt")]] as const) {
        const link = element("a", words, "ds-link");
        link.href = href;
        row.append(link);
      }
    }
    if (one.state === "refused") {
      const again = element("button", this.words("change"), "ds-button");
      again.type = "button";
      again.dataset.variant = "secondary";
      again.dataset.size = "sm";
      again.addEventListener("click", () => void this.take(one));
      row.append(again);
    }
    const away = element("button", this.words(one.state === "sent" ? "clear" : "delete"), "ds-button");
    away.type = "button";
    away.dataset.variant = "tertiary";
    away.dataset.size = "sm";
    away.append(element("span", `: ${one.title}`, "ds-sr-only"));
    away.addEventListener("click", () => void remove(one.id).then(() => this.show()));
    row.append(away);
    line.append(row);
    return line;
  }

  /** Back into the form what the server refused; photos have to be chosen again, as no script may set them. */
  private async take(one: Kept): Promise<void> {
    this.form.reset();
    this.field("service").value = one.fields.find(([name]) => name === "service")?.[1] ?? "";
    this.questions(this.field("service").value);
    for (const [name, value] of one.fields) {
      for (const input of this.form.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"]:not([disabled])`)) {
        if (input.type === "radio" || input.type === "checkbox") input.checked ||= input.value === value;
        else input.value = value;
      }
    }
    // At once: a focus that moves while the store still works would take the keys of whoever writes already.
    this.field("title").focus();
    await remove(one.id);
    await this.show();
  }
}

customElements.define("fm-offline", FmOffline);
