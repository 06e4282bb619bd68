// Where the vectors' domain lives: the contracts that account 0 of a dev chain deploys first.
export const ESCROW = "0x5fbdb2315678afecb367f032d93f642f64180aa3"; // nonce 0
export const TEST_DOLLAR = "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512"; // nonce 1
