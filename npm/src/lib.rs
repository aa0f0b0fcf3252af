//! The WebAssembly half of the npm package: the library's parser and connection, exported to the TypeScript shell beside it.
//!
//! No string crosses the border for each event, and no object: a chunk goes in, a table of offsets comes out, and JavaScript
//! slices the chunk's text by it. What the connection says is to be done comes out as the bits of a number.

#![cfg_attr(target_arch = "wasm32", no_std)]
#![cfg(target_arch = "wasm32")]

extern crate alloc;

mod code;
mod connection;
mod machine;
mod table;

pub use connection::Connection;
use lol_alloc::{FreeListAllocator, LockedAllocator};

#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> = LockedAllocator::new(FreeListAllocator::new());

/// Nothing here panics on input. Without the words of a panic, and all that formats them, the module is a third smaller.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
