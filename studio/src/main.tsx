// The page: language and theme first, then the frame; data opens behind it.

import { render } from "preact";
import { App } from "./app.tsx";
import { isolate } from "./isolate.ts";
import { openFirst } from "./state/session.ts";
import { chooseEngine, engineChoice } from "./state/settings.ts";
import { speakFirst } from "./text/index.ts";

isolate();
await speakFirst();
const root = document.getElementById("studio")!;
root.replaceChildren();
render(<App />, root);
await chooseEngine(engineChoice.value);
await openFirst();
