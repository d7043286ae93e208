// A queue of links that is gone through by single keys (see _keys.ts); Enter follows the link.
import { Keys } from "./_keys";

class Queue extends HTMLElement {
  private keys: Keys | undefined;

  connectedCallback(): void {
    this.keys = new Keys(this, {
      rows: () => [...this.querySelectorAll<HTMLAnchorElement>("a[data-row]")],
      choose: async () => {},
    });
  }

  disconnectedCallback(): void {
    this.keys?.stop();
  }
}

customElements.define("fm-queue", Queue);
