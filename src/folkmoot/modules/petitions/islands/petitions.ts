/**
 * <fm-count>: keeps the number of signatures fresh while the page is seen. It changes the number and nothing else.
 * <fm-similar>: shows petitions like the idea while one types; without it the button does the same.
 */
import { Similar } from "../../../web/islands/_similar";

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

class FmSimilar extends Similar {
  protected override readonly field = "action";
}

if (!customElements.get("fm-count")) customElements.define("fm-count", FmCount);
if (!customElements.get("fm-similar")) customElements.define("fm-similar", FmSimilar);
