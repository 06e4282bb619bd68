// Loaded before each test file: `node:test` then follows timers and sockets to the test that made them, but not each promise.
//
// It follows them to say which test a stray error is of. To follow promises as well is a quarter of the CPU time of what awaits
// much; without, a rejection that nobody handles still fails its file, which the runner says.
import hooks from "node:async_hooks";

const { createHook } = hooks;
hooks.createHook = (callbacks) => createHook({ ...callbacks, trackPromises: false } as typeof callbacks);
