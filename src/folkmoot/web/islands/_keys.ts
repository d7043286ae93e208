/**
 * Single keys of a desk: J and K move between reports and show them, X chooses one. Of what stands beside the queue T takes it or
 * gives it back, D compares it, A accepts its suggestion, R goes to the reply. / goes to the search field, ? lists the keys.
 * They work only while no field has the focus and the list is not open.
 */
/** What the rows of a desk are, and what happens to the one that is stopped at. */
export interface Rows {
  rows(): HTMLAnchorElement[];
  choose(row: HTMLAnchorElement): Promise<void>;
}

const SWITCH = "folkmoot.desk.keys";
/** Milliseconds after which the row that one stopped at is fetched: who passes ten rows does not ask for ten reports. */
const STOPPED = 150;

export class Keys {
  private timer: number | undefined;

  constructor(private readonly desk: HTMLElement, private readonly pane: Rows) {
    document.addEventListener("keydown", this.press);
    this.offerSwitch();
  }

  stop(): void {
    window.clearTimeout(this.timer);
    document.removeEventListener("keydown", this.press);
  }

  // Whoever speaks to the machine or presses keys by accident can turn them off (WCAG 2.1.4); this browser remembers.
  private offerSwitch(): void {
    const button = this.desk.querySelector<HTMLButtonElement>("button[data-keys]");
    if (!button) return;
    const show = (): void => {
      button.textContent = (this.off() ? button.dataset.keysOff : button.dataset.keys) ?? "";
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      localStorage.setItem(SWITCH, this.off() ? "on" : "off");
      show();
    });
    show();
  }

  private off(): boolean {
    return localStorage.getItem(SWITCH) === "off";
  }

  private readonly press = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (this.off() || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog")) return;
    switch (event.key.toLowerCase()) {
      case "j":
        return this.move(1);
      case "k":
        return this.move(-1);
      case "x":
        return document.activeElement?.closest("tr")?.querySelector<HTMLInputElement>("input[name=number]")?.click();
      case "a":
        return this.click("button[data-accept]");
      case "t":
        return this.click("form[data-hold] button");
      case "d":
        return this.click("a[data-compare]");
      case "?":
        // The dialog closes by Escape and gives the focus back by itself.
        return this.desk.querySelector<HTMLDialogElement>("dialog[data-all-keys]")?.showModal();
      case "r":
        return this.enter(event, "#reply");
      case "/":
        return this.enter(event, "input[type=search]");
    }
  };

  private click(what: string): void {
    this.desk.querySelector<HTMLElement>(what)?.click();
  }

  private enter(event: KeyboardEvent, field: string): void {
    event.preventDefault();
    this.desk.querySelector<HTMLElement>(field)?.focus();
  }

  private move(step: number): void {
    const rows = this.pane.rows();
    const focused = rows.indexOf(document.activeElement as HTMLAnchorElement);
    const here = focused < 0 ? rows.findIndex((one) => one.hasAttribute("aria-current")) : focused;
    const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, here + step))];
    if (!next) return;
    next.focus();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (document.activeElement === next) void this.pane.choose(next);
    }, STOPPED);
  }
}
