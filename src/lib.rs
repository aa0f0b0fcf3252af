//! Typed Server-Sent Events for the browser.
