import type { WorkspaceRole } from "@cairn/sdk/schema";
import { workspaceAllows } from "@/lib/permissions";

/** The settings pages of a workspace that the person's role opens. */
export function workspacePages({ organization, slug, role }: { organization: string; slug: string; role: WorkspaceRole | undefined }) {
  const base = `/${organization}/${slug}/settings`;
  return [
    { label: "General", href: base },
    ...(workspaceAllows(role, "webhook.read") ? [{ label: "Webhooks", href: `${base}/webhooks` }] : []),
    { label: "Usage", href: `${base}/usage` },
    ...(workspaceAllows(role, "audit.read") ? [{ label: "Audit trail", href: `${base}/audit` }] : []),
  ];
}
