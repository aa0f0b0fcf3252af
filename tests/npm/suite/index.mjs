// All cases.

import "./drop-in.mjs";
import "./turns.mjs";
import "./on.mjs";
import "./decode.mjs";
import "./iterator.mjs";
import "./state.mjs";
import "./options.mjs";
import "./requests.mjs";
import "./retry.mjs";
import "./rejections.mjs";
import "./streams.mjs";
import "./faults.mjs";

export { runSuite } from "./harness.mjs";
