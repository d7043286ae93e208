// The desk: the report beside the queue without loading the page, single keys, and news of the queue.
import { Keys } from "../../../web/islands/_keys";
import { News } from "./_news";
import { Pane } from "./_pane";

class Desk extends HTMLElement {
  private pane: Pane | undefined;
  private keys: Keys | undefined;
  private news: News | undefined;

  connectedCallback(): void {
    this.pane = new Pane(this);
    this.keys = new Keys(this, this.pane);
    this.news = new News(this, this.pane);
    const every = this.querySelector<HTMLInputElement>("input[data-every]");
    every?.removeAttribute("hidden");
    every?.addEventListener("change", () => {
      for (const one of this.querySelectorAll<HTMLInputElement>("input[name=number]")) one.checked = every.checked;
    });
  }

  disconnectedCallback(): void {
    this.pane?.stop();
    this.keys?.stop();
    this.news?.stop();
  }
}

customElements.define("fm-desk", Desk);
