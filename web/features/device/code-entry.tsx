"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { describeError, statusOf } from "@/lib/api/problem";
import { Centered } from "../session/centered";
import { formatUserCode, isWholeUserCode } from "./user-code";

function lookupError(error: unknown): string | undefined {
  if (error == null) return undefined;
  const status = statusOf(error);
  if (status === 404) return "No sign-in waits under this code. It may be mistyped, expired or already used: start again in your terminal.";
  if (status === 429) return "Too many codes were tried. Wait a few minutes, then try again.";
  if (status === 400) return "This is not a code of Cairn. It has eight letters, like BCDF-GHJK.";
  return describeError(error).detail;
}

export interface CodeEntryProps {
  initialCode: string;
  pending: boolean;
  error: unknown;
  onCode: (code: string) => void;
}

/** Asks for the code that the terminal shows. */
export function CodeEntry({ initialCode, pending, error, onCode }: CodeEntryProps) {
  const [code, setCode] = useState(initialCode);
  const [checked, setChecked] = useState(false);
  const incomplete = checked && !isWholeUserCode(code) ? "Enter all eight characters." : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (isWholeUserCode(code)) onCode(code);
  }

  return (
    <Centered title="Sign in a device">
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Code" hint="Your terminal shows it after cairn login." error={incomplete ?? lookupError(error)}>
          {(control) => (
            <Input
              {...control}
              value={code}
              onChange={(event) => setCode(formatUserCode(event.target.value))}
              placeholder="XXXX-XXXX"
              className="h-12 text-center font-mono text-xl tracking-[0.2em] max-md:h-12 max-md:text-xl"
              autoComplete="one-time-code"
              autoCapitalize="characters"
              autoFocus
              spellCheck={false}
              maxLength={24}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" size="lg" pending={pending}>
          Continue
        </Button>
      </form>
    </Centered>
  );
}
