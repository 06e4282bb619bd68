// Shown when this browser holds no session: how to get one.
export function SignedOut() {
  return (
    <main className="page narrow signed-out" data-testid="signed-out">
      <div className="card raised stack loose">
        <p className="brand">
          <img src="/favicon.svg" alt="" width={40} height={40} />
          Souk
        </p>
        <div className="stack">
          <h1>Open the link from your terminal</h1>
          <p>
            This page belongs to a node on this computer, and only its owner may use it. The node prints a link when it
            starts; <code>npm start</code> prints one for each role. Open the one you want: it works once, and signs
            this browser in.
          </p>
          <p className="muted">
            You were signed in before? The node has been started again since: its terminal shows a fresh link.
          </p>
        </div>
      </div>
    </main>
  );
}
