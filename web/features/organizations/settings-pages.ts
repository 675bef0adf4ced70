import type { Action, OrganizationWithRole } from "@cairn/sdk/schema";
import { organizationAllows } from "@/lib/permissions";

export interface SettingsPage {
  label: string;
  href: string;
}

const pages: readonly { label: string; segment: string; needs?: Action }[] = [
  { label: "General", segment: "" },
  { label: "Members", segment: "/members" },
  { label: "Invitations", segment: "/invitations", needs: "invitation.manage" },
  { label: "Workspaces", segment: "/workspaces" },
  { label: "Service accounts", segment: "/service-accounts", needs: "service_account.manage" },
  { label: "API keys", segment: "/keys" },
  { label: "Webhooks", segment: "/webhooks", needs: "webhook.read" },
  { label: "Usage", segment: "/usage", needs: "usage.read" },
  { label: "Audit trail", segment: "/audit", needs: "audit.read" },
  { label: "Danger zone", segment: "/danger" },
];

/** The settings pages that the person's role opens. */
export function settingsPages({ slug, role }: Pick<OrganizationWithRole, "slug" | "role">): SettingsPage[] {
  return pages
    .filter(({ needs }) => needs === undefined || organizationAllows(role, needs))
    .map(({ label, segment }) => ({ label, href: `/${slug}/settings${segment}` }));
}
