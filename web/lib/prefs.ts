/** Cookies that only remember how a person likes the page; read on the server so that nothing jumps. */
export const PREFS = { sidebar: "cairn_sidebar", last: "cairn_last", palette: "cairn_palette", runs: "cairn_runs" } as const;

const YEAR_S = 365 * 24 * 60 * 60;

/** Remembers a preference in the browser for a year. `path`: it is sent only with what lies below. */
export function setPref(name: (typeof PREFS)[keyof typeof PREFS], value: string, path = "/"): void {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
  document.cookie = `${name}=${encodeURIComponent(value)}; path=${path}; max-age=${YEAR_S}; samesite=lax${secure}`;
}

/** A preference as it is now, where it is of a path that holds this page. */
export function readPref(name: (typeof PREFS)[keyof typeof PREFS]): string | null {
  const pair = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  try {
    return pair === undefined ? null : decodeURIComponent(pair.slice(name.length + 1));
  } catch {
    return null;
  }
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
