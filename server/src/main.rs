//! The live user count.
fn main() {}
