"use client";
import type { Webhook, WebhookFormat } from "@cairn/sdk/schema";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { fieldError } from "@/lib/api/problem";
import type { HookDraft, problemsOf } from "./form-state";
import { newHeaderLine } from "./header-lines";
import { HeadersEditor } from "./headers-editor";
import { TypePicker } from "./type-picker";
import { formatHelp, formatNames } from "./words";

const formats = (Object.keys(formatNames) as WebhookFormat[]).map((value) => ({ value, label: formatNames[value] }));

export interface EndpointFieldsProps {
  draft: HookDraft;
  onChange: (draft: HookDraft) => void;
  /** What the page itself found wrong; empty until the form was sent once. */
  problems: ReturnType<typeof problemsOf>;
  /** What the server answered. */
  error: unknown;
  /** The endpoint that is changed; left out for a new one. */
  hook?: Webhook | undefined;
}

/** The fields of an endpoint, for creating and for editing one. */
export function EndpointFields({ draft, onChange, problems, error, hook }: EndpointFieldsProps) {
  const set = (change: Partial<HookDraft>) => onChange({ ...draft, ...change });
  return (
    <>
      <Field
        label="URL"
        hint="https on a public host; private networks and redirects are refused."
        error={problems.url ?? fieldError(error, "url")}
      >
        {(control) => (
          <Input
            {...control}
            type="url"
            inputMode="url"
            className="font-mono"
            placeholder="https://hooks.example.org/cairn"
            value={draft.url}
            onChange={(event) => set({ url: event.target.value })}
            autoFocus={!hook}
            autoComplete="off"
            spellCheck={false}
            maxLength={2_000}
          />
        )}
      </Field>
      <Field label="Description" optional error={fieldError(error, "description")}>
        {(control) => (
          <Input
            {...control}
            placeholder="What receives it"
            value={draft.description}
            onChange={(event) => set({ description: event.target.value })}
            autoComplete="off"
            maxLength={500}
          />
        )}
      </Field>
      <TypePicker value={draft.types} onChange={(types) => set({ types })} error={problems.types ?? fieldError(error, "types")} />
      <Field label="Format" hint={formatHelp[draft.format]} error={fieldError(error, "format")}>
        {(control) => <Select {...control} options={formats} value={draft.format} onValueChange={(format) => set({ format })} />}
      </Field>
      {draft.headers === null ? (
        <div className="flex flex-col gap-1.5 text-sm">
          <p className="font-medium">Headers</p>
          <p className="break-words text-muted-foreground">
            <span className="font-mono text-xs">{hook?.header_names.join(", ")}</span>: values are sealed and stay as they are.
          </p>
          <Button size="sm" className="self-start" onClick={() => set({ headers: [newHeaderLine()] })}>
            Replace headers
          </Button>
        </div>
      ) : (
        <HeadersEditor lines={draft.headers} onChange={(headers) => set({ headers })} error={fieldError(error, "headers")} />
      )}
      <Field
        label="Requests per second at most"
        optional
        hint="What comes faster waits its turn. Empty: as many as the endpoint takes."
        error={problems.rate_limit ?? fieldError(error, "rate_limit")}
      >
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            className="w-32"
            value={draft.rate}
            onChange={(event) => set({ rate: event.target.value })}
            autoComplete="off"
          />
        )}
      </Field>
    </>
  );
}
