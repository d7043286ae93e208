/**
 * <fm-numbers>: shows the newest numbers of a survey while the page is seen, and leaves open what a reader has opened.
 *
 * It looks again when <fm-live> hears of an answer ("fm:quiet"), and now and then where no connection stays open.
 */
export {};

const EVERY = 15_000;
const HEARD = "fm:quiet";

class FmNumbers extends HTMLElement {
  private timer: number | undefined;
  private hear = (): void => void this.look();

  connectedCallback(): void {
    this.timer = window.setInterval(this.hear, EVERY);
    document.addEventListener(HEARD, this.hear);
  }

  disconnectedCallback(): void {
    window.clearInterval(this.timer);
    document.removeEventListener(HEARD, this.hear);
  }

  private async look(): Promise<void> {
    // Whoever is in the middle of the numbers with the keyboard must not lose the place.
    if (document.hidden || !this.dataset.url || this.contains(document.activeElement)) return;
    try {
      const answer = await fetch(this.dataset.url, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const fresh = document.createElement("template");
      fresh.innerHTML = await answer.text();
      const before = [...this.querySelectorAll("details")].map((one) => one.open);
      fresh.content.querySelectorAll("details").forEach((one, at) => {
        one.open = before[at] ?? false;
      });
      this.replaceChildren(fresh.content);
    } catch {
      // Without a network the last numbers stay.
    }
  }
}

if (!customElements.get("fm-numbers")) customElements.define("fm-numbers", FmNumbers);
