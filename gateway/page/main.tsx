// Where the page starts.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { takeTokenFromAddress } from "./api/token.ts";
import { App } from "./app.tsx";
import "./ui/page.css";
import "./ui/table.css";
import "./ui/form.css";

takeTokenFromAddress();
// Pasted into a tab that shows this page already.
addEventListener("hashchange", () => {
  if (takeTokenFromAddress()) location.reload();
});
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
