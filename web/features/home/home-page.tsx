"use client";
import { RecentRuns } from "../runs/recent-runs";
import { Page } from "../shell/page";

/** The workspace's first page: what goes on, or how to begin. */
export function HomePage() {
  return (
    <Page title="Home" heading={false}>
      <RecentRuns />
    </Page>
  );
}
