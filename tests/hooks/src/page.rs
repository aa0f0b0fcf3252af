//! A place in the page for the component under test.

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

/// An element for a component to be mounted in. It goes with this.
#[derive(Debug)]
pub struct Page(Element);

impl Default for Page {
    fn default() -> Self {
        Self::new()
    }
}

impl Page {
    /// An empty one.
    ///
    /// # Panics
    ///
    /// Where there is no page.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    pub fn new() -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let element = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&element).unwrap();
        Self(element)
    }

    /// The element.
    #[must_use]
    pub fn element(&self) -> Element {
        self.0.clone()
    }

    /// What it shows.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.text_content().unwrap_or_default()
    }

    /// Waits until it shows this.
    pub async fn shows(&self, text: &str) {
        until(&format!("the page shows {text:?}"), || {
            let shown = self.text();
            if shown == text { Ok(()) } else { Err(shown) }
        })
        .await;
    }

    /// Clicks on what this selects.
    ///
    /// # Panics
    ///
    /// Where there is no such element.
    #[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    pub fn click(&self, selector: &str) {
        self.0.query_selector(selector).unwrap().unwrap().unchecked_into::<HtmlElement>().click();
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Waits until it is so; what is there instead is said when that takes too long.
///
/// # Panics
///
/// After a minute.
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
pub async fn until(what: &str, mut check: impl FnMut() -> Result<(), String>) {
    let deadline = js_sys::Date::now() + 60_000.0;
    while let Err(instead) = check() {
        assert!(js_sys::Date::now() < deadline, "waited in vain until {what}, but: {instead}");
        let window = web_sys::window().unwrap();
        let turn = Promise::new(&mut |done, _| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, 0).unwrap();
        });
        JsFuture::from(turn).await.unwrap();
    }
}

/// How many bytes WebAssembly has.
#[must_use]
pub fn memory() -> u32 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length()
}
