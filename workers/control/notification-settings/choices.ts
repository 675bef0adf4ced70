import { DEFAULT_CHANNELS, type MailDigest, type NotificationChannels, NotificationKind } from "@cairn/sdk/schema";
import { HOUR_MS } from "../../shared/clock.ts";
import type { SettingsRow } from "./store.ts";

export const DEFAULT_DIGEST: MailDigest = { every: "off", hour: 8, time_zone: "UTC" };

type Said = Pick<SettingsRow, "channels" | "digest"> | null;

/** How somebody wants to be told of each kind. */
export const channelsOf = (said: Said): Record<NotificationKind, NotificationChannels> =>
  Object.fromEntries(NotificationKind.options.map((kind) => [kind, { ...DEFAULT_CHANNELS[kind], ...said?.channels[kind] }])) as Record<
    NotificationKind,
    NotificationChannels
  >;

export const digestOf = (said: Said): MailDigest => said?.digest ?? DEFAULT_DIGEST;

/** When what comes now is sent: the next full hour, or the next time that it is the chosen hour where the person is. */
export function nextDigestAt({ every, hour, time_zone: timeZone }: MailDigest, now: number): number {
  if (every === "off") return now;
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", minute: "2-digit", timeZone });
  // By quarters: there are zones that are half an hour or three quarters off. A day that lacks the hour has the next one instead.
  const QUARTER_MS = HOUR_MS / 4;
  let at = (Math.floor(now / QUARTER_MS) + 1) * QUARTER_MS;
  for (let i = 0; i < 4 * 26; i++, at += QUARTER_MS) {
    const [hours, minutes] = clock.format(at).split(":").map(Number);
    if (minutes === 0 && (every === "hourly" || hours === hour)) return at;
  }
  return at;
}
