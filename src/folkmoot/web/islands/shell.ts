/* What the shell adds where scripts run. Every page works without it. */

function copyButtons(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const label = button.getAttribute("aria-label") ?? "";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.parentElement?.querySelector("pre")?.textContent ?? "");
      button.setAttribute("aria-label", button.dataset.done ?? label);
      window.setTimeout(() => button.setAttribute("aria-label", label), 2000);
    });
  }
}

function counters(root: ParentNode): void {
  for (const field of root.querySelectorAll<HTMLElement>("[data-count]")) {
    const words = field.querySelector<HTMLTextAreaElement>("textarea");
    const shown = field.querySelector<HTMLElement>("[data-counter]");
    const limit = Number(field.dataset.count);
    if (!words || !shown || !limit) continue;
    // The browser would cut what is typed at maxlength without a word; people are told instead.
    words.removeAttribute("maxlength");
    const tell = (): void => {
      const left = limit - [...words.value].length;
      const text = (left < 0 ? shown.dataset.over : shown.dataset.left) ?? "%d";
      shown.textContent = text.replace("%d", String(Math.abs(left)));
      field.toggleAttribute("data-count-over", left < 0);
    };
    words.addEventListener("input", tell);
    tell();
  }
}

function popovers(): void {
  const open = (): HTMLDetailsElement[] => [...document.querySelectorAll<HTMLDetailsElement>("details.fm-pop[open]")];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const one of open()) {
      one.open = false;
      one.querySelector("summary")?.focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const one of open()) if (!one.contains(event.target as Node)) one.open = false;
  });
}

/** Keep the pages that work without a network, and send what was written there, now and when a network comes back. */
function app(): void {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  window.addEventListener("load", () => {
    // A browser that forbids workers loses nothing but this.
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  });
  const send = (): void => {
    // Fetched only where something waits, which is almost nowhere.
    if (!localStorage.getItem("folkmoot-outbox") || !navigator.onLine) return;
    import("./_outbox").then((outbox) => outbox.flush()).catch(() => undefined);
  };
  window.addEventListener("online", send);
  send();
}

copyButtons(document);
counters(document);
popovers();
app();
document.querySelector<HTMLElement>(".fm-errors[autofocus]")?.focus();
document.addEventListener("htmx:load", (event) => {
  const root = event.target as HTMLElement;
  copyButtons(root);
  counters(root);
});
// allauth says in an event that a passkey failed or was not given; the page then says it in words.
document.addEventListener("allauth.error", (event) => {
  const words = document.getElementById("passkey-problem");
  if (!words) return;
  event.preventDefault();
  words.hidden = false;
});
