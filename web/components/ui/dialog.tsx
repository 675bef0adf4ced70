"use client";
import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Button } from "./button";

export const Dialog = Primitive.Root;
export const DialogTrigger = Primitive.Trigger;

export const overlayStyles = "fixed inset-0 z-50 bg-overlay data-[state=open]:animate-fade-in";

export interface DialogContentProps extends Omit<ComponentProps<typeof Primitive.Content>, "title"> {
  title: ReactNode;
  description?: ReactNode;
  /** Hides the close button and ignores Escape and outside presses: for dialogs that must be answered. */
  required?: boolean;
  hideTitle?: boolean;
}

export function DialogContent({
  title,
  description,
  required = false,
  hideTitle = false,
  className,
  children,
  ...props
}: DialogContentProps) {
  const stay = (event: { preventDefault(): void }) => event.preventDefault();
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayStyles} />
      <Primitive.Content
        className={cn(
          "-translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg flex-col overflow-y-auto rounded-xl border bg-popover shadow-float focus:outline-none data-[state=open]:animate-fade-in",
          className,
        )}
        // Fields ask for the focus themselves; otherwise the dialog is read first, and no button waits to be hit by accident.
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
        }}
        {...(description ? {} : { "aria-describedby": undefined })}
        {...(required ? { onEscapeKeyDown: stay, onPointerDownOutside: stay, onInteractOutside: stay } : {})}
        {...props}
      >
        <div className={cn("flex items-start gap-4 px-5 pt-5", hideTitle && "sr-only")}>
          <div className="min-w-0 flex-1">
            <Primitive.Title className="font-semibold text-lg">{title}</Primitive.Title>
            {description ? (
              <Primitive.Description className="mt-1 text-muted-foreground text-sm">{description}</Primitive.Description>
            ) : null}
          </div>
          {required || hideTitle ? null : (
            <Primitive.Close asChild>
              <Button variant="ghost" size="icon-sm" aria-label="Close" className="-mt-1 -mr-2 text-muted-foreground">
                <X aria-hidden />
              </Button>
            </Primitive.Close>
          )}
        </div>
        {children}
      </Primitive.Content>
    </Primitive.Portal>
  );
}

export function DialogBody({ className, ...props }: ComponentProps<"div">) {
  return <div className={cn("flex flex-col gap-4 px-5 py-4", className)} {...props} />;
}

export function DialogFooter({ className, ...props }: ComponentProps<"div">) {
  return <div className={cn("flex flex-wrap items-center justify-end gap-2 px-5 pb-5", className)} {...props} />;
}
