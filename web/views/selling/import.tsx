// Bringing a shop in from a file, checked first and told row by row; and out again.
import { useState } from "react";
import { exportUrl } from "../../../client/client.ts";
import { FORMATS } from "../../../protocol/api/shop-inputs.ts";
import type { ImportReport as Report } from "../../../protocol/api/shop-schemas.ts";
import { ask } from "../../api.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { Select } from "../../design/field.tsx";
import { Icon } from "../../design/icon.tsx";
import { Progress } from "../../design/progress.tsx";
import { sizeText } from "../../design/size.ts";
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
            <LinkButton key={format} href={exportUrl(format)} icon="box" data-testid={`export-${format}`}>
              {format === "csv" ? "CSV, as Shopify writes it" : "JSON, a draft a line"}
            </LinkButton>
          ))}
        </p>
      </section>
    </div>
  );
}

const formatOf = ({ name }: File) => (/\.(jsonl?|ndjson)$/i.test(name) ? ("json" as const) : ("csv" as const));

function Import() {
  const { currencies } = useNode();
  const [file, setFile] = useState<File>();
  const [currency, setCurrency] = useState("");
  const [shipsFrom, setShipsFrom] = useState("");
  const [report, setReport] = useState<Report>();
  const command = useCommand(PATIENCE);
  const isChecked = report?.dryRun === true && report.faults === 0;

  const run = async (dryRun: boolean) => {
    const query = { format: formatOf(file!), dryRun, ...(currency && { currency }), ...(shipsFrom && { shipsFrom }) };
    let id: string | undefined;
    setReport(undefined);
    await command.run(async () => {
      const started = await ask((api) => api.importListings({ query, body: file! }));
      id = started.id;
      return started;
    });
    // Of one with faults, too: they stand in the report.
    if (id) setReport(await ask((api) => api.importReport({ params: { operation: id! } })).catch(() => undefined));
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
        Pictures on the web or on a disk are brought along by <code>souk import</code>, which then does the same.
      </p>
      <p className="row">
        <label className="button">
          <Icon name="plus" size={18} />
          {file ? "Another file" : "Choose a file"}
          <input
            className="hidden"
            type="file"
            accept=".csv,.json,.jsonl,.ndjson,text/csv,application/json"
            data-testid="import-file"
            onChange={(event) => {
              const [chosen] = event.target.files ?? [];
              event.target.value = "";
              if (chosen) put(() => setFile(chosen));
            }}
          />
        </label>
        {file && (
          <span>
            {file.name} · {sizeText(file.size)}
          </span>
        )}
      </p>
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
          <option value="">Nowhere</option>
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
