/** Cookies that only remember how a person likes the page; read on the server so that nothing jumps. */
export const PREFS = { sidebar: "cairn_sidebar", last: "cairn_last", palette: "cairn_palette" } as const;

const YEAR_S = 365 * 24 * 60 * 60;

/** Remembers a preference in the browser for a year. */
export function setPref(name: (typeof PREFS)[keyof typeof PREFS], value: string): void {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_S}; samesite=lax${secure}`;
}

export const PALETTES = ["lagoon", "ink", "heather"] as const;
export type Palette = (typeof PALETTES)[number];

/** The palette a cookie names, or the default. */
export function paletteOf(value: string | undefined): Palette {
  return PALETTES.find((palette) => palette === value) ?? "lagoon";
}

/** Slugs of the last visited workspace, kept as "organization.workspace": a slug holds no dot, and a dot needs no escaping. */
export function lastVisited(value: string | undefined): { organization: string; workspace: string } | undefined {
  const [organization, workspace] = (value ?? "").split(".");
  return organization && workspace ? { organization, workspace } : undefined;
}
