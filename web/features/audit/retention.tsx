"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Select } from "@/components/ui/select";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { useShell } from "../shell/shell-context";
import { settingsQuery } from "./queries";

const FOR_EVER = "";
const choices = [
  { value: FOR_EVER, label: "for ever" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "730", label: "2 years" },
  { value: "1095", label: "3 years" },
  { value: "2555", label: "7 years" },
];

/** How long entries are kept; owners change it, and are asked when it will drop something. */
export function Retention({ org }: { org: string }) {
  const { organization } = useShell();
  const client = useQueryClient();
  const settings = useQuery(settingsQuery(api, org));
  const [asked, setAsked] = useState<string | null>(null);
  const change = useMutation({
    mutationFn: (value: string) =>
      api.audit.changeSettings({ retention_days: value === FOR_EVER ? null : Number(value) }, { organization: org }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["org", org, "audit"] }),
    onError: (error) => void toast.error(describeError(error).detail),
  });
  if (!settings.data) return null;
  const value = String(settings.data.retention_days ?? FOR_EVER);
  const options = choices.some((one) => one.value === value) ? choices : [...choices, { value, label: `${value} days` }];
  const label = (of: string) => options.find((one) => one.value === of)?.label ?? of;
  if (organization?.role !== "owner") return <p className="text-muted-foreground text-sm">Entries are kept {label(value)}.</p>;
  return (
    <div className="flex items-center gap-2 text-muted-foreground text-sm">
      <span>Entries are kept</span>
      <Select
        aria-label="How long entries are kept"
        size="sm"
        className="w-28"
        options={options}
        value={value}
        disabled={change.isPending}
        onValueChange={(next) => (next === FOR_EVER ? change.mutate(next) : setAsked(next))}
      />
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={() => setAsked(null)}
        title={`Keep entries ${label(asked ?? "")}?`}
        confirmLabel="Drop older entries"
        onConfirm={() => change.mutateAsync(asked ?? "")}
      >
        Older entries, and the files that hold them, are dropped once a day and cannot be brought back. Their hashes stay, so that what is
        left still verifies.
      </ConfirmDialog>
    </div>
  );
}
