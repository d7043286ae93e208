/**
 * <fm-check>: checks one entry of the public record in this browser, and the words that its fingerprints stand for.
 *
 * Attributes: data-index, data-leaf (the fingerprint that the page shows). The words it says are JSON in the element
 * that data-words names. Buttons with data-check="entry" and data-check="words" are shown once it runs; what it found
 * goes into the element with data-result.
 */
type Words = Record<string, string>;

function fill(words: string, values: Record<string, string>): string {
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

async function read(path: string): Promise<Response> {
  // What is checked is what the server gives now, not what an earlier page left behind.
  const answer = await fetch(path, { cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw new TypeError(`${path}: ${answer.status}`);
  return answer;
}

/** A page cannot show a carriage return: the parser of HTML makes it a line break. */
function plain(words: string): string {
  return words.replace(/\r\n?/g, "\n");
}

class FmCheck extends HTMLElement {
  private words: Words = {};

  connectedCallback(): void {
    const words = document.getElementById(this.dataset.words ?? "")?.textContent;
    this.words = JSON.parse(words ?? "{}") as Words;
    for (const button of this.querySelectorAll<HTMLButtonElement>("[data-check]")) {
      button.hidden = false;
      const work = button.dataset.check === "words" ? this.checkWords : this.checkEntry;
      button.addEventListener("click", () => void this.run(button, work));
    }
  }

  private async run(button: HTMLButtonElement, work: () => Promise<void>): Promise<void> {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await work();
    } catch (problem) {
      const detail = problem instanceof Error ? problem.message : String(problem);
      this.say("warning", this.words.unknown ?? "", `${this.words.network ?? ""} ${detail}`);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  private count(name: string, count: number): string {
    const shown = new Intl.NumberFormat(document.documentElement.lang).format(count);
    return fill(this.words[count === 1 ? `${name}_one` : `${name}_many`] ?? "", { n: shown });
  }

  private checkEntry = async (): Promise<void> => {
    const index = this.dataset.index ?? "";
    const [proofs, entry, proof, key, policy] = await Promise.all([
      import("./_proof"),
      read(`/record/${index}.json`).then((answer) => answer.arrayBuffer()),
      read(`/record/${index}.tlog-proof`).then((answer) => answer.text()),
      read("/record/key").then((answer) => answer.text()),
      read("/record/policy").then((answer) => answer.text()),
    ]);
    const began = performance.now();
    try {
      const leaf = this.dataset.leaf ?? "";
      const found = proofs.check({ index: BigInt(index), leaf, entry: new Uint8Array(entry), proof, key, policy });
      const parts = [this.count("steps", found.steps)];
      if (found.asked > 0) {
        const total = this.count("witnesses", found.asked);
        parts.push(fill(this.words.signed ?? "", { count: String(found.witnesses), witnesses: total }));
      }
      parts.push(this.count("time", Math.max(1, Math.round(performance.now() - began))));
      this.say("success", this.words.matches ?? "", `${parts.join(", ")}.`);
    } catch (problem) {
      if (!(problem instanceof proofs.Mismatch)) throw problem;
      const words = this.words[`false_${problem.reason}`] ?? "";
      this.say("error", this.words.false ?? "", fill(words, { detail: problem.message }));
    }
  };

  private checkWords = async (): Promise<void> => {
    const [proofs, entry] = await Promise.all([
      import("./_proof"),
      read(`/record/${this.dataset.index}.json`).then((answer) => answer.arrayBuffer()),
    ]);
    const written = new TextDecoder().decode(entry);
    if (proofs.hex(proofs.leafHash(new Uint8Array(entry))) !== this.dataset.leaf) {
      this.say("error", this.words.false ?? "", this.words.false_entry ?? "");
      return;
    }
    const shown = [...document.querySelectorAll<HTMLElement>("[data-commitment]")];
    for (const one of shown) {
      const commitment = one.dataset.commitment ?? "";
      const label = one.closest("dd")?.previousElementSibling?.textContent ?? "";
      const opened = (await read(`/record/texts/${commitment}.json`).then((answer) => answer.json())) as {
        salt: string;
        words: string;
      };
      const held = written.includes(`"${commitment}"`);
      const opens = held && proofs.opens(commitment, proofs.unhex(opened.salt), opened.words);
      if (!opens || plain(opened.words) !== plain(one.textContent ?? "")) {
        const why = !held ? "words_absent" : opens ? "words_shown" : "words_false";
        this.say("error", this.words.words_wrong ?? "", fill(this.words[why] ?? "", { label }));
        return;
      }
    }
    this.say("success", this.words.words_match ?? "", this.count("texts", shown.length));
  };

  private say(tone: string, title: string, words: string): void {
    const place = this.querySelector<HTMLElement>("[data-result]");
    const icon = this.querySelector<HTMLTemplateElement>(`template[data-tone="${tone}"]`);
    if (!place || !icon) return;
    const notice = document.createElement("div");
    notice.className = `fm-notice fm-notice--${tone}`;
    const text = document.createElement("div");
    const bold = document.createElement("b");
    bold.textContent = title;
    text.append(bold, ` ${words}`);
    notice.append(icon.content.cloneNode(true), text);
    place.replaceChildren(notice);
  }
}

if (!customElements.get("fm-check")) customElements.define("fm-check", FmCheck);
