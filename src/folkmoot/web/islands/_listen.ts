/** Hearing that the record has grown: the stream at /live or, where none comes through, its poll every 20 seconds. */
export interface News {
  size: number;
  newest: { index: number; kind: string; subject: string; at: number }[];
  /** Whether there were acts that are told by no name, such as a signature among thousands. */
  quiet: boolean;
  /** Whether there were more acts than are named. */
  more: boolean;
}

const EVERY = 20_000;
const FAILURES = 3;

export class Listener {
  private stream: EventSource | undefined;
  private timer: number | undefined;
  private failures = 0;
  private running = false;

  /** `since` is how many entries the page has seen, `asked` what it is about (see web/news.py); `hear` gets every news. */
  constructor(
    private readonly url: string,
    private since: number,
    private readonly hear: (news: News) => void,
    private readonly asked = new URLSearchParams(),
  ) {}

  start(): void {
    this.running = true;
    document.addEventListener("visibilitychange", this.turned);
    this.listen();
  }

  stop(): void {
    this.running = false;
    document.removeEventListener("visibilitychange", this.turned);
    this.quiet();
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

  private get query(): string {
    const query = new URLSearchParams(this.asked);
    query.set("since", String(this.since));
    return query.toString();
  }

  private listen(): void {
    if (!("EventSource" in window)) {
      void this.poll();
      return;
    }
    const stream = new EventSource(`${this.url}?${this.query}`);
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
      const answer = await fetch(`${this.url}/poll?${this.query}`, { headers: { Accept: "application/json" } });
      if (answer.ok) this.take((await answer.json()) as News);
    } catch {
      // The network is away; the next time may work.
    }
    if (this.running && !document.hidden) this.timer = window.setTimeout(() => void this.poll(), EVERY);
  }

  private take(news: News): void {
    this.since = Math.max(this.since, news.size);
    this.hear(news);
  }
}
