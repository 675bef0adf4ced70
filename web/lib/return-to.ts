/** Only a path of this origin may be returned to; anything else becomes "/". */
export function safeReturnTo(value: string | null | undefined): string {
  if (!value?.startsWith("/") || value.startsWith("//") || /[\\\p{Cc}]/u.test(value)) return "/";
  const { pathname } = new URL(value, "http://origin.invalid");
  return pathname.startsWith("//") || pathname.startsWith("/api/") || pathname === "/sign-in" ? "/" : value;
}

/** Address of the sign-in page that comes back to `path` afterwards. */
export function signInPath(path: string): string {
  const target = safeReturnTo(path);
  return target === "/" ? "/sign-in" : `/sign-in?return_to=${encodeURIComponent(target)}`;
}
