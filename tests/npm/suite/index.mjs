// All cases.

import "./drop-in.mjs";
import "./turns.mjs";
import "./on.mjs";
import "./decode.mjs";
import "./iterator.mjs";
import "./state.mjs";

export { runSuite } from "./harness.mjs";
