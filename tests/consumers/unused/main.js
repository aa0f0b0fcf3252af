// Uses one thing of a module, and not the one that would need the package.

import { greet } from "./things.js";

greet();
