/**
 * <fm-boxes>: lets a moderator draw boxes on the photo inside it. Each box is written into the next empty field
 * named "box" of the same form, as left, top, right and bottom in per cent; the fields alone are enough.
 */
class Boxes extends HTMLElement {
  private start: { x: number; y: number } | undefined;
  private drawing: HTMLElement | undefined;
  private readonly drawn: { box: HTMLElement; field: HTMLInputElement }[] = [];

  connectedCallback(): void {
    const image = this.querySelector("img");
    if (!image) return;
    this.style.position = "relative";
    this.style.touchAction = "none";
    this.style.cursor = "crosshair";
    image.draggable = false;
    this.addEventListener("pointerdown", this.down);
    this.addEventListener("pointermove", this.move);
    this.addEventListener("pointerup", this.up);
    this.addEventListener("pointercancel", this.cancel);
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "ds-button";
    undo.dataset.variant = "tertiary";
    undo.textContent = this.dataset.remove ?? "";
    undo.addEventListener("click", this.undo);
    this.after(undo);
  }

  /** A point in per cent of the photo, kept inside it. */
  private at(event: PointerEvent): { x: number; y: number } {
    const frame = (this.querySelector("img") as HTMLImageElement).getBoundingClientRect();
    const inside = (value: number): number => Math.min(100, Math.max(0, value));
    return {
      x: inside((100 * (event.clientX - frame.left)) / frame.width),
      y: inside((100 * (event.clientY - frame.top)) / frame.height),
    };
  }

  private readonly down = (event: PointerEvent): void => {
    if (!event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    this.start = this.at(event);
    this.drawing = document.createElement("div");
    this.drawing.style.cssText = "position:absolute;background:#000c;outline:2px solid #fff;pointer-events:none";
    this.append(this.drawing);
  };

  private readonly move = (event: PointerEvent): void => {
    if (!this.start || !this.drawing) return;
    const [left, top, right, bottom] = this.edges(this.at(event));
    const image = this.querySelector("img") as HTMLImageElement;
    const { offsetWidth: width, offsetHeight: height } = image;
    Object.assign(this.drawing.style, {
      left: `${(left * width) / 100}px`,
      top: `${(top * height) / 100}px`,
      width: `${((right - left) * width) / 100}px`,
      height: `${((bottom - top) * height) / 100}px`,
    });
  };

  private readonly up = (event: PointerEvent): void => {
    if (!this.start || !this.drawing) return;
    const edges = this.edges(this.at(event));
    const field = this.free();
    const large = edges[2] - edges[0] > 0.5 && edges[3] - edges[1] > 0.5;
    if (!large || !field) return this.cancel();
    field.value = edges.map((one) => one.toFixed(1)).join(" ");
    this.drawn.push({ box: this.drawing, field });
    this.start = this.drawing = undefined;
  };

  private readonly cancel = (): void => {
    this.drawing?.remove();
    this.start = this.drawing = undefined;
  };

  private readonly undo = (): void => {
    const last = this.drawn.pop();
    if (!last) return;
    last.box.remove();
    last.field.value = "";
  };

  private edges(end: { x: number; y: number }): [number, number, number, number] {
    const { x, y } = this.start ?? end;
    return [Math.min(x, end.x), Math.min(y, end.y), Math.max(x, end.x), Math.max(y, end.y)];
  }

  private free(): HTMLInputElement | undefined {
    const fields = this.closest("form")?.querySelectorAll<HTMLInputElement>("input[name=box]") ?? [];
    return [...fields].find((one) => !one.value.trim());
  }
}

customElements.define("fm-boxes", Boxes);
