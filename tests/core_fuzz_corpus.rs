//! The corpus that fuzzing has collected, replayed on stable Rust.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, reason = "a test")]

mod core_model;

use std::{fs, path::Path};

use core_model::fuzz;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files = 0;
    for entry in fs::read_dir(&folder).expect("the corpus is in the repository") {
        let path = entry.expect("readable").path();
        println!("{}", path.display());
        run(&fs::read(&path).expect("readable"));
        files += 1;
    }
    assert!(files > 0, "no corpus in {}", folder.display());
}

#[test]
fn parser() {
    replay("parser", fuzz::parser);
}

#[test]
fn encoder() {
    replay("encoder", fuzz::encoder);
}

#[test]
fn connection() {
    replay("connection", fuzz::connection);
}
