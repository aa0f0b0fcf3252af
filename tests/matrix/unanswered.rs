//! Requests that get no answer.

use std::time::Duration;

use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    case::{CASES, Policy, Watch},
    deviations::{Deviation, deviates},
    faults::{Key, Site},
    row::{Back, Row, test_each_case},
};

test_each_case!(vec![reset(), reset().elsewhere()]);

fn reset() -> Row {
    if deviates(Deviation::AsksAgain) {
        Row { first: 2, ..Row::new("reset") }
    } else {
        Row::new("reset").native(Back("Network"), Back("Network")).fetch(Back("Network"), Back("Network"))
    }
}

#[wasm_bindgen_test]
async fn a_silent_server_is_left_after_the_idle_timeout() {
    for case in CASES {
        for route in ["silent?times=1", "head-only?times=1"] {
            let key = Key::new("matrix");
            let builder = case.builder(key.at(Site::Own, route)).idle_timeout(Duration::from_millis(300));
            let watch = Watch::new(builder);
            // More than one on a slow machine, where the next answer is late too.
            let mut idle = 0;
            loop {
                match &*watch.next().await {
                    "Idle" => {
                        idle += 1;
                        if case.policy == Policy::Standard {
                            // It would be 3 s.
                            watch.source.reconnect();
                        }
                    }
                    note if note.starts_with("attempt") => break,
                    note => assert!(!matches!(note, "closed" | "Network" | "GaveUp" | "Ended"), "{note}"),
                }
            }
            watch.source.close();
            key.closed().await;
            assert!(idle >= 1);
        }
    }
}
