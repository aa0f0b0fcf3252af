//! What the library promises, over both transports: as tests that run in a window, in every kind of worker, and in Node.
//!
//! The suite says more, over the browser's own class alone. Who runs these brings `over_both!`, `faults` and `support`.

mod coming_back;
mod events;
mod lifetime;
