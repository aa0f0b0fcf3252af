// Uses one thing of a module, and not the package that this hands on as well.

import { greet } from "./things.js";

greet();
