/**
 * The report beside the queue. Choosing one fetches only it and changes the address, so that the queue stays where it is
 * and keeps the focus; Back goes to the report that was there before. Every way here is a link that works without this.
 */
export class Pane {
  private readonly box: HTMLElement;
  private readonly said: HTMLElement;
  private readonly failed: HTMLTemplateElement;
  private asked: AbortController | undefined;
  /** The number of the report that is shown or on its way, empty without one. */
  private wanted: string;
  /** Replies that were begun, by the number of their report. */
  private readonly drafts = new Map<string, string>();

  constructor(private readonly desk: HTMLElement) {
    this.box = desk.querySelector<HTMLElement>("#pane")!;
    this.said = desk.querySelector<HTMLElement>("[data-said]")!;
    this.failed = desk.querySelector<HTMLTemplateElement>("template[data-failed]")!;
    this.wanted = this.shown;
    desk.addEventListener("click", this.press);
    desk.addEventListener("submit", this.send);
    window.addEventListener("popstate", this.turn);
  }

  stop(): void {
    this.asked?.abort();
    this.desk.removeEventListener("click", this.press);
    this.desk.removeEventListener("submit", this.send);
    window.removeEventListener("popstate", this.turn);
  }

  /** Something was done to a report: its row says so, and whoever chooses it again gets it anew. */
  outdated(number: string): void {
    if (number === this.wanted) this.wanted = "";
    this.changed(number);
  }

  private row(number: string): HTMLTableRowElement | null | undefined {
    return this.rows().find((one) => one.dataset.row === number)?.closest("tr");
  }

  private changed(number: string): void {
    this.row(number)?.querySelector("[data-changed]")?.removeAttribute("hidden");
  }

  rows(): HTMLAnchorElement[] {
    return [...this.desk.querySelectorAll<HTMLAnchorElement>("a[data-row]")];
  }

  /** The number of the report that is shown, empty without one. */
  private get shown(): string {
    return this.box.querySelector<HTMLElement>("[data-report]")?.dataset.report ?? "";
  }

  /** Show the report of a row. Moving from row to row leaves one step of Back, however many rows it were. */
  async choose(row: HTMLAnchorElement): Promise<void> {
    const url = new URL(row.href);
    if (numberIn(url) !== this.wanted) await this.fetch(url, this.shown ? "replace" : "push");
  }

  private readonly press = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest("a[data-row], a[data-again], fm-map a[href]");
    if (!link) return;
    event.preventDefault();
    void this.open(new URL(link.getAttribute("href") ?? "", window.location.href), event.detail === 0);
  };

  private async open(url: URL, byKey: boolean): Promise<void> {
    const again = numberIn(url) === this.wanted;
    if (!again) await this.fetch(url, "push");
    // Enter on what is shown already goes into it; where the pane lies below the queue a press goes there at once.
    if (!this.beside()) this.box.scrollIntoView();
    if (!this.beside() || (again && byKey)) this.box.focus({ preventScroll: true });
  }

  private beside(): boolean {
    const queue = this.desk.querySelector<HTMLElement>(".fm-desk__list");
    return !queue || this.box.offsetLeft >= queue.offsetLeft + queue.offsetWidth;
  }

  private readonly turn = (): void => {
    const url = new URL(window.location.href);
    if (numberIn(url) !== this.wanted) void this.fetch(url, "none");
  };

  private async fetch(url: URL, step: "push" | "replace" | "none"): Promise<void> {
    url.hash = "";
    this.keep();
    this.wanted = numberIn(url);
    this.mark(this.wanted);
    const part = new URL(url);
    part.searchParams.set("part", "pane");
    const answer = await this.ask(part, {});
    if (!answer) return;
    if (answer.redirected) {
      // Whoever was signed out meanwhile is asked to sign in and comes back to this address.
      window.location.assign(url);
      return;
    }
    if (step === "push") window.history.pushState(null, "", url);
    else if (step === "replace") window.history.replaceState(null, "", url);
    if (answer.html === undefined) this.fail(url);
    else this.take(answer.html);
  }

  private readonly send = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("form[data-hold]")) return;
    event.preventDefault();
    void this.hold(form);
  };

  /** Take the report or give it back, and show the two places that say who has it. */
  private async hold(form: HTMLFormElement): Promise<void> {
    const number = this.shown;
    const within = form.contains(document.activeElement);
    this.keep();
    const answer = await this.ask(new URL(form.action), { method: "POST", body: new FormData(form) });
    if (!answer) return;
    const page = new DOMParser().parseFromString(answer.html ?? "", "text/html");
    const pane = page.querySelector("#pane");
    if (!pane) {
      // It was refused or the network is away: the browser sends the form itself, and the page that comes says why.
      form.submit();
      return;
    }
    this.take(pane.innerHTML);
    this.said.textContent = page.querySelector(".fm-messages")?.textContent?.trim() ?? "";
    if (within) this.box.querySelector<HTMLElement>("form[data-hold] button")?.focus();
    const team = this.row(number)?.querySelector("[data-team]");
    const now = page.querySelector(`a[data-row="${CSS.escape(number)}"]`)?.closest("tr")?.querySelector("[data-team]");
    if (team && now) team.innerHTML = now.innerHTML;
    else this.changed(number);
  }

  /** An answer of the desk, undefined when something else was asked for meanwhile; without `html` it failed. */
  private async ask(url: URL, how: RequestInit): Promise<{ html?: string; redirected: boolean } | undefined> {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    this.box.setAttribute("aria-busy", "true");
    this.said.textContent = this.said.dataset.loading ?? "";
    let html: string | undefined;
    let redirected = false;
    try {
      const answer = await fetch(url, { ...how, signal: asked.signal, headers: { Accept: "text/html" } });
      redirected = answer.redirected;
      if (answer.ok) html = await answer.text();
    } catch (error) {
      if (!asked.signal.aborted) console.warn("the desk does not answer:", error);
    }
    if (asked.signal.aborted) return undefined;
    this.box.removeAttribute("aria-busy");
    return { html, redirected };
  }

  private take(html: string): void {
    this.box.innerHTML = html;
    this.box.scrollTop = 0;
    const reply = this.reply();
    if (reply) reply.value = this.drafts.get(this.shown) ?? "";
    const title = this.box.querySelector("#pane-title")?.textContent;
    this.said.textContent = title ? (this.said.dataset.shown ?? "").replace("{title}", title) : (this.box.textContent ?? "");
  }

  private fail(url: URL): void {
    this.wanted = "";
    this.box.replaceChildren(this.failed.content.cloneNode(true));
    this.box.querySelector("a[data-again]")?.setAttribute("href", url.href);
    this.said.textContent = this.box.textContent;
  }

  private reply(): HTMLTextAreaElement | null {
    return this.box.querySelector<HTMLTextAreaElement>("#reply");
  }

  private keep(): void {
    const words = this.reply()?.value;
    if (this.shown && words !== undefined) this.drafts.set(this.shown, words);
  }

  private mark(number: string): void {
    for (const link of this.desk.querySelectorAll("a[data-row], fm-map a[href]")) {
      const chosen = number !== "" && numberIn(new URL(link.getAttribute("href") ?? "", window.location.href)) === number;
      link.closest("tr")?.classList.toggle("is-sel", chosen);
      if (chosen) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
}

function numberIn(url: URL): string {
  return url.searchParams.get("open") ?? "";
}
