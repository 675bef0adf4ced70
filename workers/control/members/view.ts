import type { Member } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import type { MemberRow } from "./store.ts";

/** A member in the words of the contract. */
export const memberView = ({ userId, name, email, role, joinedAt }: MemberRow): Member => ({
  user_id: userId,
  name,
  email,
  role,
  joined_at: timestamp(joinedAt),
});
