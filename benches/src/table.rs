//! Prints what the benchmarks have measured as the table of README.md.

use std::{fs, path::Path};

use eventsource_wasm_benches::{CHUNKS, PARSERS, streams};
use serde_json::Value;

fn main() {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    println!(
        "| stream | chunks | {} | ours / best peer | bytes / best peer | ours / passes | ours / memchr | bytes / memchr |",
        PARSERS.join(" | ")
    );
    println!("|---|---|{}", "---|".repeat(PARSERS.len() + 5));
    for (stream, bytes) in streams() {
        for size in CHUNKS {
            let speeds = PARSERS.map(|parser| {
                let nanoseconds =
                    fastest(&Path::new(&target).join("criterion").join(stream).join(parser).join(size.to_string()))?;
                #[allow(clippy::cast_precision_loss)]
                Some(bytes.len() as f64 / nanoseconds * 1000.0)
            });
            let best = speeds[1..4].iter().flatten().copied().fold(0.0, f64::max);
            let [ours, .., as_bytes, passes, memchr] = speeds.map(|speed| speed.unwrap_or(f64::NAN));
            let cells: Vec<String> =
                speeds.iter().map(|speed| speed.map_or("-".into(), |speed| format!("{speed:.0}"))).collect();
            println!(
                "| {stream} | {size} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
                cells.join(" | "),
                ours / best,
                as_bytes / best,
                ours / passes,
                ours / memchr,
                as_bytes / memchr
            );
        }
    }
}

/// The time of an iteration in the fastest sample, in nanoseconds: other work on the machine makes samples slower, never faster.
fn fastest(folder: &Path) -> Option<f64> {
    let text = fs::read_to_string(folder.join("new/sample.json")).ok()?;
    let sample: Value = serde_json::from_str(&text).ok()?;
    let (iterations, times) = (sample["iters"].as_array()?, sample["times"].as_array()?);
    let each =
        iterations.iter().zip(times).filter_map(|(iterations, time)| Some(time.as_f64()? / iterations.as_f64()?));
    each.reduce(f64::min)
}
