// Canned answers at a case: "Fill in" puts the words into the field in place, without loading the page anew, so that nothing
// that was typed is lost. Without scripts the page does the same by its address.
class Case extends HTMLElement {
  connectedCallback(): void {
    for (const form of this.querySelectorAll<HTMLFormElement>("form[data-into]")) {
      form.addEventListener("submit", (event) => {
        const field = document.getElementById(form.dataset.into ?? "");
        const words = form.querySelector("select")?.selectedOptions[0]?.dataset.words;
        if (!(field instanceof HTMLTextAreaElement) || words === undefined) return;
        event.preventDefault();
        // Undo in the browser takes it back, and what stands there before stays.
        field.focus();
        field.setRangeText(field.value && !field.value.endsWith("\n") ? `\n${words}` : words, field.value.length, field.value.length, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
  }
}

customElements.define("fm-case", Case);
