"use client";
import type { Build } from "@cairn/sdk/schema";
import { Ban, MoreHorizontal, PenLine } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { ReasonDialog } from "../reason-dialog";

/** Cancels a build or sets its status by hand, for those who may. */
export function BuildActions({ build, place, onChange }: { build: Build; place: Place; onChange: () => unknown }) {
  const [asking, setAsking] = useState<"cancel" | "override" | null>(null);
  const canCancel = build.status === "running" || build.status === "interrupted";
  const choices = (["success", "failed", "cancelled"] as const)
    .filter((status) => status !== build.status)
    .map((value) => ({ value, label: `${value.charAt(0).toUpperCase()}${value.slice(1)}` }));
  return (
    <>
      {canCancel ? (
        <Button size="sm" title="Cancel build" onClick={() => setAsking("cancel")}>
          <Ban aria-hidden />
          <span className="max-sm:sr-only">Cancel build</span>
        </Button>
      ) : null}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button size="icon-sm" variant="ghost" aria-label={`Actions for ${build.name}`}>
            <MoreHorizontal aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setAsking("override")}>
            <PenLine aria-hidden />
            Override status…
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <ReasonDialog
        open={asking === "cancel"}
        onOpenChange={() => setAsking(null)}
        title={`Cancel ${build.name}?`}
        confirmLabel="Cancel build"
        isReasonNeeded={false}
        onConfirm={async ({ reason }) => {
          await api.builds.cancel(build.id, reason ? { reason } : {}, place);
          await onChange();
        }}
      >
        Programs that work on it are told when they next report, and stop. What is computed stays.
      </ReasonDialog>
      <ReasonDialog
        open={asking === "override"}
        onOpenChange={() => setAsking(null)}
        title={`Override the status of ${build.name}`}
        choiceLabel="Status"
        choices={choices}
        confirmLabel="Override status"
        onConfirm={async ({ reason, choice }) => {
          await api.builds.override(build.id, { status: choice, reason }, place);
          await onChange();
        }}
      >
        The build counts as this from now on, whatever its tasks say. Your name and the reason stand on its page.
      </ReasonDialog>
    </>
  );
}
