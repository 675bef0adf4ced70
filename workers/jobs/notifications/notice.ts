import type { CairnEvent, NotificationKind } from "@cairn/sdk/schema";

/** That one person is to be told of an event. */
export interface Notice {
  userId: string;
  kind: NotificationKind;
  /** What happened, in words. */
  title: string;
  /** Page that shows it, from the slash on. */
  path: string | null;
  event: CairnEvent;
  /** Whether somebody is told who is no member: invited, or removed. */
  isForOutsider?: boolean;
}

/** Events that are older when they come are told to nobody: what was not heard of in time is no news. */
export const NEWS_MS = 2 * 86_400_000;
