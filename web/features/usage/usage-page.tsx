"use client";
import type { OrganizationUsage, WorkspaceUsage } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { ChartNoAxesColumn, Download } from "lucide-react";
import { parseAsStringLiteral, useQueryStates } from "nuqs";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Select } from "@/components/ui/select";
import { FormSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { SettingsFrame } from "../organizations/settings-frame";
import { apiPath, type SettingsPlace } from "../organizations/settings-place";
import { barsOf } from "./bars";
import { DayBars } from "./day-bars";
import { LimitBars } from "./limit-bars";
import { usageQuery } from "./queries";
import { daysOfRange, RANGES, rangeLabels } from "./ranges";
import { METERS, type Meter, meterLabels, meterText } from "./words";
import { WorkspaceUsageTable } from "./workspace-usage";

const parsers = {
  range: parseAsStringLiteral(RANGES).withDefault("month"),
  meter: parseAsStringLiteral(METERS).withDefault("runs"),
};

export interface UsagePageProps {
  place: SettingsPlace;
  /** In UTC, as the server knows it. */
  today: string;
}

/** What an organization uses of its plan, day by day and by workspace; or what one workspace uses day by day. */
export function UsagePage({ place, today }: UsagePageProps) {
  const [{ range, meter }, setView] = useQueryStates(parsers);
  const days = daysOfRange(range, today);
  const query = useQuery(usageQuery(api, place, days));
  return (
    <SettingsFrame
      title="Usage"
      place={place}
      description={`What the ${place.workspace === null ? "organization" : "workspace"} uses, by days in UTC.`}
      actions={
        <Button asChild>
          <a href={`${apiPath(place)}/usage.csv?${new URLSearchParams({ ...days })}`} download>
            <Download aria-hidden />
            Download CSV
          </a>
        </Button>
      }
    >
      <QueryView query={query} what="load the usage" skeleton={<FormSkeleton fields={5} />}>
        {(usage) => (
          <div className="flex flex-col gap-8">
            {"plan" in usage ? <Plan usage={usage} /> : null}
            <Section
              title="History"
              description={meterLabels[meter].means}
              actions={
                <>
                  <Select
                    aria-label="What to show"
                    className="w-32"
                    options={METERS.map((value) => ({ value, label: meterLabels[value].name }))}
                    value={meter}
                    onValueChange={(value) => void setView({ meter: value })}
                  />
                  <Select
                    aria-label="Days"
                    className="w-40"
                    options={RANGES.map((value) => ({ value, label: rangeLabels[value] }))}
                    value={range}
                    onValueChange={(value) => void setView({ range: value })}
                  />
                </>
              }
            >
              <History usage={usage} meter={meter} />
            </Section>
            {"workspaces" in usage ? (
              <Section title="By workspace" description={`${rangeLabels[range]}. What was used stays counted when a workspace is deleted.`}>
                <WorkspaceUsageTable workspaces={usage.workspaces} org={place.organization} />
              </Section>
            ) : null}
          </div>
        )}
      </QueryView>
    </SettingsFrame>
  );
}

function Plan({ usage: { plan, limits } }: { usage: OrganizationUsage }) {
  return (
    <Section
      title={`Plan: ${plan}`}
      description={limits.length > 0 ? "At 80 % and at 100 % of a limit the organization gets the event usage.threshold_reached." : null}
    >
      {limits.length > 0 ? (
        <LimitBars limits={limits} />
      ) : (
        <p className="rounded-md border bg-card px-4 py-3 text-muted-foreground text-sm">This plan limits nothing.</p>
      )}
    </Section>
  );
}

function History({ usage, meter }: { usage: OrganizationUsage | WorkspaceUsage; meter: Meter }) {
  const bars = barsOf(usage.days, meter);
  const total = meter === "bytes" ? (bars.at(-1)?.total ?? 0) : usage.totals[meter];
  if (bars.every((bar) => bar.total === 0))
    return (
      <EmptyState icon={ChartNoAxesColumn} title={`No ${meterLabels[meter].name.toLowerCase()} in these days`}>
        Choose other days, or something else to show.
      </EmptyState>
    );
  return (
    <>
      <p className="text-sm">
        <span className="font-semibold text-xl tabular">{meterText(meter, total)}</span>{" "}
        <span className="text-muted-foreground">{meter === "bytes" ? "held on the last day" : "in these days"}</span>
      </p>
      <DayBars bars={bars} meter={meter} />
    </>
  );
}
