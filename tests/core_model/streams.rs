//! Streams that mean something, made of a seed: for the properties, and for the browser's own parser as the oracle.

use super::random::Random;

/// Pieces of which streams that mean something are made; random bytes alone would hardly ever spell `data`.
pub const PIECES: &[&[u8]] = &[
    b"data",
    b"data: ",
    b"data:",
    b"event",
    b"event: ",
    b"id",
    b"id: ",
    b"retry: ",
    b"retry",
    b":",
    b" ",
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\r\r",
    b"\r\n\r\n",
    b"0",
    b"12",
    b"a",
    b"bc",
    b"\0",
    b"\xEF\xBB\xBF",
    b"\xEF",
    b"\xBB",
    b"\xFF",
    b"\xE2\x82",
    b"\xAC",
    "é".as_bytes(),
    "😀".as_bytes(),
    b"data: x\n\n",
    b": hi\n",
    b"Data: ",
    b"datas",
];

/// The names that events of [`stream`] may have, for those who must listen to each; any others are no name of an event.
pub const NAMES: &[&str] = &["message", "a", "update", "größe", "\u{FFFD}", "open", "error"];

/// A stream of a few events and many oddities.
pub fn stream(seed: u64) -> Vec<u8> {
    let mut random = Random(seed);
    let mut stream = Vec::new();
    for _ in 0..random.below(3) {
        stream.extend_from_slice(random.of(&[&b"\xEF\xBB\xBF"[..], b"", b"", b"\xEF\xBB"]));
    }
    // Most streams keep to one kind of line break.
    let usual = random.of(&[&b"\n"[..], b"\r", b"\r\n"]);
    for _ in 0..random.below(40) {
        line(&mut random, &mut stream);
        let line_break = if random.percent(90) { usual } else { random.of(&[&b"\n"[..], b"\r", b"\r\n"]) };
        stream.extend_from_slice(line_break);
        if random.percent(30) {
            stream.extend_from_slice(line_break);
        }
    }
    stream
}

fn line(random: &mut Random, stream: &mut Vec<u8>) {
    let colon = random.of(&[&b": "[..], b": ", b": ", b":", b":  ", b" :"]);
    match random.below(12) {
        0..5 => {
            stream.extend_from_slice(b"data");
            if random.percent(90) {
                stream.extend_from_slice(colon);
                for _ in 0..random.below(4) {
                    let text: &[u8] = random.of(&[
                        b"x",
                        b"hello ",
                        b"{\"n\":1}",
                        b":",
                        b"\0",
                        b"\xFF",
                        b"\xE2\x82",
                        b"\xEF\xBB\xBF",
                        "é€😀".as_bytes(),
                        b"data: ",
                    ]);
                    stream.extend_from_slice(text);
                }
            }
        }
        5..7 => {
            stream.extend_from_slice(b"event");
            if random.percent(90) {
                stream.extend_from_slice(random.of(&[&b": "[..], b":", b" :"]));
                stream.extend_from_slice(random.of(&[
                    &b""[..],
                    b"a",
                    b"update",
                    "größe".as_bytes(),
                    b"\xFF",
                    b"open",
                    b"error",
                ]));
            }
        }
        7..9 => {
            stream.extend_from_slice(b"id");
            if random.percent(90) {
                stream.extend_from_slice(colon);
                stream.extend_from_slice(random.of(&[&b""[..], b"1", b"42", "é€".as_bytes(), b"3\0", b"\xFE"]));
            }
        }
        9 => {
            stream.extend_from_slice(b"retry");
            stream.extend_from_slice(colon);
            stream.extend_from_slice(random.of(&[&b""[..], b"100000", b"1e9", b"+200000", b"9 "]));
        }
        10 => stream.extend_from_slice(random.of(&[&b": hi"[..], b":", b":data: no"])),
        _ => stream.extend_from_slice(random.of(&[
            &b"Data: no"[..],
            b"datas: no",
            b"unknown",
            b" data: no",
            b"\xEF\xBB\xBFdata: no",
        ])),
    }
}
