/**
 * <fm-live>: says that something has changed since the page was made, and shows it when asked. It never moves the page by itself.
 *
 * Attributes: data-since (entries the page has seen), data-made (when it was made, ms), data-url (of the stream, "/live"),
 * data-about and data-kinds (what it is about, see web/news.py; neither means everything), and words: data-one ("1 change, show"),
 * data-many ("{n} changes, show") and data-done. With data-ask the number comes from that address as {"new": n}: it is asked
 * when the record has grown, because only the server knows whom an act concerns.
 *
 * Acts without a name (a signature among thousands) are passed on as the event "fm:quiet"; whoever shows a count looks again.
 */
import { fresh } from "./_fresh";
import { Listener, type News } from "./_listen";

/** Milliseconds between two questions to data-ask, and after which a follower of the record has surely written. */
const EVERY = 10_000;
const SOON = 2_500;

class FmLive extends HTMLElement {
  private listener: Listener | undefined;
  private seen = new Set<number>();
  private made = 0;
  private more = false;
  private button: HTMLButtonElement | undefined;
  private timer: number | undefined;
  private asked = 0;
  private again = 0;

  connectedCallback(): void {
    const { url = "/live", since = "0", about = "", kinds = "", made = "0" } = this.dataset;
    this.made = Number(made);
    const query = new URLSearchParams();
    for (const one of about.split(" ").filter(Boolean)) query.append("about", one);
    for (const one of kinds.split(" ").filter(Boolean)) query.append("kind", one);
    this.listener = new Listener(url, Number(since), (news) => this.take(news), query);
    this.listener.start();
    this.setAttribute("role", "status");
  }

  disconnectedCallback(): void {
    this.listener?.stop();
    window.clearTimeout(this.timer);
  }

  private take(news: News): void {
    if (this.dataset.ask) {
      if (news.size > 0) this.ring(2);
      return;
    }
    if (news.quiet) document.dispatchEvent(new CustomEvent("fm:quiet"));
    // What happened before the page was made stands on it already.
    for (const act of news.newest) if (act.at >= this.made) this.seen.add(act.index);
    this.more ||= news.more;
    if (this.seen.size > 0) this.offer(this.seen.size);
  }

  /** Ask soon, and once more if there is nothing: an account is told a moment after the record has grown. */
  private ring(times: number): void {
    this.again = Math.max(this.again, times);
    this.timer ??= window.setTimeout(() => void this.ask(), Math.max(SOON, this.asked + EVERY - Date.now()));
  }

  private async ask(): Promise<void> {
    this.timer = undefined;
    this.asked = Date.now();
    this.again -= 1;
    let count = 0;
    try {
      const answer = await fetch(this.dataset.ask ?? "", { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) count = ((await answer.json()) as { new: number }).new;
    } catch {
      // The network is away; the next news asks again.
    }
    if (count > 0) this.offer(count);
    else if (this.again > 0) this.ring(this.again);
  }

  private offer(count: number): void {
    if (!this.button) {
      this.button = document.createElement("button");
      this.button.type = "button";
      this.button.className = "ds-button fm-news__show";
      this.button.dataset.variant = "secondary";
      this.button.dataset.size = "sm";
      this.button.addEventListener("click", () => void this.show());
    }
    if (this.firstChild !== this.button) this.replaceChildren(this.button);
    const words = (count === 1 ? this.dataset.one : this.dataset.many) ?? "{n}";
    const told = words.replace("{n}", this.more ? `${count}+` : String(count));
    if (this.button.textContent !== told) this.button.textContent = told;
  }

  private async show(): Promise<void> {
    const page = await fresh();
    if (!page) {
      window.location.reload();
      return;
    }
    const now = page.querySelector<HTMLElement>("fm-live")?.dataset ?? {};
    this.seen.clear();
    this.more = false;
    this.made = Number(now.made ?? this.made);
    if (now.ask) this.dataset.ask = now.ask;
    this.button = undefined;
    const done = document.createElement("span");
    done.className = "ds-sr-only";
    done.textContent = this.dataset.done ?? "";
    this.replaceChildren(done);
    // The button is gone, so the keyboard goes on where the new content begins.
    document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
  }
}

if (!customElements.get("fm-live")) customElements.define("fm-live", FmLive);
