"use client";
import type { NotificationChannels, NotificationKind, NotificationSettings } from "@cairn/sdk/schema";
import { Checkbox } from "@/components/ui/checkbox";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { KIND_NAMES, KINDS } from "../inbox/words";
import { useUpdateSettings } from "./queries";

type Channel = keyof NotificationChannels;

const CHANNELS: readonly { name: Channel; label: string }[] = [
  { name: "in_app", label: "Inbox" },
  { name: "email", label: "E-mail" },
  { name: "slack", label: "Slack" },
];

/** What each kind stands for. */
const SAYS: Record<NotificationKind, string> = {
  mention: "Somebody mentions you",
  comment: "On your runs, and on what you watch or commented on",
  run_failed: "Yours or watched: failed, crashed, preempted",
  run_finished: "Yours that took ten minutes or more; watched: all",
  invitation: "To an organization; the mail goes to the invited address",
  membership: "Your role, your removal, answers to your invitations",
  key_expiring: "A key of yours is about to end",
  webhook_disabled: "Where you are an admin: one was disabled",
  usage_limit: "Where you are an admin: 80 % or all of a limit is used",
};

/** By which way the person is told of what; each tick is saved at once. */
export function ChannelTable({ settings }: { settings: NotificationSettings }) {
  const update = useUpdateSettings();
  const canUse: Record<Channel, boolean> = { in_app: true, email: settings.email.available, slack: settings.slack_connected };
  return (
    <Table label="Ways to be told">
      <TableHeader>
        <TableRow>
          <TableHead>Kind</TableHead>
          {CHANNELS.map(({ name, label }) => (
            <TableHead key={name} className="w-16 text-center">
              {label}
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {KIND_NAMES.map((kind) => (
          <TableRow key={kind}>
            <TableCell className="whitespace-normal">
              <span className="block text-sm">{KINDS[kind].label}</span>
              <span className="block text-muted-foreground text-xs">{SAYS[kind]}</span>
            </TableCell>
            {CHANNELS.map(({ name, label }) => (
              <TableCell key={name} className="text-center">
                <Checkbox
                  aria-label={`${KINDS[kind].label}: ${label}`}
                  checked={settings.channels[kind][name] && canUse[name]}
                  disabled={!canUse[name] || update.isPending}
                  onCheckedChange={(on) => update.mutate({ channels: { [kind]: { [name]: on === true } } })}
                />
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
