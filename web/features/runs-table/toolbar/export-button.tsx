"use client";
import { Download } from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { saveFile } from "../../charts/save-file";
import type { Place } from "../../runs/queries";
import { exportCsv } from "../data/export-csv";
import type { GridColumn } from "../grid/layout";
import type { Question } from "../model/question";

export interface ExportButtonProps {
  place: Place;
  question: Question;
  columns: readonly GridColumn[];
  isDisabled: boolean;
}

/** Saves what the table shows, all matching runs of it, as CSV. */
export function ExportButton({ place, question, columns, isDisabled }: ExportButtonProps) {
  const [isPending, setPending] = useState(false);
  const running = useRef<AbortController>(undefined);

  async function save() {
    const controller = new AbortController();
    running.current = controller;
    setPending(true);
    const id = toast.loading("Preparing the CSV file", { action: { label: "Cancel", onClick: () => controller.abort() } });
    try {
      const file = await exportCsv(api, {
        place,
        question,
        columns: columns.map(({ column }) => column),
        signal: controller.signal,
        onProgress: (done, total) =>
          toast.loading(`${done.toLocaleString("en")} of ${total.toLocaleString("en")} runs`, {
            id,
            action: { label: "Cancel", onClick: () => controller.abort() },
          }),
      });
      saveFile(`${place.organization}-${place.workspace}-runs.csv`, file);
      toast.dismiss(id);
    } catch (error) {
      toast.dismiss(id);
      if (!controller.signal.aborted) toast.error("The CSV file could not be made", { description: describeError(error).detail });
    } finally {
      setPending(false);
    }
  }
  return (
    <Button aria-label="Export as CSV" title="Export as CSV" disabled={isDisabled} pending={isPending} onClick={() => void save()}>
      {isPending ? null : <Download aria-hidden />}
      <span className="max-2xl:sr-only">CSV</span>
    </Button>
  );
}
