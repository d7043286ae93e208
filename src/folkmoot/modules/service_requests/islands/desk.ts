// Single keys for the desk: J and K move between reports, / goes to the search field.
// They work only while no field has the focus (WCAG 2.1.4).
class Desk extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("keydown", this.press);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.press);
  }

  private readonly press = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select")) return;
    if (event.key === "/") {
      event.preventDefault();
      this.querySelector<HTMLInputElement>("input[type=search]")?.focus();
      return;
    }
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (step === undefined) return;
    const rows = [...this.querySelectorAll<HTMLAnchorElement>("a[data-row]")];
    const here = rows.indexOf(document.activeElement as HTMLAnchorElement);
    const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, here + step));
    rows[next]?.focus();
  };
}

customElements.define("fm-desk", Desk);
