"use client";
import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Button } from "./button";
import { overlayStyles } from "./dialog";

export const Sheet = Primitive.Root;

export interface SheetContentProps extends Omit<ComponentProps<typeof Primitive.Content>, "title"> {
  side?: "left" | "right";
  title: ReactNode;
  hideTitle?: boolean;
}

/** A dialog that slides in from a side: navigation on phones, details on desks. */
export function SheetContent({ side = "right", title, hideTitle = false, className, children, ...props }: SheetContentProps) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayStyles} />
      <Primitive.Content
        aria-describedby={undefined}
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
        }}
        className={cn(
          "fixed inset-y-0 z-50 flex flex-col bg-popover shadow-float focus:outline-none",
          side === "left"
            ? "left-0 w-64 border-r data-[state=open]:animate-slide-left"
            : "right-0 w-[calc(100vw-2rem)] max-w-md border-l data-[state=open]:animate-slide-right",
          className,
        )}
        {...props}
      >
        <div className={cn("flex h-12 shrink-0 items-center gap-2 border-b px-4", hideTitle && "sr-only")}>
          <Primitive.Title className="min-w-0 flex-1 truncate font-semibold text-base">{title}</Primitive.Title>
          <Primitive.Close asChild>
            <Button variant="ghost" size="icon-sm" aria-label="Close" className="-mr-1.5 text-muted-foreground">
              <X aria-hidden />
            </Button>
          </Primitive.Close>
        </div>
        {children}
      </Primitive.Content>
    </Primitive.Portal>
  );
}
