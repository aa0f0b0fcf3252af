//! Answers by their status and by their MIME type.

use crate::{
    deviations::{Deviation, deviates},
    faults::encode,
    row::{Back, Closed, Fate, Row, test_each_case},
};

test_each_case!(rows());

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (status, error) in [
        (201, "Http 201"),
        (204, "Http 204"),
        (205, "Http 205"),
        (400, "Http 400"),
        (401, "Http 401"),
        (403, "Http 403"),
        (404, "Http 404"),
        (410, "Http 410"),
    ] {
        let row = rejected(&format!("status/{status}"), error);
        rows.extend([row.clone(), row.elsewhere()]);
    }
    for (status, error) in [
        (408, "Http 408"),
        (425, "Http 425"),
        (429, "Http 429"),
        (500, "Http 500"),
        (502, "Http 502"),
        (503, "Http 503"),
        (504, "Http 504"),
    ] {
        let row = rejected(&format!("status/{status}"), error).fetch(Closed(error), Back(error));
        rows.extend([row.clone(), row.elsewhere()]);
    }

    for status in [301, 302, 303, 307, 308] {
        let row = Row { first: 2, ..Row::new(format!("status/{status}")) };
        rows.extend([row.clone(), row.elsewhere(), Row { first: 2, ..Row::new(format!("status/{status}?to=other")) }]);
    }

    // Chromium's class looks into the bodies of these two before it refuses them, and waits until there is enough of it.
    rows.push(rejected("mime?how=end", "Mime"));
    rows.push(rejected("mime?how=end&type=text/plain", "Mime"));
    for wrong in ["text/event-streamx", "application/json", "text/html; charset=utf-8"] {
        rows.push(rejected(&mime(wrong), "Mime"));
    }
    for right in ["TEXT/EVENT-STREAM", "text/event-stream;charset=utf-8", "text/event-stream; version=\"1;2\""] {
        rows.push(Row::new(mime(right)));
    }
    let foreign = Row::new(mime("text/event-stream; charset=windows-1252"));
    let refused = deviates(Deviation::OtherCharsetsAreRefused);
    rows.push(if refused { foreign.native(Closed("GaveUp"), Back("GaveUp")) } else { foreign });
    rows
}

fn mime(mime_type: &str) -> String {
    format!("mime?type={}", encode(mime_type))
}

/// The browser's class does not tell why it has given up, and so the default policy tries again, whatever the answer was.
fn rejected(route: &str, error: &'static str) -> Row {
    let closed: Fate = Closed(error);
    Row::new(route).native(Closed("GaveUp"), Back("GaveUp")).fetch(closed, closed)
}
