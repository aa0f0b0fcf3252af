//! Streams that end: properly, or in the middle of something. What is unfinished then is not dispatched, and its id does not
//! count.

use crate::{
    deviations::{Deviation, deviates},
    row::{Act, Back, Row, test_each_case},
};

test_each_case!(rows());

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    // With what becomes of the half where it is kept, and the first line of the next connection is put behind it.
    for (route, kept) in [
        ("ok", None),
        ("cut/event", Some("half: half an evretry: 1")),
        ("cut/code-point", Some("half: \u{FFFD}retry: 1")),
        ("cut/crlf", Some("half: half")),
    ] {
        for act in [Act::End, Act::Close, Act::Reset] {
            let ended = act == Act::End || act == Act::Close && deviates(Deviation::CutIsTheEnd);
            let error = Back(if ended { "Ended" } else { "Network" });
            let kept = kept.filter(|_| act == Act::Reset && deviates(Deviation::ResetKeepsTheHalf));
            let row = Row {
                before: &["open", "attempt 1"],
                act,
                native_again: kept,
                ..Row::new(format!("{route}?how=stay&retry=1"))
            }
            .native(Back("Network"), Back("Network"))
            .fetch(error, error);
            rows.extend([row.clone(), row.elsewhere()]);
        }
    }
    rows.push(
        Row { before: &["open"], act: Act::Reset, ..Row::new("head-only?retry=1") }
            .native(Back("Network"), Back("Network"))
            .fetch(Back("Network"), Back("Network")),
    );
    rows
}
