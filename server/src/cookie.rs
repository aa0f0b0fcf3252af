//! The cookie that tells browsers apart: `user=` and 128 random bits in hexadecimal.
//!
//! It lasts until the browser is closed, means nothing anywhere else, and no script can read it.

use crate::users::UserId;
use axum::http::{HeaderMap, HeaderValue, header};

const NAME: &str = "user";
const DIGITS: usize = 32;

/// The user that a request's cookie names. Cookies that this server cannot have set are taken for none.
#[must_use]
pub fn user(headers: &HeaderMap) -> Option<UserId> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| if name == NAME { parse(value) } else { None })
}

/// A user who was never here before.
///
/// # Errors
/// The operating system has no random numbers to give.
pub fn new_user() -> Result<UserId, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(UserId(u128::from_be_bytes(bytes)))
}

/// The value of `Set-Cookie` for a user.
#[must_use]
pub fn set(user: UserId) -> HeaderValue {
    let value = format!("{NAME}={:0DIGITS$x}; HttpOnly; SameSite=Lax; Path=/", user.0);
    // Hexadecimal digits and the text above are valid in a header.
    HeaderValue::try_from(value).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn parse(value: &str) -> Option<UserId> {
    let ours = value.len() == DIGITS && value.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if ours { u128::from_str_radix(value, 16).ok().map(UserId) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "000102030405060708090a0b0c0d0e0f";

    fn user_of(cookies: &[&str]) -> Option<UserId> {
        user(&cookies.iter().map(|cookie| (header::COOKIE, HeaderValue::from_str(cookie).unwrap())).collect())
    }

    #[test]
    fn what_is_set_is_what_is_read() {
        let user = new_user().unwrap();
        let cookie = set(user);
        let (pair, attributes) = cookie.to_str().unwrap().split_once(';').unwrap();
        assert_eq!(user_of(&[pair]), Some(user));
        assert_eq!(attributes, " HttpOnly; SameSite=Lax; Path=/");
        assert_eq!(set(UserId(1)).to_str().unwrap().find("; H"), Some("user=".len() + DIGITS));
    }

    #[test]
    fn users_are_told_apart() {
        assert_ne!(new_user().unwrap(), new_user().unwrap());
    }

    #[test]
    fn it_is_found_among_others() {
        let expected = Some(UserId(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f));
        assert_eq!(user_of(&[&format!("user={ID}")]), expected);
        assert_eq!(user_of(&[&format!("a=1;user={ID}; b")]), expected);
        assert_eq!(user_of(&["a=1", &format!("user={ID}")]), expected);
        assert_eq!(user_of(&[&format!("user=forged; user={ID}")]), expected);
    }

    #[test]
    fn a_forged_one_is_none() {
        let long = format!("user={ID}0");
        let upper = format!("user={}", ID.to_uppercase());
        let other = format!("User={ID}");
        for cookie in ["", "user", "user=", "user=+1", &long, &long[..36], &upper, &other, "user=\"x\"; ;=;"] {
            assert_eq!(user_of(&[cookie]), None, "{cookie}");
        }
    }
}
