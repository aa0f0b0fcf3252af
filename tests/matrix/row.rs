//! The matrix as data: a key, and what becomes of the connection over each transport and by each policy.

use std::{cell::RefCell, rc::Rc};

use eventsource_wasm::Error;
use futures_util::{StreamExt, stream::iter};

use crate::{
    case::{Case, Policy, Watch},
    deviations::{Deviation, deviates},
    faults::{Key, Site},
};

/// How many rows at once. Over HTTP/1.1 a browser has no more than six connections to a server; there are two.
const AT_ONCE: usize = 10;

/// What becomes of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// There is nothing wrong with it.
    Stays,
    /// This error, and then it comes back.
    Back(&'static str),
    /// This error, and the same again and again.
    Again(&'static str),
    /// This error, and it is closed for good.
    Closed(&'static str),
}

pub use Fate::{Again, Back, Closed, Stays};

/// What the test has the server do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Nothing,
    /// End the stream properly.
    End,
    /// By FIN in the middle of the body.
    Close,
    /// By RST.
    Reset,
}

/// A key, and what becomes of the connection: by `Retry::standard()` and by `Retry::default()`.
#[derive(Clone, Debug)]
pub struct Row {
    pub route: String,
    pub site: Site,
    /// What is heard before the key.
    pub before: &'static [&'static str],
    /// What the test does then.
    pub act: Act,
    /// The first attempt that has an answer to show; those before it the browser follows by itself.
    pub first: u32,
    /// What is heard first when the browser's own class is back.
    pub native_again: Option<&'static str>,
    pub native: [Fate; 2],
    pub fetch: [Fate; 2],
}

impl Row {
    /// A route that there is nothing wrong with.
    pub fn new(route: impl Into<String>) -> Self {
        Self {
            route: route.into(),
            site: Site::Own,
            before: &[],
            act: Act::Nothing,
            first: 1,
            native_again: None,
            native: [Stays; 2],
            fetch: [Stays; 2],
        }
    }

    /// Sets what becomes of it over the browser's own class.
    pub fn native(self, standard: Fate, default: Fate) -> Self {
        Self { native: [standard, default], ..self }
    }

    /// Sets what becomes of it over `fetch`.
    pub fn fetch(self, standard: Fate, default: Fate) -> Self {
        Self { fetch: [standard, default], ..self }
    }

    /// The same at another origin.
    pub fn elsewhere(self) -> Self {
        Self { site: Site::Other, ..self }
    }

    fn fate(&self, case: Case) -> Fate {
        let [standard, default] = if case.is_native() { self.native } else { self.fetch };
        if case.policy == Policy::Standard { standard } else { default }
    }

    /// All that a user is to hear, in order.
    fn expected(&self, case: Case) -> Vec<String> {
        let mut notes: Vec<String> = self.before.iter().copied().map(str::to_owned).collect();
        let mut note = |note: &str| notes.push(note.to_owned());
        // The browser's class comes back by itself unless it has given up.
        let by_itself = |error| case.is_native() && error != "GaveUp";
        let mut fails = |attempt: u32, error: &'static str| {
            if by_itself(error) {
                note(&format!("waiting {attempt}, the browser decides how long"));
                note(error);
            } else {
                note(&format!("waiting {attempt}"));
                note(error);
                note(&format!("connecting {attempt}"));
            }
        };
        match self.fate(case) {
            Stays => {
                note("open");
                note(&format!("attempt {}", self.first));
            }
            Back(error) => {
                fails(1, error);
                note("open");
                self.native_again.filter(|_| case.is_native()).iter().for_each(|again| note(again));
                note("attempt 2");
            }
            Again(error) => (1..4).for_each(|attempt| fails(attempt, error)),
            Closed(error) => {
                note("closed");
                note(error);
            }
        }
        notes
    }

    /// The last event ids that the server is to see, in hexadecimal digits.
    fn expected_ids(&self, case: Case) -> Vec<Option<&str>> {
        match self.fate(case) {
            Stays => vec![None; self.first as usize],
            Closed(_) => vec![None],
            // "1": that of the event before the key.
            Back(_) if self.before.contains(&"attempt 1") => vec![None, Some("31")],
            Back(_) => vec![None; 2],
            Again(_) => vec![None; 3],
        }
    }

    /// Runs it, and tells what was not as expected.
    async fn problem(self, case: Case) -> Option<String> {
        let key = Key::new("matrix");
        let mark = if self.route.contains('?') { '&' } else { '?' };
        // The fault happens once.
        let watch = Watch::new(case.builder(key.at(self.site, &format!("{}{mark}times=1", self.route))));
        let problem = Rc::new(RefCell::new(None));
        let place = Rc::clone(&problem);
        let _errors = watch.source.on_error(move |error| {
            if let Some(problem) = contradiction(error, case) {
                place.replace(Some(problem));
            }
        });

        let (heard, expected) = (RefCell::new(Vec::new()), self.expected(case));
        let hear = async {
            while heard.borrow().len() < expected.len() {
                let Some(note) = watch.next_in_time().await else { return };
                heard.borrow_mut().push(note);
                if heard.borrow().len() == self.before.len() {
                    match self.act {
                        Act::Nothing => {}
                        Act::End => key.end().await,
                        Act::Close => key.cut().await,
                        Act::Reset => key.drop_connections().await,
                    }
                }
            }
        };
        hear.await;
        watch.source.close();
        if self.first > 1 && deviates(Deviation::RedirectedRequestsAreKept) {
            key.drop_connections().await;
        }
        key.closed().await;

        let attempts = key.attempts().await;
        let mut ids: Vec<_> = attempts.iter().map(|seen| seen.last_event_id_hex.as_deref()).collect();
        if matches!(self.fate(case), Again(_)) {
            // There may be one more on its way.
            ids.truncate(3);
        }
        let problem = if *heard.borrow() != expected {
            format!("heard {:?}, expected {expected:?}", heard.borrow())
        } else if ids != self.expected_ids(case) {
            format!("last event ids {ids:?}, expected {:?}", self.expected_ids(case))
        } else {
            problem.take()?
        };
        Some(format!("{} {:?} {:?}: {problem}", self.route, self.site, self.act))
    }
}

/// What an error says about itself has to go together.
fn contradiction(error: &Error, case: Case) -> Option<String> {
    let decided = error.will_retry() == error.is_transient() || case.policy == Policy::Standard;
    let last = error.will_retry() != error.is_final();
    (!decided || !last)
        .then(|| format!("{error:?} is transient: {}, final: {}", error.is_transient(), error.is_final()))
}

/// Runs all rows of a table, and fails with all that was not as expected.
pub async fn check(rows: Vec<Row>, case: Case) {
    let run = iter(rows).map(|row| row.problem(case)).buffer_unordered(AT_ONCE);
    let problems: Vec<_> = run.filter_map(std::future::ready).collect().await;
    assert!(problems.is_empty(), "{case:?}\n{}", problems.join("\n"));
}

/// Four tests of a table: one for each transport and policy.
macro_rules! test_each_case {
    ($rows:expr) => {
        #[wasm_bindgen_test::wasm_bindgen_test]
        async fn native_by_the_standard() {
            $crate::row::check($rows, $crate::case::CASES[0]).await;
        }

        #[wasm_bindgen_test::wasm_bindgen_test]
        async fn native_by_default() {
            $crate::row::check($rows, $crate::case::CASES[1]).await;
        }

        #[wasm_bindgen_test::wasm_bindgen_test]
        async fn fetch_by_the_standard() {
            $crate::row::check($rows, $crate::case::CASES[2]).await;
        }

        #[wasm_bindgen_test::wasm_bindgen_test]
        async fn fetch_by_default() {
            $crate::row::check($rows, $crate::case::CASES[3]).await;
        }
    };
}
pub(crate) use test_each_case;
