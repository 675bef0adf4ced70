import type { Metadata } from "next";
import type { ReactNode } from "react";
import { getOrganization } from "@/features/organizations/server";
import { CanonicalSlug } from "@/features/shell/canonical-slug";
import { Frame } from "@/features/shell/frame";
import { getMe } from "@/lib/session";

type Params = Promise<{ org: string }>;

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  if (!(await getMe())) return {};
  // What cannot be loaded is answered by the page itself; its tab still needs a title.
  const name = await getOrganization((await params).org).then(
    (found) => found.name,
    () => null,
  );
  if (name === null) return { title: "Not found" };
  return { title: { default: name, template: `%s · ${name} · Cairn` } };
}

export default async function OrganizationLayout({ params, children }: { params: Params; children: ReactNode }) {
  const { org } = await params;
  return (
    <Frame org={org}>
      <OrganizationSlug org={org} />
      {children}
    </Frame>
  );
}

async function OrganizationSlug({ org }: { org: string }) {
  const { slug } = await getOrganization(org);
  return <CanonicalSlug index={0} asked={org} slug={slug} />;
}
