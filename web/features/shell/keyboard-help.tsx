"use client";
import { DialogBody, DialogContent } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { navigationOf } from "./navigation";
import { useShell } from "./shell-context";
import { useModifierKey } from "./use-shortcuts";

interface Row {
  label: string;
  keys: string[];
}

function Rows({ title, rows }: { title: string; rows: Row[] }) {
  return (
    <section>
      <h3 className="pb-1 text-muted-foreground text-xs">{title}</h3>
      <dl>
        {rows.map(({ label, keys }) => (
          <div key={label} className="flex h-8 items-center justify-between gap-4 border-b text-sm last:border-0">
            <dt>{label}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Lists the keys; opened by "?". */
export function KeyboardHelp() {
  const shell = useShell();
  const modifier = useModifierKey();
  const places = navigationOf(shell).flatMap((group) =>
    group.items
      .filter(({ keys }) => keys)
      .map(({ label, keys = "" }) => ({ label: `Go to ${label.toLowerCase()}`, keys: keys.split(" ") })),
  );
  return (
    <DialogContent title="Keyboard" description="Outside of fields. Each part says where its keys work.">
      <DialogBody className="pb-6">
        <Rows
          title="Every page"
          rows={[
            { label: "Search and commands", keys: [modifier, "K"] },
            { label: "This help", keys: ["?"] },
            { label: "Collapse or widen the side bar", keys: ["["] },
            { label: "Close what floats", keys: ["Esc"] },
            { label: "Go to inbox", keys: ["g", "i"] },
          ]}
        />
        {places.length > 0 ? <Rows title="Places" rows={places} /> : null}
        <Rows
          title="Tables of runs, experiments, builds and tasks"
          rows={[
            { label: "Next and previous row", keys: ["j", "k"] },
            { label: "Open the row", keys: ["Enter"] },
          ]}
        />
        <Rows
          title="The runs page"
          rows={[
            { label: "Select the row, or all up to it", keys: ["x", "Shift x"] },
            { label: "Write a filter", keys: ["/"] },
            { label: "Draw the run, or do not", keys: ["v"] },
            { label: "Edit the run", keys: ["e"] },
            { label: "Clear the selection", keys: ["Esc"] },
            { label: "Table, charts, or both", keys: [modifier, "J"] },
          ]}
        />
        <Rows title="Tasks" rows={[{ label: "Write a search", keys: ["/"] }]} />
        <Rows
          title="Graphs"
          rows={[
            { label: "Next node", keys: ["Tab"] },
            { label: "What it needs, what needs it, and beside it", keys: ["←", "→", "↑", "↓"] },
            { label: "Choose the node, open it", keys: ["Enter", "Enter"] },
            { label: "Close what was chosen", keys: ["Esc"] },
            { label: "Nearer, farther, all of it", keys: ["+", "-", "0"] },
          ]}
        />
        <Rows title="Compare" rows={[{ label: "Next and previous difference", keys: ["n", "p"] }]} />
        <Rows
          title="Charts (beside the table of runs: with the focus in them)"
          rows={[
            { label: "Next and previous panel", keys: ["j", "k"] },
            { label: "Full screen, and back", keys: ["f", "Esc"] },
            { label: "Neighbour, at full screen", keys: ["←", "→"] },
            { label: "Search metrics", keys: ["/"] },
            { label: "Zoom both axes, pan, show all", keys: [`${modifier} drag`, "Shift drag", "double-click"] },
          ]}
        />
        <Rows
          title="Inbox"
          rows={[
            { label: "Next and previous notification", keys: ["j", "k"] },
            { label: "Open it", keys: ["Enter"] },
            { label: "Archive it, or take it back", keys: ["e"] },
            { label: "Mark it read or unread", keys: ["u"] },
          ]}
        />
        <Rows
          title="Logs of a run"
          rows={[
            { label: "Next and previous line", keys: ["j", "k"] },
            { label: "Search", keys: ["/"] },
            { label: "Next and previous match", keys: ["n", "N"] },
          ]}
        />
      </DialogBody>
    </DialogContent>
  );
}
