"use client";
import { useTheme } from "next-themes";
import { Toaster } from "sonner";

/** Short notes at the corner after something was done. */
export function Toasts() {
  const { resolvedTheme } = useTheme();
  return (
    <Toaster
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      // Above what a page has at its foot (globals.css).
      offset={{ bottom: "var(--foot)" }}
      mobileOffset={{ bottom: "var(--foot)" }}
      toastOptions={{
        classNames: {
          toast: "!rounded-md !border !border-border !bg-popover !text-foreground !shadow-float !text-sm !font-sans",
          description: "!text-muted-foreground",
        },
      }}
    />
  );
}
