import type { OrganizationWithRole } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import type { OrganizationRow } from "../access/store.ts";

/** An organization in the words of the contract. */
export const organizationView = ({ id, slug, name, demo, role, createdAt }: Omit<OrganizationRow, "plan">): OrganizationWithRole => ({
  id,
  slug,
  name,
  demo,
  role,
  created_at: timestamp(createdAt),
});
