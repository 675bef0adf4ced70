"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { NameForm } from "@/components/name-form";
import { Section } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { api } from "@/lib/api/browser";
import { organizationAllows } from "@/lib/permissions";
import { organizationRoleHelp, organizationRoleNames } from "@/lib/roles";
import { useHost } from "@/lib/use-origin";
import { Facts } from "../device/facts";
import { useShell } from "../shell/shell-context";
import { SettingsFrame } from "./settings-frame";

/** Name and address of the organization. */
export function GeneralPage() {
  const { organization } = useShell();
  const client = useQueryClient();
  const router = useRouter();
  const host = useHost();
  if (!organization) return null;

  function saved({ slug }: { slug: string }) {
    void client.invalidateQueries();
    if (slug !== organization?.slug) router.replace(`/${slug}/settings`);
    router.refresh();
  }

  return (
    <SettingsFrame title="General">
      <Section title="Name and address">
        <NameForm
          key={`${organization.name} ${organization.slug}`}
          noun="Organization"
          name={organization.name}
          slug={organization.slug}
          prefix={`${host}/`}
          canEdit={organizationAllows(organization.role, "organization.update")}
          save={(changes) => api.organizations.update(organization.slug, changes)}
          onSaved={saved}
        />
      </Section>
      <Section title="About">
        <div className="max-w-xl">
          <Facts
            facts={[
              ["Your role", `${organizationRoleNames[organization.role]}: ${organizationRoleHelp[organization.role].toLowerCase()}`],
              ["Created", <RelativeTime key="at" value={organization.created_at} />],
              [
                "Id",
                <span key="id" className="flex items-center gap-1">
                  <code className="break-all text-xs">{organization.id}</code>
                  <CopyButton value={organization.id} label="organization id" />
                </span>,
              ],
            ]}
          />
        </div>
      </Section>
    </SettingsFrame>
  );
}
