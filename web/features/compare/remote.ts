/** The page of a code host that compares two commits; null for a remote that is not on the web. */
export function compareUrl(remote: string | undefined, before: string, after: string): string | null {
  const path = remote?.match(/^(?:https?:\/\/(?:[^@/]*@)?|git@|ssh:\/\/git@)([\w.-]+)[:/](.+?)(?:\.git)?\/?$/);
  if (!path) return null;
  const [, host = "", repository = ""] = path;
  if (!/^[\w.-]+\.[a-z]+$/i.test(host) || !/^[\w./~-]+$/.test(repository)) return null;
  const separator = host.includes("gitlab") ? "/-/compare/" : "/compare/";
  return `https://${host}/${repository}${separator}${encodeURIComponent(before)}...${encodeURIComponent(after)}`;
}
