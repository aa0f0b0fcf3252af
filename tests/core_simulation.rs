//! Random schedules of a whole world, and the return of ten thousand clients after a restart.
#![cfg(not(target_arch = "wasm32"))]

mod core_model;

use std::panic;

use core_model::world::World;

/// Every event exactly once and in order, never two connections at once, never a busy loop, at rest after the close.
///
/// `SIMULATION_SEED=n` runs one schedule again, `SIMULATION_SCHEDULES=n` runs so many.
#[test]
fn every_event_arrives_exactly_once_and_in_order_in_any_world() {
    let number = |name| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    if let Some(seed) = number("SIMULATION_SEED") {
        World::run(seed);
        return;
    }
    let schedules = number("SIMULATION_SCHEDULES").unwrap_or(100_000);
    let mut connects = 0;
    for seed in 0..schedules {
        match panic::catch_unwind(|| World::run(seed)) {
            Ok(made) => connects += made,
            Err(cause) => {
                println!("run this schedule again: SIMULATION_SEED={seed} cargo test --test core_simulation");
                panic::resume_unwind(cause);
            }
        }
    }
    println!("{schedules} schedules, {connects} connections");
}
