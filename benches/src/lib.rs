//! What is measured: streams of events as they are met, and the chunks they come in.

/// How long a stream is, about.
const LENGTH: usize = 2 << 20;

/// The sizes of chunks: a large read, a page, what a TCP segment carries, next to nothing.
pub const CHUNKS: [usize; 4] = [64 * 1024, 4 * 1024, 1460, 17];

/// Who is measured, the table's columns: ours giving the data as text, the peers (which do so too), ours giving bytes as for
/// a JSON decoder that checks them itself, what text costs at least, and how fast a plain memchr pass finds the ends of the
/// lines.
pub const PARSERS: [&str; 7] =
    ["ours", "sse-stream", "sse-core", "eventsource-stream", "ours-bytes", "passes", "memchr"];

/// The streams by their names.
#[must_use]
pub fn streams() -> [(&'static str, Vec<u8>); 4] {
    [
        ("count 44 B", repeat(|n| format!("event: userCount\nid: {n:08}\ndata: {:06}\n\n", n % 1_000_000))),
        ("token 250 B", repeat(token)),
        ("JSON 16 KB", repeat(|n| format!("data: {}\n\n", json(n, 16 * 1024)))),
        ("line 1 MiB", repeat(|n| format!("data: {}\n\n", json(n, 1 << 20)))),
    ]
}

fn repeat(event: impl Fn(usize) -> String) -> Vec<u8> {
    let mut stream = Vec::new();
    for n in 0.. {
        if stream.len() >= LENGTH {
            break;
        }
        stream.extend_from_slice(event(n).as_bytes());
    }
    stream
}

/// What language models stream.
fn token(n: usize) -> String {
    let head = format!(
        r#"data: {{"id":"chatcmpl-{n:08}","object":"chat.completion.chunk","created":1763700000,"model":"a-model-2026","choices":[{{"index":0,"delta":{{"content":" word"}},"finish_reason":null}}],"usage":null,"fingerprint":""#
    );
    let filler = 250 - head.len() - "\"}\n\n".len();
    format!("{head}{}\"}}\n\n", "f".repeat(filler))
}

fn json(n: usize, length: usize) -> String {
    let row = format!(r#"{{"id":{n:08},"name":"somebody","active":true,"score":12.5}},"#);
    let rows = row.repeat(length / row.len() + 1);
    format!("[{}null]", &rows[..rows[..length - 5].rfind("},").unwrap_or(0) + 2])
}
