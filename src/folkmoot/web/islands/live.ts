/**
 * <fm-live>: offers to show what has happened since the page was made. It never moves the page by itself.
 *
 * Attributes: data-since (entries the page has seen), data-url (of the stream, "/live"), and the words of the button:
 * data-one ("Show 1 new act") and data-many ("Show {n} new acts"). data-subject counts acts about one subject only.
 * Without the stream it asks data-url + "/poll" every 20 seconds while the page is seen.
 */
interface News {
  size: number;
  newest: { index: number; kind: string; subject: string }[];
}

const EVERY = 20_000;
const FAILURES = 3;

class FmLive extends HTMLElement {
  private stream: EventSource | undefined;
  private timer: number | undefined;
  private failures = 0;
  private since = 0;
  private seen = new Set<number>();
  private button: HTMLButtonElement | undefined;

  connectedCallback(): void {
    this.since = Number(this.dataset.since ?? "0");
    document.addEventListener("visibilitychange", this.turned);
    this.listen();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.turned);
    this.quiet();
  }

  private get url(): string {
    return this.dataset.url ?? "/live";
  }

  /** A page nobody sees holds no connection. */
  private turned = (): void => {
    if (document.hidden) this.quiet();
    else if (!this.stream && this.timer === undefined) this.listen();
  };

  private quiet(): void {
    this.stream?.close();
    this.stream = undefined;
    window.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private listen(): void {
    if (!("EventSource" in window)) {
      void this.poll();
      return;
    }
    const stream = new EventSource(`${this.url}?since=${this.since}`);
    this.stream = stream;
    stream.addEventListener("open", () => (this.failures = 0));
    stream.addEventListener("record", (event) => this.take(JSON.parse((event as MessageEvent<string>).data) as News));
    stream.addEventListener("error", () => {
      this.failures += 1;
      // A refused stream (503) closes for good; one that keeps breaking is not worth repeating either.
      if (stream.readyState === EventSource.CLOSED || this.failures >= FAILURES) {
        stream.close();
        if (this.stream === stream) {
          this.stream = undefined;
          void this.poll();
        }
      }
    });
  }

  private async poll(): Promise<void> {
    try {
      const answer = await fetch(`${this.url}/poll?since=${this.since}`, { headers: { Accept: "application/json" } });
      if (answer.ok) this.take((await answer.json()) as News);
    } catch {
      // The network is away; the next time may work.
    }
    if (this.isConnected && !document.hidden) this.timer = window.setTimeout(() => void this.poll(), EVERY);
  }

  private take(news: News): void {
    this.since = Math.max(this.since, news.size);
    const subject = this.dataset.subject;
    for (const act of news.newest) {
      if (!subject || act.subject === subject) this.seen.add(act.index);
    }
    if (this.seen.size > 0) this.offer();
  }

  private offer(): void {
    if (!this.button) {
      // The live region is there before its words, or screen readers would not hear them.
      this.setAttribute("role", "status");
      this.button = document.createElement("button");
      this.button.type = "button";
      this.button.className = "ds-button fm-live__show";
      this.button.dataset.variant = "secondary";
      this.button.dataset.size = "sm";
      this.button.addEventListener("click", () => window.location.reload());
      this.append(this.button);
    }
    const count = this.seen.size;
    const words = count === 1 ? this.dataset.one : this.dataset.many;
    this.button.textContent = (words ?? "Show {n}").replace("{n}", String(count));
  }
}

if (!customElements.get("fm-live")) customElements.define("fm-live", FmLive);
