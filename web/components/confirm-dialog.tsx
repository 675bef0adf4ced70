"use client";
import { AlertDialog as Primitive } from "radix-ui";
import { type FormEvent, type ReactNode, useState } from "react";
import { leaveWhenSignedOut } from "@/lib/query";
import { FormError } from "./form-error";
import { Button } from "./ui/button";
import { overlayStyles } from "./ui/dialog";
import { Field } from "./ui/field";
import { Input } from "./ui/input";

export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The question: "Remove Ada from Acme?" */
  title: string;
  /** What will be lost or change. */
  children: ReactNode;
  /** The verb: "Remove member". */
  confirmLabel: string;
  /** Must be typed before the button works. */
  typed?: string;
  /** Does it; what it throws is shown and the dialog stays open. */
  onConfirm: () => Promise<unknown>;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ open, onOpenChange, ...props }: ConfirmDialogProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={overlayStyles} />
        <Primitive.Content className="-translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-md overflow-y-auto rounded-xl border bg-popover p-5 shadow-float focus:outline-none data-[state=open]:animate-fade-in">
          <ConfirmForm {...props} onDone={() => onOpenChange(false)} />
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

type ConfirmFormProps = Omit<ConfirmDialogProps, "open" | "onOpenChange"> & { onDone: () => void };

function ConfirmForm({ title, children, confirmLabel, typed, onConfirm, onDone }: ConfirmFormProps) {
  const [text, setText] = useState("");
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setError(null);
    try {
      await onConfirm();
      onDone();
    } catch (thrown) {
      leaveWhenSignedOut(thrown);
      setError(thrown);
    } finally {
      setPending(false);
    }
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <div className="flex flex-col gap-1.5">
        <Primitive.Title className="font-semibold text-lg">{title}</Primitive.Title>
        <Primitive.Description asChild>
          <div className="text-muted-foreground text-sm">{children}</div>
        </Primitive.Description>
      </div>
      {typed ? (
        <Field
          label={
            <>
              Type <code className="rounded-sm bg-muted px-1 py-0.5 text-xs">{typed}</code> to confirm
            </>
          }
        >
          {(control) => (
            <Input
              {...control}
              value={text}
              onChange={(event) => setText(event.target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="font-mono"
            />
          )}
        </Field>
      ) : null}
      <FormError error={error} />
      <div className="flex flex-wrap justify-end gap-2">
        <Primitive.Cancel asChild>
          <Button variant="ghost">Cancel</Button>
        </Primitive.Cancel>
        <Button type="submit" variant="danger" pending={pending} disabled={typed !== undefined && text !== typed}>
          {confirmLabel}
        </Button>
      </div>
    </form>
  );
}
