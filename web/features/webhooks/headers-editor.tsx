"use client";
import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { type HeaderLine, newHeaderLine } from "./header-lines";

/** As many as the contract takes. */
const HEADERS_MAX = 20;

export interface HeadersEditorProps {
  lines: HeaderLine[];
  onChange: (lines: HeaderLine[]) => void;
  error?: string | undefined;
}

/** Headers that are sent with every request, one a line. */
export function HeadersEditor({ lines, onChange, error }: HeadersEditorProps) {
  const set = (key: number, change: Partial<HeaderLine>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...change } : line)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 font-medium text-sm">
        Headers <span className="font-normal text-muted-foreground">optional</span>
      </legend>
      {lines.map((line, index) => (
        <div key={line.key} className="flex gap-1.5">
          <Input
            aria-label={`Name of header ${index + 1}`}
            placeholder="x-team"
            className="w-2/5 font-mono"
            value={line.name}
            onChange={(event) => set(line.key, { name: event.target.value })}
            autoComplete="off"
            spellCheck={false}
          />
          <Input
            aria-label={`Value of header ${index + 1}`}
            placeholder="vision"
            className="flex-1 font-mono"
            value={line.value}
            onChange={(event) => set(line.key, { value: event.target.value })}
            autoComplete="off"
            spellCheck={false}
          />
          <Button
            variant="ghost"
            size="icon"
            className="text-muted-foreground max-md:size-10"
            aria-label={`Remove header ${index + 1}`}
            onClick={() => onChange(lines.filter(({ key }) => key !== line.key))}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      ))}
      {lines.length < HEADERS_MAX ? (
        <Button size="sm" className="self-start" onClick={() => onChange([...lines, newHeaderLine()])}>
          <Plus aria-hidden />
          Add header
        </Button>
      ) : null}
      {error ? (
        <p role="alert" className="text-destructive text-sm">
          {error}
        </p>
      ) : null}
      <p className="text-muted-foreground text-sm">Sent with every request. Values are kept sealed and not shown again.</p>
    </fieldset>
  );
}
