/**
 * <fm-count>: keeps the number of signatures fresh while the page is seen. It changes the number and nothing else.
 * <fm-similar>: shows petitions like the idea while one types; without it the button does the same.
 */
export {};

const PAUSE = 350;
const LEAST = 4;

class FmCount extends HTMLElement {
  private readonly heard = (): void => void this.look();

  connectedCallback(): void {
    // The page hears from the record that somebody signed, ten seconds apart at most (web/islands/live.ts).
    document.addEventListener("fm:quiet", this.heard);
  }

  disconnectedCallback(): void {
    document.removeEventListener("fm:quiet", this.heard);
  }

  private async look(): Promise<void> {
    if (document.hidden || !this.dataset.url) return;
    try {
      const answer = await fetch(this.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const found = (await answer.json()) as { signature_count: number };
      this.textContent = found.signature_count.toLocaleString(document.documentElement.lang || undefined);
    } catch {
      // Without a network the last number stays.
    }
  }
}

class FmSimilar extends HTMLElement {
  private timer: number | undefined;
  private asked = "";

  connectedCallback(): void {
    const field = this.querySelector<HTMLInputElement>("input[name=action]");
    if (!field) return;
    const ask = (): void => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.look(field.value.trim()), PAUSE);
    };
    field.addEventListener("input", ask);
    // Somebody may have typed before this script had come.
    if (field.value !== field.defaultValue) ask();
  }

  private async look(words: string): Promise<void> {
    if (words.length < LEAST || words === this.asked || !this.dataset.url) return;
    this.asked = words;
    try {
      const answer = await fetch(`${this.dataset.url}?action=${encodeURIComponent(words)}`);
      const shown = this.querySelector("[data-like]");
      // Whoever typed on meanwhile has asked anew; the older answer is not shown.
      if (answer.ok && shown && this.asked === words) shown.innerHTML = await answer.text();
    } catch {
      // The button does the same with a whole page.
    }
  }
}

if (!customElements.get("fm-count")) customElements.define("fm-count", FmCount);
if (!customElements.get("fm-similar")) customElements.define("fm-similar", FmSimilar);
