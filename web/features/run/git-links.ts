/** Where a remote's pages are; null for remotes whose host is not known. */
export function repositoryUrl(remote: string | undefined): string | null {
  if (!remote) return null;
  const scp = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)(.+)$/.exec(remote);
  let [host, path] = scp ? [scp[1] ?? "", scp[2] ?? ""] : ["", ""];
  if (!scp) {
    if (!URL.canParse(remote)) return null;
    const url = new URL(remote);
    if (!["https:", "http:", "ssh:", "git:"].includes(url.protocol)) return null;
    [host, path] = [url.hostname, url.pathname];
  }
  path = path
    .replace(/^\/+/, "")
    .replace(/\.git\/?$/, "")
    .replace(/\/+$/, "");
  return isKnown(host) && /^[\w./~-]+$/.test(path) ? `https://${host}/${path}` : null;
}

const isKnown = (host: string): boolean =>
  /(^|\.)(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)$/.test(host) || host.startsWith("gitlab.");

/** The page of a commit; null where it cannot be told. */
export function commitUrl(remote: string | undefined, commit: string | undefined): string | null {
  const repository = repositoryUrl(remote);
  if (!repository || !commit || !/^[0-9a-f]{7,64}$/.test(commit)) return null;
  const { host } = new URL(repository);
  const middle = host.includes("gitlab") ? "/-/commit/" : host === "bitbucket.org" ? "/commits/" : "/commit/";
  return repository + middle + commit;
}
