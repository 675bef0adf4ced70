import type { ServiceAccount } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import type { ServiceAccountRow } from "./store.ts";

/** A service account in the words of the contract. */
export const serviceAccountView = ({ id, name, role, createdAt, keyCount }: ServiceAccountRow): ServiceAccount => ({
  id,
  name,
  role,
  created_at: timestamp(createdAt),
  key_count: keyCount,
});
