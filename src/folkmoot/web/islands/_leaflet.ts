/** The movable map. Base map and pins are vectors from this server; no tile is asked of anybody. */
import * as L from "leaflet";
import type { Feature, FeatureCollection, Geometry, Point } from "geojson";

export interface LiveMap {
  remove(): void;
  focus(): void;
}

interface At {
  inside: boolean;
  area: { key: string; name: string } | null;
  address: { label: string; metres: number } | null;
}

const COLOURS: Record<string, string> = {
  reported: "--fm-ink",
  progress: "--fm-tide",
  late: "--fm-clay",
  waiting: "--fm-lichen-line",
  fixed: "--fm-moss",
  here: "--fm-yew",
};
const SURFACES: Record<string, string> = {
  land: "--fm-m-land",
  block: "--fm-m-block",
  building: "--fm-m-bldg",
  park: "--fm-m-park",
  water: "--fm-m-water",
  quay: "--fm-m-block",
};
const BUILDINGS_FROM_ZOOM = 16;
const PIN = "M13 36C9 29 0 24 0 13.5A13 13 0 0 1 26 13.5C26 24 17 29 13 36Z";

/** A colour as the page's scheme has it now; canvas cannot resolve variables itself. */
function colour(host: Element, name: string): string {
  return getComputedStyle(host).getPropertyValue(name).trim() || "#888";
}

function pinIcon(state: string, number: string): L.DivIcon {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 26 36");
  svg.setAttribute("width", "26");
  svg.setAttribute("height", "36");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", PIN);
  path.setAttribute("style", `fill:var(${COLOURS[state] ?? "--fm-ink"});stroke:var(--fm-surface);stroke-width:2`);
  svg.append(path);
  if (number) {
    const text = document.createElementNS(svg.namespaceURI, "text");
    text.setAttribute("x", "13");
    text.setAttribute("y", "18.5");
    text.setAttribute("text-anchor", "middle");
    text.setAttribute("style", "font:700 14px var(--fm-text);fill:var(--fm-surface)");
    text.textContent = number;
    svg.append(text);
  } else {
    const dot = document.createElementNS(svg.namespaceURI, "circle");
    dot.setAttribute("cx", "13");
    dot.setAttribute("cy", "14");
    dot.setAttribute("r", "5");
    dot.setAttribute("style", "fill:var(--fm-surface)");
    svg.append(dot);
  }
  return L.divIcon({ html: svg as unknown as HTMLElement, className: "fm-live__pin", iconSize: [26, 36], iconAnchor: [13, 36] });
}

async function json<T>(url: string, signal?: AbortSignal): Promise<T> {
  const answer = await fetch(url, { headers: { Accept: "application/json, application/geo+json" }, signal });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return (await answer.json()) as T;
}

class Base {
  private readonly canvas = L.canvas({ padding: 0.3 });
  private coarse: L.GeoJSON | undefined;
  private fine: L.GeoJSON | undefined;
  private asked: AbortController | undefined;

  constructor(private readonly host: HTMLElement, private readonly map: L.Map, private readonly url: string) {}

  private style = (feature?: Feature): L.PathOptions => {
    const kind = String(feature?.properties?.kind ?? "");
    const surface = SURFACES[kind];
    if (surface) return { stroke: false, fillColor: colour(this.host, surface), fillOpacity: 1 };
    const metre = 156543 * Math.cos((this.map.getCenter().lat * Math.PI) / 180) / 2 ** this.map.getZoom();
    const main = kind === "main";
    return {
      color: colour(this.host, main ? "--fm-m-main" : kind === "street" ? "--fm-m-road" : "--fm-m-case"),
      weight: Math.max(main ? 3.6 : kind === "street" ? 2 : 1, (main ? 16 : kind === "street" ? 10 : 2) / metre),
    };
  };

  private layer(data: FeatureCollection): L.GeoJSON {
    return L.geoJSON(data, { style: this.style, interactive: false, renderer: this.canvas } as L.GeoJSONOptions);
  }

  async load(): Promise<void> {
    this.coarse = this.layer(await json<FeatureCollection>(`${this.url}?detail=low`)).addTo(this.map);
    this.map.on("zoomend", () => this.restyle());
    this.map.on("moveend", () => void this.buildings());
    await this.buildings();
  }

  /** Colours follow the page's scheme, widths follow the zoom. */
  restyle(): void {
    this.coarse?.setStyle(this.style);
    this.fine?.setStyle(this.style);
  }

  private async buildings(): Promise<void> {
    this.asked?.abort();
    if (this.map.getZoom() < BUILDINGS_FROM_ZOOM) {
      this.fine?.remove();
      this.fine = undefined;
      return;
    }
    this.asked = new AbortController();
    const box = this.map.getBounds().pad(0.2).toBBoxString();
    try {
      const data = await json<FeatureCollection>(`${this.url}?bbox=${box}`, this.asked.signal);
      data.features = data.features.filter((one) => one.properties?.kind === "building");
      this.fine?.remove();
      this.fine = this.layer(data).addTo(this.map);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    }
  }
}

class Chooser {
  private readonly pin: L.Marker;
  private asked: AbortController | undefined;

  constructor(private readonly host: HTMLElement, private readonly map: L.Map, private readonly said: HTMLElement | null) {
    this.pin = L.marker(map.getCenter(), { icon: pinIcon("here", ""), draggable: true, keyboard: false, zIndexOffset: 1000 });
    this.pin.on("dragend", () => void this.choose(this.pin.getLatLng()));
    map.on("click", (event: L.LeafletMouseEvent) => void this.choose(event.latlng));
    const lat = this.field("lat")?.value;
    const lon = this.field("lon")?.value;
    if (lat && lon) this.pin.setLatLng([Number(lat), Number(lon)]).addTo(map);
  }

  private field(name: string): HTMLInputElement | null {
    return this.host.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  }

  /** Set the pin, write the form's fields, say where it is, and tell the page. */
  async choose(at: L.LatLng): Promise<void> {
    const place = at.wrap();
    this.pin.setLatLng(place).addTo(this.map);
    const lat = place.lat.toFixed(6);
    const lon = place.lng.toFixed(6);
    const view = this.map.getCenter();
    const fields = { lat, lon, map_lat: view.lat.toFixed(6), map_lon: view.lng.toFixed(6) };
    for (const [name, value] of Object.entries(fields)) {
      const field = this.field(name);
      if (field) field.value = value;
    }
    this.asked?.abort();
    this.asked = new AbortController();
    let found: At | undefined;
    try {
      found = await json<At>(`${this.host.dataset.at}?lat=${lat}&lon=${lon}`, this.asked.signal);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
    }
    const address = this.host.dataset.says === "area" ? undefined : found?.address?.label;
    if (this.said) this.said.textContent = address ?? found?.area?.name ?? `${lat}, ${lon}`;
    this.host.dispatchEvent(
      new CustomEvent("fm:place", { bubbles: true, detail: { lat: Number(lat), lon: Number(lon), ...found } }),
    );
  }
}

function button(label: string, sign: string, press: () => void, wide = false): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  if (wide) made.className = "fm-live__wide";
  else made.setAttribute("aria-label", label);
  made.textContent = wide ? label : sign;
  made.addEventListener("click", press);
  L.DomEvent.disableClickPropagation(made);
  return made;
}

interface PinProperties {
  state?: string;
  number?: string | number;
  title?: string;
  url?: string;
  chosen?: boolean;
}

/** A pin that leads somewhere is a link like any other, so that it has a name, takes the focus and opens in a new tab. */
function pinLink(icon: L.DivIcon, { title = "", url = "", chosen = false }: PinProperties): HTMLAnchorElement {
  const link = document.createElement("a");
  link.className = "fm-pin";
  link.href = url;
  link.title = title;
  link.setAttribute("aria-label", title);
  if (chosen) link.setAttribute("aria-current", "true");
  link.append(icon.options.html as HTMLElement);
  icon.options.html = link;
  return link;
}

/** A line or an area; one that leads somewhere does so when it is pressed. By keyboard the same rows are in the table. */
function outline(host: HTMLElement, map: L.Map, one: Feature<Geometry, PinProperties>): void {
  const { title = "", url = "" } = one.properties;
  const style = { color: colour(host, "--fm-tide"), weight: 2, fillColor: colour(host, "--fm-s2"), fillOpacity: 0.5 };
  const layer = L.geoJSON(one, { style, pointToLayer: () => L.layerGroup() as unknown as L.Layer });
  const words = document.createElement("span");
  words.textContent = title;
  if (title) layer.bindTooltip(words, { sticky: true });
  if (url.startsWith("/")) layer.on("click", () => window.location.assign(url));
  layer.addTo(map);
}

async function pins(host: HTMLElement, map: L.Map, url: string): Promise<void> {
  const found = await json<FeatureCollection<Geometry, PinProperties>>(url);
  for (const one of found.features) {
    if (one.geometry.type !== "Point") {
      outline(host, map, one);
      continue;
    }
    const [lon, lat] = (one.geometry as Point).coordinates;
    if (lat === undefined || lon === undefined) continue;
    const { state = "reported", number = "", title = "", url: page = "" } = one.properties;
    const icon = pinIcon(state, String(number));
    if (page.startsWith("/")) {
      const link = pinLink(icon, one.properties);
      link.addEventListener("focus", () => map.panInside([lat, lon], { padding: [40, 40], animate: false }));
      L.marker([lat, lon], { icon, keyboard: false }).addTo(map);
    } else {
      L.marker([lat, lon], { icon, title, alt: title, keyboard: false }).addTo(map);
    }
  }
}

/** Replace the picture inside the element by a movable map. */
export async function open(host: HTMLElement): Promise<LiveMap> {
  const { lat, lon, metres, base, label = "", words } = host.dataset;
  const choosing = host.getAttribute("mode") === "choose";
  const still = host.querySelector<HTMLElement>(".fm-map");
  const said = host.querySelector<HTMLElement>("[role=status]");
  const box = document.createElement("div");
  box.className = `fm-map fm-live${choosing ? " fm-live--choose" : ""}`;
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", label);
  box.tabIndex = 0;
  host.insertBefore(box, still);
  const quiet = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, {
    zoomControl: false, attributionControl: false, keyboard: true, fadeAnimation: false, zoomAnimation: !quiet, inertia: !quiet,
    minZoom: 8, maxZoom: 19, zoomSnap: 0.5, scrollWheelZoom: choosing,
  });
  const wide = Number(metres) || 2000;
  const mpp = wide / Math.max(320, box.clientWidth);
  const zoom = Math.log2((156543 * Math.cos((Number(lat) * Math.PI) / 180)) / mpp);
  map.setView([Number(lat), Number(lon)], Math.min(19, Math.round(zoom * 2) / 2));
  const ground = new Base(host, map, base ?? "/places/base.geojson");
  try {
    await ground.load();
  } catch (error) {
    map.remove();
    box.remove();
    throw error;
  }
  // Only now: until the ground is drawn the picture is the better map.
  if (still) still.hidden = true;
  map.invalidateSize();
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  const recolour = (): void => ground.restyle();
  scheme.addEventListener("change", recolour);
  const chooser = choosing ? new Chooser(host, map, said) : undefined;
  if (host.dataset.pins) pins(host, map, host.dataset.pins).catch((error: unknown) => console.warn("fm-map has no pins:", error));

  const buttons = document.createElement("div");
  buttons.className = "fm-live__buttons";
  if (chooser && "geolocation" in navigator) {
    buttons.append(
      button(host.dataset.locate ?? "", "", () => {
        navigator.geolocation.getCurrentPosition(
          (found) => {
            const at = L.latLng(found.coords.latitude, found.coords.longitude);
            map.setView(at, Math.max(map.getZoom(), 17));
            void chooser.choose(at);
          },
          () => {
            if (said) said.textContent = host.dataset.nowhere ?? "";
          },
          { enableHighAccuracy: true, timeout: 10_000 },
        );
      }, true),
    );
  }
  buttons.append(
    button(host.dataset.in ?? "+", "+", () => map.zoomIn(1)),
    button(host.dataset.out ?? "−", "−", () => map.zoomOut(1)),
  );
  const attrib = document.createElement("span");
  attrib.className = "fm-live__attrib";
  attrib.textContent = host.dataset.attrib ?? "";
  box.append(buttons, attrib);
  if (chooser) {
    const cross = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    cross.setAttribute("viewBox", "0 0 28 28");
    cross.setAttribute("class", "fm-live__cross");
    cross.setAttribute("aria-hidden", "true");
    const lines = document.createElementNS(cross.namespaceURI, "path");
    lines.setAttribute("d", "M14 1v10M14 17v10M1 14h10M17 14h10");
    lines.setAttribute("style", "stroke:var(--fm-ink);stroke-width:2;fill:none");
    cross.append(lines);
    box.append(cross);
    // Arrow keys and + − are Leaflet's; Enter and the space bar choose what the cross points at.
    box.addEventListener("keydown", (event) => {
      if (event.target !== box || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      void chooser.choose(map.getCenter());
    });
    box.setAttribute("aria-description", host.dataset.middle ?? "");
    if (said && words) said.textContent = words;
  }
  return {
    remove: () => {
      scheme.removeEventListener("change", recolour);
      map.remove();
      box.remove();
      if (still) still.hidden = false;
    },
    focus: () => box.focus(),
  };
}
