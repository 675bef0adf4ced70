import type { NotificationKind } from "@cairn/sdk/schema";
import { AtSign, CircleX, Flag, Gauge, KeyRound, type LucideIcon, Mail, MessageSquare, UserRound, Webhook } from "lucide-react";

/** What each kind is called, and its sign. */
export const KINDS: Record<NotificationKind, { label: string; icon: LucideIcon }> = {
  mention: { label: "Mentions", icon: AtSign },
  comment: { label: "Comments", icon: MessageSquare },
  run_failed: { label: "Failed runs", icon: CircleX },
  run_finished: { label: "Ended runs", icon: Flag },
  invitation: { label: "Invitations", icon: Mail },
  membership: { label: "Membership", icon: UserRound },
  key_expiring: { label: "API keys", icon: KeyRound },
  webhook_disabled: { label: "Webhooks", icon: Webhook },
  usage_limit: { label: "Usage", icon: Gauge },
};
export const KIND_NAMES = Object.keys(KINDS) as NotificationKind[];
