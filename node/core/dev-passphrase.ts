// What unlocks keys on the dev chain. Not a secret: they guard nothing, and every node there says so.
export const DEV_PASSPHRASE = "souk dev chain, worth nothing";
