//! What a component is to its hook: an owner, and a turn in which effects run.

use any_spawner::Executor;
use eventsource_wasm::{leptos::provide_mock_server, mock::MockServer};
use hooks_tests::event;
use reactive_graph::owner::Owner;
/// A test of the place that this is compiled for.
#[cfg(not(target_arch = "wasm32"))]
pub use tokio::test;
/// A test of the place that this is compiled for.
#[cfg(target_arch = "wasm32")]
pub use wasm_bindgen_test::wasm_bindgen_test as test;

/// Gives effects something that runs them.
pub fn start_effects() {
    // All tests but the first one find it there.
    #[cfg(target_arch = "wasm32")]
    let _ = Executor::init_wasm_bindgen();
    #[cfg(not(target_arch = "wasm32"))]
    let _ = Executor::init_futures_executor();
}

/// A component that calls hooks, and the server that they find.
pub struct Component {
    owner: Owner,
    pub server: MockServer,
}

impl Component {
    /// Calls hooks, which are not mounted yet.
    pub fn new<T>(hooks: impl FnOnce() -> T) -> (Self, T) {
        start_effects();
        let (owner, server) = (Owner::new(), MockServer::new());
        let called = owner.with(|| {
            provide_mock_server(&server);
            hooks()
        });
        (Self { owner, server }, called)
    }

    /// The same, mounted and connected.
    pub async fn connected<T>(hooks: impl FnOnce() -> T) -> (Self, T) {
        let (component, called) = Self::new(hooks);
        turn().await;
        component.server.open();
        (component, called)
    }

    pub fn with<T>(&self, run: impl FnOnce() -> T) -> T {
        self.owner.with(run)
    }

    pub fn send(&self, event_type: &str, data: &str) {
        self.server.send(&event(event_type, data).unwrap());
    }

    /// As when it is removed from the page.
    pub fn unmount(&self) {
        self.owner.cleanup();
    }

    /// The URLs that have been asked for.
    pub fn requests(&self) -> Vec<String> {
        self.server.requests().into_iter().map(|each| each.request.url).collect()
    }
}

/// Lets effects run, and those that they bring about.
#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::unused_async, reason = "in a browser it waits")]
pub async fn turn() {
    Executor::poll_local();
}

/// Lets effects run, and those that they bring about.
#[cfg(target_arch = "wasm32")]
pub async fn turn() {
    let mut is_over = false;
    hooks_tests::until("the browser's next turn", || {
        if std::mem::replace(&mut is_over, true) { Ok(()) } else { Err(String::new()) }
    })
    .await;
}
