//! The last event id in a URL's query.

use js_sys::encode_uri_component;

use crate::options::Resume;

/// The URL with the last event id in its query, where that is wanted and there is one. Nothing else in it is touched: it may be
/// signed.
pub(super) fn with_query(url: &str, resume: &Resume, last_event_id: &str) -> String {
    let Resume::Query(name) = resume else { return url.to_owned() };
    if last_event_id.is_empty() {
        return url.to_owned();
    }
    let (url, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let mark = if url.contains('?') { '&' } else { '?' };
    let encode = |text: &str| String::from(encode_uri_component(text));
    format!("{url}{mark}{}={}{fragment}", encode(name), encode(last_event_id))
}
