//! What the examples need of a page: its elements, and text in them.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element};

/// The element with this id, if it is there and is such a one.
#[must_use]
pub fn element<T: JsCast>(id: &str) -> Option<T> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Shows this text in the element with this id.
pub fn show(id: &str, text: &str) {
    if let Some(element) = element::<Element>(id) {
        element.set_text_content(Some(text));
    }
}

/// Adds a line of this class to the list with this id.
#[must_use]
pub fn add_line(list: &str, class: &str, text: &str) -> Option<Element> {
    let line = document()?.create_element("li").ok()?;
    line.set_class_name(class);
    line.set_text_content(Some(text));
    element::<Element>(list)?.append_child(&line).ok()?;
    Some(line)
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
