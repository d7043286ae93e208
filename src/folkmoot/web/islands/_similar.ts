/** Shows what is like the line that is being typed; without it the button of the form does the same. */

const PAUSE = 350;
const LEAST = 4;

/** The element: `data-url` answers `?action=…` with a piece of HTML, which goes into what has `data-like`. */
export abstract class Similar extends HTMLElement {
  /** Name of the input that is listened to. */
  protected abstract readonly field: string;
  private timer: number | undefined;
  private asked = "";

  connectedCallback(): void {
    const field = this.querySelector<HTMLInputElement>(`input[name=${this.field}]`);
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
