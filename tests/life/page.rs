//! What a browser does to a page, done by a script: the events of its life, its visibility, its clock.

use std::time::Duration;

use js_sys::{Function, Object, Reflect, global};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, EventTarget};

pub fn window() -> EventTarget {
    global().unchecked_into()
}

pub fn document() -> EventTarget {
    property(&global(), "document").unchecked_into()
}

/// Has an event of the page's life happen.
pub fn dispatch(target: &EventTarget, event_type: &str) {
    target.dispatch_event(&Event::new(event_type).unwrap()).unwrap();
}

fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

/// A page that is hidden until this is dropped.
pub struct Hidden(());

impl Hidden {
    pub fn new() -> Self {
        let hidden = Object::new();
        Reflect::set(&hidden, &"value".into(), &"hidden".into()).unwrap();
        Reflect::set(&hidden, &"configurable".into(), &true.into()).unwrap();
        Object::define_property(document().unchecked_ref::<Object>(), &"visibilityState".into(), &hidden);
        dispatch(&document(), "visibilitychange");
        Self(())
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        Reflect::delete_property(document().unchecked_ref::<Object>(), &"visibilityState".into()).unwrap();
        dispatch(&document(), "visibilitychange");
    }
}

/// A wall clock that can be set, until this is dropped.
pub struct Clock {
    date: JsValue,
    now: Function,
    set: Option<Closure<dyn Fn() -> f64>>,
}

impl Clock {
    pub fn new() -> Self {
        let date = property(&global(), "Date");
        Self { now: property(&date, "now").unchecked_into(), date, set: None }
    }

    /// Sets it this far ahead of the true time.
    pub fn ahead(&mut self, by: Duration) {
        self.differ(by.as_secs_f64() * 1000.0);
    }

    /// Sets it this far behind the true time.
    pub fn behind(&mut self, by: Duration) {
        self.differ(by.as_secs_f64() * -1000.0);
    }

    fn differ(&mut self, milliseconds: f64) {
        let now = self.now.clone();
        let set = Closure::<dyn Fn() -> f64>::new(move || {
            now.call0(&JsValue::NULL).unwrap().as_f64().unwrap() + milliseconds
        });
        Reflect::set(&self.date, &"now".into(), set.as_ref()).unwrap();
        self.set = Some(set);
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        Reflect::set(&self.date, &"now".into(), &self.now).unwrap();
    }
}
