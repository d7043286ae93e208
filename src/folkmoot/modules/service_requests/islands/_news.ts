/**
 * What happened to the queue since the page was made: a line offers to show it, and rows whose report changed say so. Nothing
 * else moves by itself. The record tells that there is something, the desk itself tells what of it concerns this queue.
 */
import { Listener } from "../../../web/islands/_listen";
import type { Pane } from "./_pane";

interface Answer {
  new: number;
  changed: Record<string, string>;
}

/** Milliseconds between two questions to the desk: a busy town has a fact each second. */
const EVERY = 10_000;

export class News {
  private readonly line: HTMLElement | null;
  private readonly listener: Listener | undefined;
  private readonly known = new Map<string, string>();
  private timer: number | undefined;
  private last = 0;

  constructor(private readonly desk: HTMLElement, private readonly pane: Pane) {
    this.line = desk.querySelector<HTMLElement>("[data-news]");
    if (!this.line) return;
    this.listener = new Listener("/live", Number(this.line.dataset.since), () => this.ring());
    this.listener.start();
  }

  stop(): void {
    this.listener?.stop();
    window.clearTimeout(this.timer);
  }

  private ring(): void {
    this.timer ??= window.setTimeout(() => void this.ask(), Math.max(0, this.last + EVERY - Date.now()));
  }

  private async ask(): Promise<void> {
    this.timer = undefined;
    this.last = Date.now();
    const { since = "", from = "" } = this.line?.dataset ?? {};
    const query = new URLSearchParams(window.location.search);
    query.delete("open");
    query.set("part", "news");
    query.set("since", since);
    query.set("from", from);
    for (const row of this.pane.rows()) query.append("number", row.dataset.row ?? "");
    try {
      const answer = await fetch(`?${query}`, { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) this.tell((await answer.json()) as Answer);
    } catch {
      // The network is away; the next news asks again.
    }
  }

  private tell(found: Answer): void {
    const changed = Object.entries(found.changed);
    for (const [number, at] of changed) {
      if (this.known.get(number) === at) continue;
      this.known.set(number, at);
      this.pane.outdated(number);
    }
    const { one, many, changed: single, changedMany } = this.line?.dataset ?? {};
    this.offer([words(found.new, one, many), words(changed.length, single, changedMany)].filter(Boolean).join(", "));
  }

  private offer(what: string): void {
    const told = what && (this.line?.dataset.show ?? "").replace("{what}", what);
    if (!this.line || this.line.textContent === told) return;
    const link = document.createElement("a");
    const url = new URL(window.location.href);
    // Without its hash the same address is loaded anew; new reports stand on the first page or further on.
    url.hash = "";
    url.searchParams.delete("after");
    link.className = "ds-link";
    link.href = url.href;
    link.textContent = told;
    this.line.replaceChildren(...(told ? [link] : []));
  }
}

function words(count: number, one = "", many = ""): string {
  return count === 0 ? "" : (count === 1 ? one : many).replace("{n}", String(count));
}
