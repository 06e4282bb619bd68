// Entry of the page: signs in with the printed link's code, then draws.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { signIn } from "./session.ts";

void signIn();
// A fresh link pasted into the address bar of an open page changes the fragment only.
addEventListener("hashchange", () => void signIn());
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
