/**
 * <fm-ballot>: the bar follows what is marked, projects that no longer fit say so, and the search works while one types.
 *
 * It sends nothing and keeps nothing: every button of the page does the same as a plain form.
 */
export {};

type Kind = "approval" | "knapsack" | "choose-1" | "cumulative" | "scoring" | "ordinal";

interface Mark {
  number: string;
  pot: string;
  cost: number;
  title: string;
  value: number;
}

const PAUSE = 150;

function folded(words: string): string {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

class FmBallot extends HTMLElement {
  private rows: HTMLLIElement[] = [];
  private timer: number | undefined;

  connectedCallback(): void {
    this.rows = [...this.querySelectorAll<HTMLLIElement>(".fm-ballot > li")];
    // Marks on projects that a filter of the server hides are counted by the server alone.
    if (this.querySelector("input[type=hidden][name=p], input[type=hidden][name^='v-'], input[type=hidden][name^='keep-']")) return;
    this.addEventListener("change", () => this.count());
    this.addEventListener("input", (event) => {
      const field = event.target as HTMLInputElement;
      if (field.name === "q") {
        window.clearTimeout(this.timer);
        this.timer = window.setTimeout(() => this.find(field.value), PAUSE);
      } else if (field.name.startsWith("v-")) {
        this.count();
      }
    });
    this.count();
  }

  private mark(row: HTMLLIElement): Mark | null {
    const data = row.dataset;
    const tick = row.querySelector<HTMLInputElement>("input[name=p], input[name^='one-']");
    const typed = row.querySelector<HTMLInputElement>("input[name^='v-']");
    const value = tick ? Number(tick.checked) : Number.parseInt(typed?.value ?? "", 10) || 0;
    if (!value) return null;
    return { number: data.number ?? "", pot: data.pot ?? "", cost: Number(data.cost), title: data.title ?? "", value };
  }

  private count(): void {
    const marks: Mark[] = [];
    for (const row of this.rows) {
      const one = this.mark(row);
      row.classList.toggle("is-on", one !== null);
      if (one) marks.push(one);
    }
    for (const basket of this.querySelectorAll<HTMLElement>("[data-basket]")) {
      this.basket(basket, marks.filter((one) => one.pot === basket.dataset.basket));
    }
  }

  private basket(basket: HTMLElement, marks: Mark[]): void {
    const kind = basket.dataset.type as Kind;
    const limit = Number(basket.dataset.limit);
    const weigh = (one: Mark): number =>
      kind === "knapsack" ? one.cost : kind === "cumulative" || kind === "scoring" ? one.value : 1;
    const used = marks.reduce((sum, one) => sum + weigh(one), 0);
    const show = (value: number): string => (kind === "knapsack" ? this.money(value) : value.toLocaleString(this.locale()));
    const chosen = basket.querySelector("[data-chosen]");
    if (chosen && kind === "knapsack") chosen.textContent = show(used);
    else if (chosen) chosen.textContent = (chosen.textContent ?? "").replace(/[\d.,\u00a0]+/, show(used));
    const left = limit - used;
    const words = basket.querySelector<HTMLElement>("[data-left]");
    if (words) {
      words.textContent = show(Math.abs(left));
      words.parentElement?.classList.toggle("fm-knap__over", left < 0);
      const word = basket.querySelector<HTMLElement>("[data-word]");
      if (word) word.textContent = (left < 0 ? this.dataset.over : this.dataset.leftWord) ?? "";
    }
    this.bar(basket, marks, weigh, Math.max(limit, used, 1));
    if (kind === "knapsack") this.fits(basket.dataset.basket ?? "", left, show);
  }

  private bar(basket: HTMLElement, marks: Mark[], weigh: (one: Mark) => number, whole: number): void {
    const bar = basket.querySelector<HTMLElement>("[data-bar]");
    if (!bar) return;
    bar.replaceChildren(
      ...marks.map((one, at) => {
        const part = document.createElement("span");
        part.className = at % 2 ? "is-yew-2" : "is-yew";
        part.style.width = `${(100 * weigh(one)) / whole}%`;
        const name = document.createElement("span");
        name.textContent = one.title;
        part.append(name);
        return part;
      }),
    );
    const told = [...basket.querySelectorAll(".fm-knap__top p")].map((one) => one.textContent?.replace(/\s+/g, " ").trim());
    bar.setAttribute("aria-label", told.join(". "));
  }

  private fits(pot: string, left: number, show: (value: number) => string): void {
    for (const row of this.rows.filter((one) => one.dataset.pot === pot)) {
      const over = Number(row.dataset.cost) - left;
      const says = !this.mark(row) && over > 0;
      row.classList.toggle("is-over", says);
      const note = row.querySelector<HTMLElement>("[data-nofit]");
      if (!note) continue;
      note.hidden = !says;
      const words = note.querySelector("span");
      if (words && says) words.textContent = (this.dataset.nofit ?? "").replace("%s", show(over));
    }
  }

  private find(words: string): void {
    const wanted = folded(words).split(/\s+/).filter(Boolean);
    for (const row of this.rows) {
      const held = folded(row.textContent ?? "");
      row.hidden = !wanted.every((one) => held.includes(one));
    }
  }

  private money(minor: number): string {
    const digits = Number(this.dataset.digits ?? "2");
    const value = minor / 10 ** digits;
    const shown = Number.isInteger(value) ? 0 : digits;
    return value.toLocaleString(this.locale(), {
      style: "currency",
      currency: this.dataset.currency ?? "EUR",
      minimumFractionDigits: shown,
      maximumFractionDigits: shown,
    });
  }

  private locale(): string | undefined {
    return document.documentElement.lang || undefined;
  }
}

customElements.define("fm-ballot", FmBallot);
