/**
 * <fm-map>: makes a map that the server drew movable, or turns it into a way to choose a place.
 *
 * Attributes: `mode="choose"` or none; data-lat, data-lon, data-metres (the view), data-base (GeoJSON of the base
 * map), data-pins (GeoJSON points, may be empty), data-at (what is at a place), and the words of its buttons.
 * Leaflet is only fetched when the map is seen (choosing) or asked for (looking). Until then, and if anything goes
 * wrong, the server's picture stays.
 */
import type { LiveMap } from "./_leaflet";

class FmMap extends HTMLElement {
  private live: LiveMap | undefined;
  private seen: IntersectionObserver | undefined;
  private started = false;

  connectedCallback(): void {
    if (this.started) return;
    if (this.getAttribute("mode") === "choose") {
      this.seen = new IntersectionObserver((entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void this.start();
      });
      this.seen.observe(this);
    } else if (this.dataset.open) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ds-button fm-map__open";
      button.dataset.variant = "tertiary";
      button.dataset.size = "sm";
      button.textContent = this.dataset.open;
      button.addEventListener("click", () => {
        button.remove();
        void this.start(true);
      });
      this.append(button);
    }
  }

  disconnectedCallback(): void {
    this.seen?.disconnect();
    this.live?.remove();
    this.live = undefined;
    this.started = false;
  }

  /** Fetch Leaflet and replace the picture; with `focus` the map takes the keyboard, as its button is gone. */
  private async start(focus = false): Promise<void> {
    if (this.started) return;
    this.started = true;
    this.seen?.disconnect();
    try {
      const { open } = await import("./_leaflet");
      if (!this.isConnected) return;
      this.live = await open(this);
      if (focus) this.live.focus();
    } catch (error) {
      // The server's picture and form still work, so a failed download costs nothing but movement.
      this.started = false;
      console.warn("fm-map stays still:", error);
    }
  }
}

if (!customElements.get("fm-map")) customElements.define("fm-map", FmMap);
