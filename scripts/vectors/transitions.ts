// Every (state, moment, call, caller) of an order, allowed or not: the table of contracts.md, with each window's last and next second.

const WINDOWS = { shipWindow: 259_200, inspectionWindow: 1_209_600, rulingWindow: 604_800 };
const { shipWindow, inspectionWindow, rulingWindow } = WINDOWS;
const EXTENDED = 86_400;

/** What a row means beside its fields; arguments that are not named here are any valid ones. */
const NOTES = {
  extended: "seconds by which the running window was lengthened before; left out: not at all",
  elapsed: "seconds since the state was entered, or since the case was passed",
  extend: "asks for one second more than the window has been extended by",
  confirmBySignature: "with the buyer's valid signature, submitted by `who`",
  settle: "the buyer submits the seller's valid signature, everybody else the buyer's",
};

const CALLS = [
  "ship",
  "extend",
  "confirm",
  "confirmBySignature",
  "settle",
  "cancel",
  "claim",
  "dispute",
  "submitEvidence",
  "rule",
  "pass",
  "expire",
] as const;
const CALLERS = ["buyer", "seller", "arbitrator", "fallback", "stranger"] as const;
type Call = (typeof CALLS)[number];
type Caller = (typeof CALLERS)[number];

interface Scene {
  from: "none" | "funded" | "shipped" | "disputed" | "released" | "refunded" | "split";
  /** Whether the offer names an arbitrator, and a fallback. */
  arbitrator: boolean;
  fallback: boolean;
  /** Whether the arbitrator passed the case. */
  passed: boolean;
  /** Seconds by which the running window was lengthened. */
  extended?: number;
  /** Moments at which each call is tried, in seconds since the state was entered, or since the case was passed. */
  moments: number[];
}

const both = { arbitrator: true, fallback: true, passed: false };
const edge = (window: number): number[] => [window, window + 1];

const SCENES: Scene[] = [
  { from: "none", ...both, moments: [0] },
  { from: "funded", ...both, moments: edge(shipWindow) },
  { from: "funded", ...both, extended: EXTENDED, moments: edge(shipWindow + EXTENDED) },
  { from: "shipped", ...both, moments: edge(inspectionWindow) },
  { from: "shipped", ...both, extended: EXTENDED, moments: edge(inspectionWindow + EXTENDED) },
  { from: "shipped", ...both, arbitrator: false, fallback: false, moments: edge(inspectionWindow) },
  { from: "disputed", ...both, moments: [...edge(rulingWindow), ...edge(2 * rulingWindow)] },
  { from: "disputed", ...both, fallback: false, moments: edge(rulingWindow) },
  { from: "disputed", ...both, passed: true, moments: edge(rulingWindow) },
  { from: "released", ...both, moments: [1] },
  { from: "refunded", ...both, moments: [1] },
  { from: "split", ...both, moments: [1] },
];

type Outcome = { to: Scene["from"] } | { error: string };
const refused = (error: string): Outcome => ({ error });
const only = (allowed: boolean, to: Outcome): Outcome => (allowed ? to : refused("Unauthorized"));

/** The states from which a call is allowed at all. */
const FROM: Record<Call, readonly Scene["from"][]> = {
  ship: ["funded"],
  extend: ["funded", "shipped"],
  confirm: ["funded", "shipped", "disputed"],
  confirmBySignature: ["funded", "shipped"],
  settle: ["funded", "shipped", "disputed"],
  cancel: ["funded", "shipped", "disputed"],
  claim: ["shipped"],
  dispute: ["shipped"],
  submitEvidence: ["funded", "shipped", "disputed"],
  rule: ["disputed"],
  pass: ["disputed"],
  expire: ["disputed"],
};

/** What the escrow answers: the state after the call, or the name of its error. */
function outcome(scene: Scene, elapsed: number, call: Call, caller: Caller): Outcome {
  const { from, passed, extended = 0 } = scene;
  if (!FROM[call].includes(from)) return refused("WrongStatus");
  const lastShipping = shipWindow + extended;
  const lastInspection = inspectionWindow + extended;
  switch (call) {
    case "extend":
      if (caller !== (from === "funded" ? "buyer" : "seller")) return refused("Unauthorized");
      return elapsed <= (from === "funded" ? lastShipping : lastInspection) ? { to: from } : refused("TooLate");
    case "confirmBySignature":
      return { to: "released" };
    case "settle":
      return caller === "buyer" || caller === "seller" ? { to: "split" } : refused("NotAParty");
    case "submitEvidence":
      return isParty(scene, caller) ? { to: from } : refused("NotAParty");
    case "confirm":
      return only(caller === "buyer", { to: "released" });
    case "cancel":
      if (caller === "seller") return { to: "refunded" };
      if (from !== "funded") return refused("Unauthorized");
      return elapsed > lastShipping ? { to: "refunded" } : refused("TooEarly");
    case "ship":
      if (caller !== "seller") return refused("Unauthorized");
      return elapsed <= lastShipping ? { to: "shipped" } : refused("TooLate");
    case "claim":
      return elapsed > lastInspection ? { to: "released" } : refused("TooEarly");
    case "dispute":
      if (caller !== "buyer") return refused("Unauthorized");
      if (!scene.arbitrator) return refused("NoArbitrator");
      return elapsed <= lastInspection ? { to: "disputed" } : refused("TooLate");
    case "pass":
      if (!scene.fallback) return refused("NoFallbackArbitrator");
      if (passed) return refused("AlreadyPassed");
      if (caller !== "arbitrator") return refused("Unauthorized");
      return elapsed <= rulingWindow ? { to: "disputed" } : refused("TooLate");
    case "rule": {
      const second = passed || (scene.fallback && elapsed > rulingWindow);
      if (caller !== (second ? "fallback" : "arbitrator")) return refused("Unauthorized");
      return elapsed <= lastRuling(scene) ? { to: "split" } : refused("TooLate");
    }
    case "expire":
      return elapsed > lastRuling(scene) ? { to: "split" } : refused("TooEarly");
  }
}

/** An arbitrator whom the offer does not name is a stranger. */
const isParty = (scene: Scene, caller: Caller): boolean =>
  caller !== "stranger" && (caller !== "arbitrator" || scene.arbitrator) && (caller !== "fallback" || scene.fallback);

const lastRuling = ({ fallback, passed }: Scene): number => (fallback && !passed ? 2 : 1) * rulingWindow;

export const transitionVectors = () => ({
  windows: WINDOWS,
  notes: NOTES,
  cases: SCENES.flatMap(({ moments, ...scene }) =>
    moments.flatMap((elapsed) =>
      CALLS.flatMap((call) =>
        CALLERS.map((who) => {
          const result = outcome({ ...scene, moments }, elapsed, call, who);
          const to = "to" in result ? result.to : null;
          return { ...scene, elapsed, call, who, to, ...("error" in result ? { error: result.error } : {}) };
        }),
      ),
    ),
  ),
});
