// Bringing a shop in from a file, checked first and told row by row; and out again.
import { useState } from "react";
import { exportUrl } from "../../../client/client.ts";
import type { Progress as Step } from "../../../protocol/api/schemas.ts";
import type { ImportFault, ImportReport as Report } from "../../../protocol/api/shop-schemas.ts";
import { FORMATS } from "../../../protocol/api/shop-inputs.ts";
import { ask } from "../../api.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { Select } from "../../design/field.tsx";
import { Icon } from "../../design/icon.tsx";
import { Progress } from "../../design/progress.tsx";
import { sizeText } from "../../../client/size.ts";
import { useNode } from "../../node.ts";
import { useCommand } from "../../operation.ts";
import { countriesOf } from "../countries.ts";
import { ImportReport } from "./import-report.tsx";

/** A large file takes its time; how far it is, is told every second. */
const PATIENCE = { seconds: 30 * 60, stepSeconds: 1 };

export function ImportExport() {
  return (
    <div className="stack loose">
      <Import />
      <section className="card stack tight" aria-labelledby="export">
        <h2 id="export">Take it with you</h2>
        <p className="muted small">
          All listings and drafts in one file, as the import reads it: for another node, a spreadsheet, or another shop.
        </p>
        <p className="row">
          {FORMATS.map((format) => (
            <LinkButton key={format} href={exportUrl(format)} icon="download" data-testid={`export-${format}`}>
              {format === "csv" ? "CSV, as Shopify writes it" : "JSON, a draft a line"}
            </LinkButton>
          ))}
        </p>
      </section>
    </div>
  );
}

/** Of the node's report, that there are more is told by their count. */
const MAX_SHOWN = 200;

/** What the person chose has faults that the node cannot see. */
const withFaults = (report: Report, faults: readonly ImportFault[]): Report => ({
  ...report,
  faults: report.faults + faults.length,
  shown: [...report.shown, ...faults].toSorted((a, b) => a.line - b.line).slice(0, MAX_SHOWN),
});

/** The file as it is sent, with its pictures by what the node calls them. */
async function prepared(file: File, pictures: readonly File[], isDry: boolean, tell: (step: Step) => void) {
  if (formatOf(file) === "json") return { file, faults: [] };
  const [{ bringPictures }, { chosenPictures }] = await Promise.all([
    import("../../../client/product-pictures.ts"),
    import("./chosen-pictures.ts"),
  ]);
  return bringPictures(new Uint8Array(await file.arrayBuffer()), {
    client: {
      uploadedPicture: (call) => ask((api) => api.uploadedPicture(call)),
      addPicture: (call) => ask((api) => api.addPicture(call)),
    },
    bytesOf: chosenPictures(pictures),
    isDry,
    onStep: (done, total) => tell({ phase: "pictures", done, total }),
  });
}

const formatOf = ({ name }: File) => (/\.(jsonl?|ndjson)$/i.test(name) ? ("json" as const) : ("csv" as const));

function Import() {
  const { currencies } = useNode();
  const [file, setFile] = useState<File>();
  const [pictures, setPictures] = useState<readonly File[]>([]);
  const [currency, setCurrency] = useState("");
  const [shipsFrom, setShipsFrom] = useState("");
  const [report, setReport] = useState<Report>();
  const command = useCommand(PATIENCE);
  const isChecked = report?.dryRun === true && report.faults === 0;

  const run = async (dryRun: boolean) => {
    const query = { format: formatOf(file!), dryRun, ...(currency && { currency }), ...(shipsFrom && { shipsFrom }) };
    let id: string | undefined;
    let faults: ImportFault[] = [];
    setReport(undefined);
    await command.run(async (tell) => {
      const ready = await prepared(file!, pictures, dryRun, tell);
      faults = ready.faults;
      if (!dryRun && faults.length > 0) throw new Error("pictures are missing");
      const started = await ask((api) => api.importListings({ query, body: ready.file }));
      id = started.id;
      return started;
    });
    // Of one with faults, too: they stand in the report.
    const told = id && (await ask((api) => api.importReport({ params: { operation: id! } })).catch(() => undefined));
    if (told) setReport(withFaults(told, faults));
    else if (report && faults.length > 0) setReport(withFaults({ ...report, dryRun }, faults));
  };
  const put = (change: () => void) => {
    change();
    setReport(undefined);
  };

  return (
    <section className="card stack" aria-labelledby="import" data-testid="import">
      <h2 id="import">Bring your products</h2>
      <p className="muted small">
        A CSV file as Shopify exports it, or a JSON file with a draft a line. It comes in as a whole or not at all.
        Choose the pictures that it names, too: each is found by its name, or by its path in a folder. Those that are
        only on the web are fetched by <code>souk import</code>, which does the same.
      </p>
      <div className="row">
        <ChooseFiles
          name={file ? "Another file" : "Choose a file"}
          accept=".csv,.json,.jsonl,.ndjson,text/csv,application/json"
          onFiles={([chosen]) => put(() => setFile(chosen))}
          data-testid="import-file"
        />
        {file && (
          <span>
            {file.name} · {sizeText(file.size)}
          </span>
        )}
      </div>
      {file && formatOf(file) === "csv" && (
        <div className="row">
          <ChooseFiles
            name="Choose its pictures"
            accept="image/*"
            many
            onFiles={(chosen) => put(() => setPictures(chosen))}
            data-testid="import-pictures"
          />
          <ChooseFiles
            name="… or their folder"
            folder
            onFiles={(chosen) => put(() => setPictures(chosen))}
            data-testid="import-folder"
          />
          {pictures.length > 0 && (
            <span data-testid="import-chosen">
              {pictures.length} {pictures.length === 1 ? "file" : "files"} ·{" "}
              {sizeText(pictures.reduce((sum, { size }) => sum + size, 0))}
            </span>
          )}
        </div>
      )}
      <div className="fields">
        <Select
          label="Currency, where the file names none"
          value={currency}
          onValue={(to) => put(() => setCurrency(to))}
          data-testid="import-currency"
        >
          <option value="">None</option>
          {currencies
            .filter(({ offered }) => offered)
            .map(({ address, symbol, name }) => (
              <option key={address} value={address}>
                {symbol} · {name}
              </option>
            ))}
        </Select>
        <Select
          label="Ships from, where the file says nothing"
          value={shipsFrom}
          onValue={(to) => put(() => setShipsFrom(to))}
          data-testid="import-from"
        >
          <option value="">Leave it open</option>
          {countriesOf().map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      {report ? <ImportReport report={report} /> : <Progress command={command} />}
      <p className="row">
        <Button
          kind={isChecked ? "plain" : "primary"}
          disabled={!file}
          busy={command.busy}
          onClick={() => void run(true)}
          data-testid="import-check"
        >
          Check it
        </Button>
        <Button
          kind={isChecked ? "primary" : "plain"}
          icon="check"
          disabled={!file || !isChecked || command.busy}
          onClick={() => void run(false)}
          data-testid="import-run"
        >
          Import {isChecked && report.products > 0 ? report.products : ""}
        </Button>
        <span className="muted small">
          {!file ? "Choose a file first." : isChecked ? "" : "Checking changes nothing; importing comes after it."}
        </span>
      </p>
    </section>
  );
}

function ChooseFiles({
  name,
  accept,
  many = false,
  folder = false,
  onFiles,
  "data-testid": testId,
}: {
  name: string;
  accept?: string;
  many?: boolean;
  folder?: boolean;
  /** At least one. */
  onFiles: (files: File[]) => void;
  "data-testid": string;
}) {
  return (
    <label className="button">
      <Icon name="plus" size={18} />
      {name}
      <input
        className="hidden"
        type="file"
        accept={accept}
        multiple={many}
        {...(folder && { webkitdirectory: "" })}
        data-testid={testId}
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])];
          event.target.value = "";
          if (chosen.length > 0) onFiles(chosen);
        }}
      />
    </label>
  );
}
