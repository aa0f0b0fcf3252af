//! The parser beside its peers: the same streams in the same chunks, each event's type and data looked at.

use std::{convert::Infallible, hint::black_box, num::NonZeroUsize, time::Duration};

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use eventsource_stream::Eventsource;
use eventsource_wasm::parser::{Event, Parsed, Parser};
use eventsource_wasm_benches::{CHUNKS, PARSERS, streams};
use futures_executor::block_on;
use futures_util::{Stream, StreamExt, stream};
use sse_core::{SseDecoder, SseEvent};
use sse_stream::SseByteStream;

/// Reads the chunks to the end and counts the events, or the lines.
type Read = fn(&[Bytes]) -> usize;

const READS: [Read; 7] = [ours, sse_stream, sse_core, eventsource_stream, ours_bytes, passes, memchr];

fn ours(chunks: &[Bytes]) -> usize {
    parse(chunks, |event| {
        black_box((event.event_type(), event.data()));
    })
}

fn ours_bytes(chunks: &[Bytes]) -> usize {
    parse(chunks, |event| {
        black_box((event.event_type_bytes(), event.data_bytes()));
    })
}

fn parse(chunks: &[Bytes], look: impl Fn(&Event<'_>)) -> usize {
    let mut events = 0;
    let mut parser = Parser::new();
    for chunk in chunks {
        let mut found = parser.feed(chunk);
        while let Some(parsed) = found.next() {
            if let Parsed::Event(event) = parsed {
                look(&event);
                events += 1;
            }
        }
    }
    events
}

fn sse_stream(chunks: &[Bytes]) -> usize {
    drain(SseByteStream::new(body(chunks)))
}

fn eventsource_stream(chunks: &[Bytes]) -> usize {
    drain(body(chunks).eventsource())
}

fn body(chunks: &[Bytes]) -> impl Stream<Item = Result<Bytes, Infallible>> + Unpin {
    stream::iter(chunks.iter().cloned().map(Ok))
}

fn drain<T, E: std::fmt::Debug>(mut stream: impl Stream<Item = Result<T, E>> + Unpin) -> usize {
    block_on(async {
        let mut events = 0;
        while let Some(event) = stream.next().await {
            black_box(event.expect("valid"));
            events += 1;
        }
        events
    })
}

fn sse_core(chunks: &[Bytes]) -> usize {
    let mut events = 0;
    let mut decoder = SseDecoder::with_limit(NonZeroUsize::new(16 << 20).expect("more than zero"));
    for chunk in chunks {
        let mut chunk: &[u8] = chunk;
        while let Some(event) = decoder.next(&mut chunk) {
            if let SseEvent::Message(message) = event.expect("small enough") {
                black_box(message);
                events += 1;
            }
        }
    }
    events
}

/// No parser, only the passes over the bytes that text needs, each by the fastest library: find the lines, copy those that
/// chunks cut, check that they are UTF-8.
fn passes(chunks: &[Bytes]) -> usize {
    let mut lines = 0;
    let mut cut: Vec<u8> = Vec::new();
    for chunk in chunks {
        let mut at = 0;
        for end in memchr::memchr2_iter(b'\n', b'\r', chunk) {
            let mut line = &chunk[at..end];
            if !cut.is_empty() {
                cut.extend_from_slice(line);
                line = &cut;
            }
            let valid =
                if line.len() < 256 { str::from_utf8(line).is_ok() } else { simdutf8::basic::from_utf8(line).is_ok() };
            black_box((line, valid));
            cut.clear();
            at = end + 1;
            lines += 1;
        }
        cut.extend_from_slice(&chunk[at..]);
    }
    lines
}

fn memchr(chunks: &[Bytes]) -> usize {
    let mut lines = 0;
    for chunk in chunks {
        for end in memchr::memchr_iter(b'\n', chunk) {
            black_box(end);
            lines += 1;
        }
    }
    lines
}

fn bench(c: &mut Criterion) {
    for (name, stream) in streams() {
        let whole = Bytes::from(stream);
        let events = ours(std::slice::from_ref(&whole));
        for size in CHUNKS {
            let chunks: Vec<Bytes> =
                (0..whole.len()).step_by(size).map(|at| whole.slice(at..whole.len().min(at + size))).collect();
            let mut group = c.benchmark_group(name);
            group.throughput(Throughput::Bytes(whole.len() as u64));
            group.sampling_mode(SamplingMode::Flat);
            for (parser, read) in PARSERS.into_iter().zip(READS) {
                let quadratic = parser == "eventsource-stream" && name == "line 1 MiB" && size < 64 * 1024;
                if quadratic && std::env::var_os("QUADRATIC").is_none() {
                    continue;
                }
                assert!(
                    matches!(parser, "passes" | "memchr") || read(&chunks) == events,
                    "{parser} on {name} in chunks of {size}"
                );
                // Many short samples: the fastest is then one that no other work on the machine has met.
                group.sample_size(if parser == "eventsource-stream" { 20 } else { 200 });
                group.bench_function(BenchmarkId::new(parser, size), |b| b.iter(|| read(black_box(&chunks))));
            }
            group.finish();
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600))
        .nresamples(1000);
    targets = bench
}
criterion_main!(benches);
