"use client";
import "./globals.css";

export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="flex min-h-dvh flex-col items-center justify-center gap-3 p-6 text-center">
          <h1 className="font-semibold text-xl">Cairn could not be shown</h1>
          <p className="text-muted-foreground text-sm">Something failed while the page was prepared. Your data is not affected.</p>
          <button type="button" onClick={reset} className="h-8 rounded-md bg-primary px-3 font-medium text-primary-foreground text-sm">
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
