"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { cn } from "@/lib/cn";
import { Button, type ButtonProps } from "./button";

export interface CopyButtonProps extends Omit<ButtonProps, "children" | "onClick"> {
  value: string;
  /** What is copied, for the button's name: "Copy key". */
  label: string;
  /** Shows the label beside the icon. */
  withText?: boolean;
}

/** Copies a text and says so in place. */
export function CopyButton({ value, label, withText = false, variant = "ghost", size, className, ...props }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      toast.error("The browser did not allow copying. Select the text and copy it by hand.");
    }
  }

  return (
    <Button
      variant={variant}
      size={size ?? (withText ? "md" : "icon-sm")}
      className={cn(!withText && "text-muted-foreground", className)}
      aria-label={withText ? undefined : copied ? "Copied" : `Copy ${label}`}
      title={withText ? undefined : `Copy ${label}`}
      onClick={copy}
      {...props}
    >
      {copied ? <Check aria-hidden className="text-status-success" /> : <Copy aria-hidden />}
      {withText ? (copied ? "Copied" : `Copy ${label}`) : null}
    </Button>
  );
}
