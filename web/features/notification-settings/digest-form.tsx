"use client";
import type { NotificationSettings } from "@cairn/sdk/schema";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { useUpdateSettings } from "./queries";

const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, "0")}:00` }));
const EVERY = [
  { value: "off", label: "At once" },
  { value: "hourly", label: "Every hour" },
  { value: "daily", label: "Once a day" },
] as const;

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** When e-mail comes: each at once, or gathered. */
export function DigestForm({ settings }: { settings: NotificationSettings }) {
  const update = useUpdateSettings();
  const { digest } = settings;
  const zones = [...new Set([digest.time_zone, ...Intl.supportedValuesOf("timeZone")])].map((value) => ({ value, label: value }));
  const disabled = !settings.email.available || update.isPending;
  return (
    <div className="flex flex-wrap gap-4">
      <Field label="E-mail comes" className="w-44">
        {(control) => (
          <Select
            {...control}
            disabled={disabled}
            value={digest.every}
            options={EVERY}
            onValueChange={(every) =>
              update.mutate({ digest: { ...digest, every, time_zone: digest.every === "off" ? ownZone() : digest.time_zone } })
            }
          />
        )}
      </Field>
      {digest.every === "daily" ? (
        <>
          <Field label="At" className="w-28">
            {(control) => (
              <Select
                {...control}
                disabled={disabled}
                value={String(digest.hour)}
                options={HOURS}
                onValueChange={(hour) => update.mutate({ digest: { ...digest, hour: Number(hour) } })}
              />
            )}
          </Field>
          <Field label="Time zone" className="w-64">
            {(control) => (
              <Select
                {...control}
                disabled={disabled}
                value={digest.time_zone}
                options={zones}
                onValueChange={(time_zone) => update.mutate({ digest: { ...digest, time_zone } })}
              />
            )}
          </Field>
        </>
      ) : null}
    </div>
  );
}
