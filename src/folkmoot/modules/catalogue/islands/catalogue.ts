/** <fm-load>: shows how far the reading of a file is, until it is over. Without it the link does the same. */
export {};

const EVERY = 1_000;

class FmLoad extends HTMLElement {
  private timer: number | undefined;

  connectedCallback(): void {
    this.timer = window.setInterval(() => void this.look(), EVERY);
  }

  disconnectedCallback(): void {
    window.clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (!this.querySelector("[data-open]")) {
      window.clearInterval(this.timer);
      return;
    }
    if (document.hidden || !this.dataset.url) return;
    try {
      const answer = await fetch(this.dataset.url, { headers: { Accept: "text/html" } });
      if (answer.ok && !this.contains(document.activeElement)) this.innerHTML = await answer.text();
    } catch {
      // Without a network the last state stays.
    }
  }
}

if (!customElements.get("fm-load")) customElements.define("fm-load", FmLoad);
