//! The `Retry-After` header: a number of seconds, or a date (RFC 9110, 10.2.3).
//!
//! A crate for dates would double the size of the connection in wasm, for a header that hardly any server sends as a date.

use core::time::Duration;

const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";

/// How long to wait, from `now` since the Unix epoch; `None` where the header says neither.
pub(super) fn parse(value: &str, now: Duration) -> Option<Duration> {
    let value = value.as_bytes().trim_ascii();
    number(value).or_else(|| Some(date(value)?.saturating_sub(now.as_secs()))).map(Duration::from_secs)
}

/// Seconds since the Unix epoch, from any of the three forms of an HTTP date (RFC 9110, 5.6.7):
///
/// ```text
/// Sun, 06 Nov 1994 08:49:37 GMT
/// Sunday, 06-Nov-94 08:49:37 GMT
/// Sun Nov  6 08:49:37 1994
/// ```
fn date(value: &[u8]) -> Option<u64> {
    let mut words =
        value.split(|byte| matches!(byte, b' ' | b',' | b'-' | b':')).filter(|word| !word.is_empty()).skip(1);
    let mut word = || words.next();
    let (first, second) = (word()?, word()?);
    let asctime = number(first).is_none();
    let (day, month) = if asctime { (second, first) } else { (first, second) };
    let mut year = if asctime { None } else { word() };
    let mut part = |most| word().and_then(number).filter(|part| *part <= most);
    let seconds = (part(23)? * 60 + part(59)?) * 60 + part(60)?;
    year = year.or_else(word);
    let month = MONTHS.chunks_exact(3).position(|name| name == month)? as u64;
    let day = number(day).filter(|day| (1..=31).contains(day))?;
    let year = match number(year?)? {
        short @ 0..70 => short + 2000,
        short @ 70..100 => short + 1900,
        year @ 1970..10_000 => year,
        _ => return None,
    };
    // Years that begin with March, so that the day that leap years have more is their last.
    let (year, month) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1;
    // From the first of March of the year 0 to the epoch it is 719,468 days.
    days.checked_sub(719_468).map(|days| days * 86_400 + seconds)
}

/// Decimal digits and nothing else; what is too large stays at the largest.
fn number(text: &[u8]) -> Option<u64> {
    let digit = |value: u64, byte: &u8| {
        byte.is_ascii_digit().then(|| value.saturating_mul(10).saturating_add(u64::from(byte - b'0')))
    };
    if text.is_empty() { None } else { text.iter().try_fold(0, digit) }
}
