type Cookie = { name: string; value: string; path: string; host: string };
/** Cookies of one browser: by host and path, blind to ports, as in browsers. */
export type CookieJar = { header(url: URL): string; store(url: URL, response: Response): void };

/** An empty jar. */
export function createCookieJar(): CookieJar {
  let cookies: Cookie[] = [];
  const covers = (cookie: Cookie, url: URL) =>
    cookie.host === url.hostname && (url.pathname === cookie.path || url.pathname.startsWith(cookie.path.replace(/\/?$/, "/")));
  return {
    header: (url) =>
      cookies
        .filter((cookie) => covers(cookie, url))
        .toSorted((a, b) => b.path.length - a.path.length)
        .map((cookie) => `${cookie.name}=${cookie.value}`)
        .join("; "),
    store(url, response) {
      for (const line of response.headers.getSetCookie()) {
        const [pair = "", ...attributes] = line.split(/;\s*/);
        const at = (name: string) => attributes.find((part) => part.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
        const cookie = {
          name: pair.slice(0, pair.indexOf("=")),
          value: pair.slice(pair.indexOf("=") + 1),
          path: at("path") ?? "/",
          host: url.hostname,
        };
        cookies = cookies.filter((old) => old.name !== cookie.name || old.path !== cookie.path || old.host !== cookie.host);
        const expires = at("expires");
        const gone = at("max-age") === "0" || (at("max-age") === undefined && expires !== undefined && Date.parse(expires) <= Date.now());
        if (!gone) cookies.push(cookie);
      }
    },
  };
}

/** One request with the jar's cookies; redirects are not followed. */
export async function visit(url: URL | string, { jar, form }: { jar: CookieJar; form?: Record<string, string> }): Promise<Response> {
  const target = new URL(url);
  const response = await fetch(target, {
    method: form ? "POST" : "GET",
    redirect: "manual",
    headers: { accept: "text/html", cookie: jar.header(target), ...(form && { origin: target.origin }) },
    ...(form && { body: new URLSearchParams(form) }),
  });
  jar.store(target, response);
  return response;
}

const attribute = (tag: string, name: string) =>
  new RegExp(`\\s${name}="([^"]*)"`)
    .exec(tag)?.[1]
    ?.replace(/&(amp|lt|gt|quot|#39);/g, (_, code: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[code] ?? "'");

/** Address and hidden fields of the last form of a page: on the account page that is the form for another account. */
export function lastForm(page: string): { action: string; fields: Record<string, string> } | undefined {
  const form = page.slice(page.lastIndexOf("<form"));
  const action = form.startsWith("<form") ? attribute(form.slice(0, form.indexOf(">")), "action") : undefined;
  if (action === undefined) return undefined;
  const hidden = form.match(/<input type="hidden"[^>]*>/g) ?? [];
  return { action, fields: Object.fromEntries(hidden.map((tag) => [attribute(tag, "name") ?? "", attribute(tag, "value") ?? ""])) };
}

const heading = (page: string) => /<h1>([^<]*)/.exec(page)?.[1] ?? page.slice(0, 200);

/** Walks redirects and forms of the provider until one leads away from it; returns where to. */
async function walk(start: string, jar: CookieJar, fill: (page: string) => Record<string, string>): Promise<string> {
  const { origin } = new URL(start);
  let url = new URL(start);
  let form: Record<string, string> | undefined;
  for (let step = 0; step < 12; step += 1) {
    const response = await visit(url, { jar, ...(form && { form }) });
    const location = response.headers.get("location");
    const page = await response.text();
    if (location) {
      url = new URL(location, url);
      form = undefined;
      if (url.origin !== origin) return url.href;
      continue;
    }
    const next = response.ok ? lastForm(page) : undefined;
    if (!next) throw new Error(`The provider answered ${response.status} at ${url.pathname}: ${heading(page)}`);
    url = new URL(next.action, url);
    form = { ...next.fields, ...fill(page) };
  }
  throw new Error("The provider asks again and again.");
}

/**
 * Signs in at the provider over HTTP as a person would, making the account when there is none.
 * @param jar give the same one again to come with the provider's session
 * @returns the callback address, with `code` or `error`, that the browser would open next
 * @throws Error with the page's heading when the provider shows an error page
 */
export function completeLogin({
  authorizeUrl,
  email,
  name,
  jar = createCookieJar(),
}: {
  authorizeUrl: string | URL;
  email: string;
  name: string;
  jar?: CookieJar;
}): Promise<string> {
  return walk(String(authorizeUrl), jar, () => ({ email, name }));
}

/**
 * Confirms the sign-out at the provider.
 * @returns the address after sign-out
 */
export function completeLogout({ endSessionUrl, jar }: { endSessionUrl: string | URL; jar: CookieJar }): Promise<string> {
  return walk(String(endSessionUrl), jar, () => ({ logout: "yes" }));
}
