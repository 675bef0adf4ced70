"use client";
import { useRouter } from "next/navigation";
import { startTransition, useEffect } from "react";
import { Button } from "@/components/ui/button";
import { ProblemPage } from "./problem-page";

export interface ErrorPageProps {
  error: Error & { digest?: string };
  reset: () => void;
  whole?: boolean;
}

/** A page whose rendering failed. */
export function ErrorPage({ error, reset, whole = false }: ErrorPageProps) {
  const router = useRouter();
  useEffect(() => console.error(error), [error]);
  function retry() {
    startTransition(() => {
      router.refresh();
      reset();
    });
  }
  return (
    <ProblemPage
      title="This page could not be shown"
      whole={whole}
      actions={
        <Button variant="primary" onClick={retry}>
          Try again
        </Button>
      }
    >
      <p>Something failed while the page was prepared. Your data is not affected.</p>
      {error.digest ? (
        <p className="mt-1 text-xs">
          Reference <code>{error.digest}</code>
        </p>
      ) : null}
    </ProblemPage>
  );
}
