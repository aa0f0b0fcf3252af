//! Who is called, in which order, and what happens when a callback adds, removes or calls another.
//!
//! The rules are those of the DOM's event targets, plus one:
//! - callbacks run in the order in which they were added;
//! - one that is added while an argument is being dispatched is called from the next one on;
//! - one that is removed is not called any more, not even for the argument that is being dispatched;
//! - a callback is never re-entered: what comes for it while it runs waits, and is delivered as soon as it returns.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    fmt,
    ops::ControlFlow,
    rc::Rc,
};

/// What a listener does with an argument; it is removed once it breaks.
pub(crate) type Callback<A> = Box<dyn FnMut(&A) -> ControlFlow<()>>;

/// The callbacks for one kind of argument.
pub(crate) struct Listeners<A> {
    // Copied on write, so that a dispatch goes through the list as it was when it began.
    list: RefCell<Rc<[Rc<Slot<A>>]>>,
}

/// One callback's place.
pub(crate) struct Slot<A> {
    /// Gone once it is removed, with all that it captured; or as soon as it returns, if it is running then.
    callback: RefCell<Option<Callback<A>>>,
    removed: Cell<bool>,
    waiting: RefCell<VecDeque<A>>,
}

// Derived it would ask for `A: Default`.
impl<A> Default for Listeners<A> {
    fn default() -> Self {
        Self { list: RefCell::default() }
    }
}

impl<A: Clone> Listeners<A> {
    pub(crate) fn add(&self, callback: Callback<A>) -> Rc<Slot<A>> {
        let slot = Rc::new(Slot {
            callback: RefCell::new(Some(callback)),
            removed: Cell::new(false),
            waiting: RefCell::default(),
        });
        let mut list = self.list.borrow_mut();
        *list = list.iter().cloned().chain([Rc::clone(&slot)]).collect();
        drop(list);
        slot
    }

    // Out of line, here and below: where it is inlined, each event costs more.
    #[cold]
    #[inline(never)]
    pub(crate) fn remove(&self, slot: &Rc<Slot<A>>) {
        {
            let mut list = self.list.borrow_mut();
            *list = list.iter().filter(|other| !Rc::ptr_eq(other, slot)).cloned().collect();
        }
        slot.remove();
    }

    /// Removes all.
    pub(crate) fn clear(&self) {
        for slot in self.list.take().iter() {
            slot.remove();
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.borrow().is_empty()
    }

    /// Calls everybody with this argument, and tells whether somebody broke and so was removed.
    pub(crate) fn dispatch(&self, argument: &A) -> bool {
        let mut broke = false;
        let list = Rc::clone(&self.list.borrow());
        for slot in list.iter() {
            if slot.call(argument).is_break() {
                self.remove(slot);
                broke = true;
            }
        }
        broke
    }
}

impl<A> Slot<A> {
    /// Whether it will not be called any more.
    pub(crate) fn is_removed(&self) -> bool {
        self.removed.get()
    }

    #[cold]
    #[inline(never)]
    fn remove(&self) {
        self.removed.set(true);
        // Dropped after the borrow: a callback may own what removes other callbacks, or this one.
        let freed = self.callback.try_borrow_mut().ok().and_then(|mut callback| callback.take());
        drop(freed);
    }
}

impl<A: Clone> Slot<A> {
    fn call(&self, argument: &A) -> ControlFlow<()> {
        let Ok(mut callback) = self.callback.try_borrow_mut() else {
            // It is running, further up the stack, and sees to what waits for it.
            self.waiting.borrow_mut().push_back(argument.clone());
            return ControlFlow::Continue(());
        };
        let outcome = match &mut *callback {
            Some(callback) => self.run(callback, argument),
            None => ControlFlow::Continue(()),
        };
        drop(callback);
        if self.removed.get() {
            self.remove();
        }
        outcome
    }

    fn run(&self, callback: &mut Callback<A>, argument: &A) -> ControlFlow<()> {
        if !self.removed.get() {
            callback(argument)?;
        }
        if self.waiting.borrow().is_empty() { ControlFlow::Continue(()) } else { self.run_waiting(callback) }
    }

    #[cold]
    fn run_waiting(&self, callback: &mut Callback<A>) -> ControlFlow<()> {
        while !self.removed.get() {
            let Some(next) = self.waiting.borrow_mut().pop_front() else { break };
            callback(&next)?;
        }
        ControlFlow::Continue(())
    }
}

impl<A> fmt::Debug for Listeners<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listeners").field("len", &self.list.borrow().len()).finish()
    }
}

impl<A> fmt::Debug for Slot<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").field("removed", &self.removed.get()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Listeners, and what they saw in the order in which they saw it.
    #[derive(Default)]
    struct Scene {
        listeners: Listeners<u32>,
        seen: RefCell<Vec<String>>,
    }

    impl Scene {
        fn new() -> Rc<Self> {
            Rc::default()
        }

        /// Adds a callback that notes its name and the argument, then acts.
        fn add(
            self: &Rc<Self>,
            name: &'static str,
            mut act: impl FnMut(&Rc<Self>, u32) -> ControlFlow<()> + 'static,
        ) -> Rc<Slot<u32>> {
            let scene = Rc::clone(self);
            self.listeners.add(Box::new(move |argument| {
                scene.seen.borrow_mut().push(format!("{name}{argument}"));
                act(&scene, *argument)
            }))
        }

        fn dispatch(&self, argument: u32) -> String {
            self.listeners.dispatch(&argument);
            self.seen.take().join(" ")
        }
    }

    fn go(_: &Rc<Scene>, _: u32) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    #[test]
    fn everybody_is_called_in_the_order_of_adding() {
        let scene = Scene::new();
        scene.add("a", go);
        scene.add("b", go);
        assert_eq!(scene.dispatch(1), "a1 b1");
    }

    #[test]
    fn one_that_is_added_meanwhile_is_called_from_the_next_on() {
        let scene = Scene::new();
        let mut added = false;
        scene.add("a", move |scene, _| {
            if !std::mem::replace(&mut added, true) {
                scene.add("b", go);
            }
            ControlFlow::Continue(())
        });
        assert_eq!(scene.dispatch(1), "a1");
        assert_eq!(scene.dispatch(2), "a2 b2");
    }

    #[test]
    fn one_that_is_removed_meanwhile_is_not_called_any_more() {
        let scene = Scene::new();
        let b = Rc::new(RefCell::new(None));
        let target = Rc::clone(&b);
        scene.add("a", move |scene, _| {
            if let Some(slot) = target.take() {
                scene.listeners.remove(&slot);
            }
            ControlFlow::Continue(())
        });
        b.replace(Some(scene.add("b", go)));
        scene.add("c", go);
        assert_eq!(scene.dispatch(1), "a1 c1");
    }

    #[test]
    fn clearing_meanwhile_ends_the_dispatch() {
        let scene = Scene::new();
        scene.add("a", |scene, _| {
            scene.listeners.clear();
            ControlFlow::Continue(())
        });
        scene.add("b", go);
        assert_eq!(scene.dispatch(1), "a1");
        assert_eq!(scene.dispatch(2), "");
    }

    #[test]
    fn what_comes_while_a_callback_runs_waits_for_it_and_no_other() {
        let scene = Scene::new();
        scene.add("a", |scene, argument| {
            if argument < 3 {
                scene.listeners.dispatch(&(argument + 1));
                scene.seen.borrow_mut().push("returns".into());
            }
            ControlFlow::Continue(())
        });
        scene.add("b", go);
        assert_eq!(scene.dispatch(1), "a1 b2 returns a2 b3 returns a3 b1");
    }

    #[test]
    fn one_that_breaks_is_removed_and_what_waited_for_it_dropped() {
        let scene = Scene::new();
        scene.add("a", |scene, argument| {
            if argument == 1 {
                scene.listeners.dispatch(&2);
            }
            ControlFlow::Break(())
        });
        scene.add("b", go);
        assert_eq!(scene.dispatch(1), "a1 b2 b1");
        assert_eq!(scene.dispatch(3), "b3");
    }

    #[test]
    fn a_callback_that_owns_what_removes_another_may_be_removed() {
        struct RemovesOnDrop(Rc<Scene>, Rc<Slot<u32>>);
        impl Drop for RemovesOnDrop {
            fn drop(&mut self) {
                self.0.listeners.remove(&self.1);
            }
        }
        let scene = Scene::new();
        let owned = RemovesOnDrop(Rc::clone(&scene), scene.add("a", go));
        let b = scene.listeners.add(Box::new(move |_| {
            let _ = &owned;
            ControlFlow::Continue(())
        }));
        scene.listeners.remove(&b);
        drop(b);
        assert!(scene.listeners.is_empty());
    }
}
