//! Prints what the benchmarks have measured as the table of README.md.

use std::{fs, path::Path};

use eventsource_wasm_benches::{CHUNKS, PARSERS, streams};
use serde_json::Value;

fn main() {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    println!("| stream | chunks | {} | ours / best peer | ours / memchr | bytes / memchr |", PARSERS.join(" | "));
    println!("|---|---|{}", "---|".repeat(PARSERS.len() + 3));
    for (stream, bytes) in streams() {
        for size in CHUNKS {
            let speeds = PARSERS.map(|parser| {
                let nanoseconds =
                    median(&Path::new(&target).join("criterion").join(stream).join(parser).join(size.to_string()))?;
                #[allow(clippy::cast_precision_loss)]
                Some(bytes.len() as f64 / nanoseconds * 1000.0)
            });
            let best = speeds[1..4].iter().flatten().copied().fold(0.0, f64::max);
            let [ours, .., as_bytes, memchr] = speeds.map(|speed| speed.unwrap_or(f64::NAN));
            let cells: Vec<String> =
                speeds.iter().map(|speed| speed.map_or("-".into(), |speed| format!("{speed:.0}"))).collect();
            println!(
                "| {stream} | {size} | {} | {:.2} | {:.2} | {:.2} |",
                cells.join(" | "),
                ours / best,
                ours / memchr,
                as_bytes / memchr
            );
        }
    }
}

/// The median time of an iteration in nanoseconds.
fn median(folder: &Path) -> Option<f64> {
    let text = fs::read_to_string(folder.join("new/estimates.json")).ok()?;
    serde_json::from_str::<Value>(&text).ok()?["median"]["point_estimate"].as_f64()
}
