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

const PAUSE = 350;
const LEAST = 4;

/** <fm-like>: shows datasets and requests like the one that is being written. Without it a button does the same. */
class FmLike extends HTMLElement {
  private timer: number | undefined;
  private asked = "";

  connectedCallback(): void {
    this.querySelector<HTMLInputElement>("input[name=title]")?.addEventListener("input", (event) => {
      window.clearTimeout(this.timer);
      const words = (event.target as HTMLInputElement).value.trim();
      this.timer = window.setTimeout(() => void this.look(words), PAUSE);
    });
  }

  private async look(words: string): Promise<void> {
    if (words.length < LEAST || words === this.asked || !this.dataset.url) return;
    this.asked = words;
    try {
      const answer = await fetch(`${this.dataset.url}?title=${encodeURIComponent(words)}`);
      const shown = this.querySelector("[data-like]");
      // Whoever typed on meanwhile has asked anew; the older answer is not shown.
      if (answer.ok && shown && this.asked === words) shown.innerHTML = await answer.text();
    } catch {
      // The button does the same with a whole page.
    }
  }
}

if (!customElements.get("fm-like")) customElements.define("fm-like", FmLike);
if (!customElements.get("fm-load")) customElements.define("fm-load", FmLoad);
