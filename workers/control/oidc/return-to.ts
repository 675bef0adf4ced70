/** Longer return paths are dropped: they travel in a cookie. */
const RETURN_TO_MAX_CHARS = 1_500;

/**
 * Where to go after signing in: a path of this origin, anything else becomes "/". Refused are other origins in every spelling
 * (`//`, `/\`, control characters, dots that end in `//`, the same percent-encoded), paths of the API and the sign-in page.
 */
export function safeReturnTo(value: unknown, origin: string): string {
  if (typeof value !== "string" || value.length > RETURN_TO_MAX_CHARS || !isPath(value)) return "/";
  const url = URL.parse(value, origin);
  if (!url || url.origin !== new URL(origin).origin || !isPath(url.pathname)) return "/";
  let decoded = url.pathname;
  for (let depth = 0; depth < 3; depth++) {
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      break;
    }
    if (!isPath(decoded)) return "/";
  }
  if (/^\/(api|sign-in)(\/|$)/.test(decoded)) return "/";
  return url.pathname + url.search + url.hash;
}

const isPath = (text: string) => text.startsWith("/") && !text.startsWith("//") && !/[\\\p{Cc}]/u.test(text);
