/** Showing a page as it is now without leaving it: what was typed, what was unfolded and where one reads stay. */

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Fetch the page of this address and put its content in the place of the old one; nothing when that did not work. */
export async function fresh(): Promise<Document | undefined> {
  const main = document.querySelector("main");
  let page: Document;
  try {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return undefined;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("main");
    if (!main || !now) return undefined;
    document.adoptNode(now);
    carry(main, now);
    // The header stays but for the number at the bell.
    const bells = page.querySelectorAll(".fm-bell");
    for (const [at, bell] of [...document.querySelectorAll(".fm-bell")].entries()) {
      const other = bells[at];
      if (other) bell.replaceChildren(...[...other.childNodes].map((one) => document.importNode(one, true)));
    }
    main.replaceChildren(...now.childNodes);
  } catch {
    return undefined;
  }
  // What the shell adds to a page it adds to this part of it too.
  main.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  return page;
}

/** Take along what the reader did to the page: words that were typed, choices, and what was folded out. */
function carry(from: Element, to: Element): void {
  const controls = (root: Element): Map<string, Control> => {
    const found = new Map<string, Control>();
    for (const one of root.querySelectorAll<Control>("input, textarea, select")) {
      if (!one.name || one.type === "hidden") continue;
      const choice = one.type === "radio" || one.type === "checkbox" ? one.value : "";
      found.set([one.form?.getAttribute("action") ?? "", one.form?.id ?? "", one.id, one.name, choice].join("\n"), one);
    }
    return found;
  };
  const there = controls(to);
  for (const [key, one] of controls(from)) {
    const other = there.get(key);
    if (other) keep(one, other);
  }
  const folds = [...to.querySelectorAll("details")];
  for (const one of from.querySelectorAll<HTMLDetailsElement>("details[open]")) {
    const words = one.querySelector("summary")?.textContent?.trim();
    const same = folds.find((fold) => fold.querySelector("summary")?.textContent?.trim() === words);
    if (same) same.open = true;
  }
}

function keep(one: Control, other: Control): void {
  if (one instanceof HTMLSelectElement && other instanceof HTMLSelectElement) {
    const changed = [...one.options].some((option) => option.selected !== option.defaultSelected);
    if (changed) other.value = one.value;
  } else if (one instanceof HTMLInputElement && one.type === "file") {
    // What was chosen can be given to no other field, so the field itself comes along.
    if (one.files?.length) other.replaceWith(one);
  } else if (one instanceof HTMLInputElement && (one.type === "radio" || one.type === "checkbox")) {
    if (one.checked !== one.defaultChecked) (other as HTMLInputElement).checked = one.checked;
  } else if (!(one instanceof HTMLSelectElement) && one.value !== one.defaultValue) {
    other.value = one.value;
  }
}
