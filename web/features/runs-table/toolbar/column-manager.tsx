"use client";
import type { RunField } from "@cairn/sdk/schema";
import { useMemo } from "react";
import { ColumnManager, type ColumnWords } from "@/components/column-manager";
import { ATTRIBUTES, columnTitle, firstColumns, parseColumn } from "../model/columns";

export interface RunColumnManagerProps {
  fields: readonly RunField[];
  ids: readonly string[];
  pinned: readonly string[];
  onChange: (ids: readonly string[], pinned?: readonly string[]) => void;
}

/** Which columns stand in the table of runs, in which order. */
export function RunColumnManager({ fields, ids, pinned, onChange }: RunColumnManagerProps) {
  const all = useMemo(
    () => [
      ...Object.keys(ATTRIBUTES),
      ...fields
        .filter(({ kind }) => kind !== "attribute")
        .flatMap(({ field, kind }) => (kind === "metric" ? [field, `${field}.min`, `${field}.max`] : [field])),
    ],
    [fields],
  );
  return (
    <ColumnManager
      all={all}
      ids={ids}
      pinned={pinned}
      wordsOf={wordsOf}
      onChange={onChange}
      onReset={() => onChange(firstColumns(fields), [])}
    />
  );
}

function wordsOf(id: string): ColumnWords {
  const column = parseColumn(id);
  const isAttribute = column?.kind === "attribute";
  return { label: isAttribute ? ATTRIBUTES[column.key].label : id, title: column ? columnTitle(column) : id, isCode: !isAttribute };
}
